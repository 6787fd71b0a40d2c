import { setTimeout as delay } from 'node:timers/promises'
import { isAlive, signal } from '../../helpers/cli-processes.ts'
import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'

/** Somebody cancels, once or twice, ends the program, or closes its terminal. */
export const kind: Kind = {
  id: 'A6b',
  says: 'cancelled: Ctrl-C once or twice, SIGTERM, SIGHUP',
  operations: ['backup', 'scheduled', 'restore', 'copy', 'verify', 'prune', 'drill'],
  weight: 3,
  arm: (_bench, { random, moment, span }) => {
    const signals = pick(random, [['SIGINT'], ['SIGINT', 'SIGINT'], ['SIGTERM'], ['SIGHUP']] as const)
    let at = 0
    let took = 0
    return {
      strike: async (running) => {
        await Promise.race([delay(moment * span), running.ended])
        if (!isAlive(running.pid)) return
        at = performance.now()
        for (const name of signals) {
          signal(running.pid, name)
          await delay(3)
        }
        await running.ended
        took = performance.now() - at
      },
      hit: ({ code }) => at > 0 && code !== 0,
      // Before it has read its own program, and once it has told how it ended, a signal ends it as any other.
      wrong: ({ code, signal: by, answer }) => [
        ...(at === 0 || code === 0 || code === 130 || (by !== null && (answer === undefined || answer.verdict === 'done'))
          ? []
          : [`A6: ${signals.join(' ')} ended with ${code}, ${answer?.verdict} ${answer?.problem?.sentence}`]),
        ...(took < 12_000 ? [] : [`A6: it took ${Math.round(took)} ms`]),
      ],
    }
  },
}
