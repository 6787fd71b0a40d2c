import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { wrongClock } from '../wrong-clock.ts'

/** The clock says a year that cannot be. What is saved is saved; nothing is removed by such a clock, and the run after it, with the right time, is as always. */
export const kind: Kind = {
  id: 'F3',
  says: 'clock of 1970, 2038, 2099, restic with another one',
  operations: ['scheduled', 'prune', 'backup', 'restore', 'verify', 'copy'],
  weight: 2,
  arm: (bench, { random, operation }) => {
    const year = pick(random, [1970, 2012, 2038, 2099] as const)
    wrongClock(bench, Date.UTC(year, 0, 2, 3, 4, 5) - Date.now())
    return {
      // Its own lines have that year, or it refused to write any.
      hit: ({ lines, code }) => lines.some(({ time }) => String(time).startsWith(String(year))) || code !== 0,
      wrong: ({ lines, code, answer }) => [
        ...(lines.some(({ event }) => event === 'snapshots.removed') ? [`F3: something was removed by a clock of ${year}`] : []),
        ...(operation === 'prune' && code === 0 ? [`F3: the clock says ${year}, and prune says that all is well`] : []),
        ...(code === 0 || operation === 'prune' || /clock/.test(answer?.problem?.code ?? '')
          ? []
          : [`F3: ${operation} in ${year} ended with ${code}: ${answer?.problem?.sentence}`]),
      ],
    }
  },
}
