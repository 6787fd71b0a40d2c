import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { overNetwork } from '../over-network.ts'
import { toldAs } from '../told-as.ts'

/** The server lets us in no more. That is told at once: to try again would only lock the account. */
export const kind: Kind = {
  id: 'C4',
  says: 'server answers 401 or 403',
  tellsOf: 'refused',
  operations: ['backup', 'verify', 'copy', 'drill'],
  needs: ['rest-server'],
  arm: async (bench, { operation, random }) => {
    const { http, parameters, end } = await overNetwork(bench, operation)
    const status = pick(random, [401, 403])
    http.setRules([{ status, headers: { 'www-authenticate': 'Basic realm="backup"' }, body: 'no' }])
    return {
      hit: () => http.asked.some((one) => one.status === status),
      wrong: (end) => [
        ...toldAs(`C4, ${status}`, end, /^repository-refused$/, 6_000, end.took),
        ...(http.asked.length > 20 ? [`C4: asked ${http.asked.length} times`] : []),
      ],
      disarm: () => http.setRules([]),
      parameters,
      end,
    }
  },
}
