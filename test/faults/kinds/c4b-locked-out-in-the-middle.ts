import { between, pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { overNetwork } from '../over-network.ts'
import { toldAs } from '../told-as.ts'

/** The password for the server is changed while a run is under way: it was let in, and is not any more. That is told, and not tried for minutes. */
export const kind: Kind = {
  id: 'C4b',
  says: 'server: password changed in the middle of a run',
  operations: ['backup', 'copy', 'verify', 'restore', 'drill'],
  needs: ['rest-server'],
  arm: async (bench, { operation, random }) => {
    const { http, parameters, end } = await overNetwork(bench, operation)
    const status = pick(random, [401, 403])
    // A check asks for most once it has looked at what there is.
    const letIn = between(random, 3, operation === 'verify' ? 45 : 25)
    http.setRules([
      { times: letIn, latency: 0 },
      { status, headers: { 'www-authenticate': 'Basic realm="backup"' }, body: 'no' },
    ])
    const refused = () => http.asked.filter((one) => one.status === status).length
    return {
      hit: () => refused() > 0,
      wrong: (end) =>
        refused() === 0
          ? []
          : [
              ...toldAs(`C4b, ${status} after ${letIn}`, end, /^(repository-refused|copy-cut-off)$/, 20_000, end.took),
              ...(refused() > 40 ? [`C4b: asked ${refused()} times after it was refused`] : []),
            ],
      disarm: () => http.setRules([]),
      parameters,
      end,
    }
  },
}
