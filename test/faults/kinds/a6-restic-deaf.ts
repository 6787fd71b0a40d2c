import { signal } from '../../helpers/cli-processes.ts'
import type { Kind } from '../kind.ts'
import { operations } from '../operations.ts'
import { shimmed } from '../other-restic.ts'

/** In ms: ten seconds for restic to end by itself, and a few for a busy machine. */
const soonEnough = 15_000

/** Somebody cancels, and restic hears neither SIGINT nor SIGTERM. */
export const kind: Kind = {
  id: 'A6',
  says: 'cancelled, and restic ignores every polite signal',
  operations: ['backup', 'restore', 'copy'],
  weight: 0.25,
  waits: true,
  arm: (bench, { operation }) => {
    const hold = shimmed(bench).hold(operations[operation].restic, true)
    let at = 0
    let over = 0
    return {
      strike: async (running) => {
        await hold.reached()
        at = performance.now()
        signal(running.pid, 'SIGINT')
        await running.ended
        over = performance.now() - at
      },
      hit: () => at > 0,
      wrong: ({ code, answer }) => [
        ...(code === 130 && answer?.verdict === 'cancelled' ? [] : [`A6: ended with ${code}, ${answer?.verdict}`]),
        ...(over < soonEnough ? [] : [`A6: it took ${Math.round(over)} ms`]),
      ],
    }
  },
}
