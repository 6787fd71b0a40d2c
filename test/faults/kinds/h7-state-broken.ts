import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { between, pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'

/** The state, which can be made anew from the history, is gone, cut, full of zeros or no database at all. No backup waits for it. */
export const kind: Kind = {
  id: 'H7',
  says: 'state database gone, cut, zeroed, a text',
  operations: ['backup', 'scheduled', 'restore', 'verify', 'prune', 'copy', 'drill'],
  weight: 2,
  asPerson: true,
  arm: (bench, { random }) => {
    const file = path.join(bench.home, 'state.sqlite')
    const how = pick(random, ['gone', 'cut', 'zeros', 'text', 'empty', 'folder of its log'] as const)
    const content = readFileSync(file)
    for (const suffix of ['-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
    if (how === 'gone') rmSync(file)
    else if (how === 'cut') writeFileSync(file, content.subarray(0, between(random, 1, content.length - 1)))
    else if (how === 'text') writeFileSync(file, 'no database at all')
    else if (how === 'empty') writeFileSync(file, '')
    else if (how === 'zeros') {
      const at = between(random, 0, content.length - 5_000)
      writeFileSync(file, Buffer.concat([content.subarray(0, at), Buffer.alloc(5_000), content.subarray(at + 5_000)]))
    } else writeFileSync(`${file}-wal`, content.subarray(0, 10_000))
    return {
      hit: () => existsSync(file),
      wrong: ({ code, answer }) => (code === 0 ? [] : [`H7, ${how}: ended with ${code}: ${answer?.problem?.sentence}`]),
    }
  },
}
