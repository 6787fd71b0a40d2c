import { setTimeout as delay } from 'node:timers/promises'
import { isAlive, signal } from '../../helpers/cli-processes.ts'
import type { Ended } from '../../helpers/cli-run.ts'
import { between } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'

/** Two to four Vaultkeepers at once on one home, and sometimes the first is killed. The others wait for each other, and each ends well. */
export const kind: Kind = {
  id: 'D5',
  says: 'two to four Vaultkeepers at once, one of them killed',
  operations: ['backup', 'copy'],
  arm: (bench, { operation, random, moment, span }) => {
    const count = between(random, 1, 3)
    const kills = random() < 0.5
    let others: Ended[] = []
    let together = false
    return {
      strike: async (running) => {
        const all = Array.from({ length: count }, () =>
          bench.start([operation === 'copy' ? 'verify' : 'backup', ...(operation === 'copy' ? [] : [bench.vault]), '--json']),
        )
        together = isAlive(running.pid)
        if (kills) {
          await Promise.race([delay(moment * span), running.ended])
          if (isAlive(running.pid)) signal(running.pid, 'SIGKILL')
        }
        others = await Promise.all(all.map(({ ended }) => ended))
      },
      hit: () => together,
      wrong: ({ signal: by, code, answer }) => [
        ...others
          .filter((one) => one.code !== 0)
          .map((one) => `D5: one of ${count + 1} ended with ${one.code}: ${one.stdout.slice(0, 300)}${one.stderr.slice(0, 200)}`),
        ...(by === null && code !== 0 ? [`D5: the first ended with ${code}: ${answer?.problem?.sentence}`] : []),
      ],
    }
  },
}
