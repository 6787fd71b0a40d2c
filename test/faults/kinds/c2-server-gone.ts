import type { Kind } from '../kind.ts'
import { impatiently, overNetwork } from '../over-network.ts'
import { toldAs } from '../told-as.ts'

/** Nobody answers at the server's address, from the beginning. */
export const kind: Kind = {
  id: 'C2',
  says: 'server gone: connection refused, or never answered',
  tellsOf: 'gone',
  operations: ['backup', 'copy', 'verify', 'drill'],
  needs: ['rest-server'],
  weight: 0.5,
  waits: true,
  arm: async (bench, { operation, random }) => {
    const { line, parameters, end } = await overNetwork(bench, operation)
    impatiently(bench)
    const refused = random() < 0.5
    if (refused) line.cut()
    else line.blackHole()
    return {
      hit: () => line.count().connections > 0,
      wrong: (end) => toldAs(`C2, ${refused ? 'refused' : 'deaf'}`, end, /^repository-offline$/, 12_000, end.took),
      disarm: () => line.heal(),
      parameters,
      end,
    }
  },
}
