import type { Kind } from '../kind.ts'
import { overNetwork } from '../over-network.ts'

/** The server lets nobody remove anything. Nothing goes wrong by it but that nothing is removed, and that is no news each day. */
export const kind: Kind = {
  id: 'C6',
  says: 'server is append-only',
  operations: ['backup', 'copy', 'verify'],
  needs: ['rest-server'],
  weight: 0.5,
  arm: async (bench, { operation }) => {
    const { http, parameters, end } = await overNetwork(bench, operation, { appendOnly: true })
    return {
      hit: () => http.asked.length > 0,
      wrong: ({ code, answer, lines }) => [
        ...(code === 0 || code === 3 ? [] : [`C6: ended with ${code}: ${answer?.problem?.sentence}`]),
        ...(lines.some(({ event }) => event === 'snapshots.removed') ? ['C6: recorded as removed, what cannot be removed'] : []),
      ],
      parameters,
      end,
    }
  },
}
