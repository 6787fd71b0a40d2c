import { between } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { overNetwork } from '../over-network.ts'

/** A long and narrow line: everything arrives late, and little at a time. */
export const kind: Kind = {
  id: 'C9c',
  says: 'slow line: late and narrow',
  operations: ['backup', 'copy', 'restore', 'verify'],
  needs: ['rest-server'],
  weight: 0.5,
  waits: true,
  arm: async (bench, { operation, random }) => {
    const { line, parameters, end } = await overNetwork(bench, operation)
    line.setLatency(between(random, 3, 15))
    line.setRate(between(random, 800_000, 3_000_000))
    return {
      hit: () => line.count().down > 0,
      wrong: ({ code, answer }) => (code === 0 ? [] : [`C9c: ended with ${code}: ${answer?.problem?.sentence}`]),
      disarm: () => line.heal(),
      parameters,
      end,
    }
  },
}
