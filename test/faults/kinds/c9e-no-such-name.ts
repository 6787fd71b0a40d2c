import type { Kind } from '../kind.ts'
import { impatiently, overNetwork } from '../over-network.ts'
import { toldAs } from '../told-as.ts'

/** The server's name cannot be looked up: no network has a name server. */
export const kind: Kind = {
  id: 'C9e',
  says: "server's name cannot be looked up",
  operations: ['backup', 'copy', 'verify'],
  needs: ['rest-server'],
  weight: 0.5,
  waits: true,
  arm: async (bench, { operation }) => {
    const { configure, parameters, end } = await overNetwork(bench, operation)
    impatiently(bench)
    configure({ url: 'http://backup.invalid:8000/repository' })
    return {
      hit: ({ code }) => code !== 0,
      wrong: (end) => toldAs('C9e', end, /^repository-offline$/, 20_000, end.took),
      disarm: () => configure({}),
      parameters,
      end,
    }
  },
}
