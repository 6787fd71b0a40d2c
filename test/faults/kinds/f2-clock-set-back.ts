import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { wrongClock } from '../wrong-clock.ts'

const minute = 60_000

/** The clock jumps in the middle of a run: by seconds, an hour, a day, to either side. The run ends as if nothing were, and so does the next one. */
export const kind: Kind = {
  id: 'F2',
  says: 'clock jumps while it runs, back and forward',
  operations: ['backup', 'scheduled', 'restore', 'verify', 'prune', 'copy', 'drill'],
  weight: 2,
  arm: (bench, { random, operation }) => {
    const by = pick(random, [-minute / 2, -60 * minute, -24 * 60 * minute, minute / 2, 60 * minute, 24 * 60 * minute] as const)
    const clock = wrongClock(bench, 0)
    const before = bench.history().length
    let jumped = false
    return {
      strike: async (running) => {
        let over = false
        void running.ended.then(() => {
          over = true
        })
        while (!over && bench.history().length === before) await new Promise((resolve) => setTimeout(resolve, 4))
        clock.jump(by)
        jumped = !over
      },
      hit: ({ lines }) => jumped && lines.some(({ time }) => Math.abs(Date.parse(String(time)) - Date.now() - by) < minute / 4),
      wrong: ({ code, answer, lines }) => [
        // Set back by a day in the middle, what was saved meanwhile is of the future: that is asked about.
        ...(code === 0 || answer?.problem?.code === 'snapshots-in-the-future'
          ? []
          : [`F2: ${operation} with a jump of ${by / 1000} s ended with ${code}: ${answer?.problem?.sentence}`]),
        ...(lines.filter(({ event }) => event === 'run.snapshot').length > 1 ? ['F2: it was backed up twice'] : []),
      ],
    }
  },
}
