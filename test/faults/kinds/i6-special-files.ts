import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import type { Kind } from '../kind.ts'

/** FIFOs, links in circles, into nothing and out of the vault: nothing is opened that never answers, and all of it comes back. */
export const kind: Kind = {
  id: 'I6',
  says: 'FIFOs, link loops, dangling and absolute links in the vault',
  operations: ['backup'],
  arm: (bench) => {
    const folder = path.join(bench.vault, 'special')
    mkdirSync(folder)
    execFileSync('mkfifo', [path.join(folder, 'pipe')])
    for (const [name, to] of [
      ['loop', 'loop'],
      ['up', '..'],
      ['nothing', 'nowhere/at all'],
      ['outside', '/proc/self/mem'],
    ] as const)
      symlinkSync(to, path.join(folder, name))
    return {
      hit: () => true,
      wrong: ({ code, answer }) => (code === 0 || code === 3 ? [] : [`I6: ended with ${code}: ${answer?.problem?.sentence}`]),
    }
  },
}
