import { appendFileSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive } from '../../helpers/cli-processes.ts'
import { between } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { noteOf, notes } from '../operations.ts'

/** Files change, vanish, grow and come while they are read. Nothing of that is damage. */
export const kind: Kind = {
  id: 'I1',
  says: 'files change, vanish and grow while they are read',
  operations: ['backup'],
  weight: 2,
  arm: (bench, { random }) => {
    let turns = 0
    return {
      vaultMoved: true,
      strike: async (running) => {
        while (isAlive(running.pid)) {
          const file = noteOf(bench.vault, between(random, 0, notes - 1))
          if (existsSync(file)) {
            if (random() < 0.6) appendFileSync(file, 'x'.repeat(between(random, 1, 5_000)))
            else if (random() < 0.5) rmSync(file)
            else renameSync(file, `${file}.moved`)
          }
          writeFileSync(path.join(bench.vault, `came ${turns}.md`), `${turns}`)
          turns += 1
          await delay(3)
        }
      },
      hit: () => turns > 5,
      wrong: ({ code, answer }) => (code === 0 || code === 3 ? [] : [`I1: ended with ${code}: ${answer?.problem?.sentence}`]),
    }
  },
}
