import { between, pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { overNetwork } from '../over-network.ts'
import { toldAs } from '../told-as.ts'

/** The server answers some requests with an error of its own, and is well again. */
export const kind: Kind = {
  id: 'C9',
  says: 'server answers 429, 500, 502, 503 for a while',
  operations: ['backup', 'copy', 'restore', 'verify', 'drill'],
  needs: ['rest-server'],
  arm: async (bench, { operation, random }) => {
    const { http, parameters, end } = await overNetwork(bench, operation)
    const status = pick(random, [429, 500, 502, 503])
    const times = between(random, 1, 5)
    const url = pick(random, [/./, /\/data\//, /\/snapshots\//, /\/config$/, /\/index\//])
    http.setRules([{ url, times, status, body: 'not now', headers: status === 503 ? { 'retry-after': '1' } : {} }])
    return {
      hit: () => http.asked.some((one) => one.status === status),
      // Who is asked whether it is there at all, and says no for so long, is not waited for.
      wrong: (end) => {
        const { code, answer, took } = end
        const what = `C9: ${times} times ${status} for ${url}`
        if (code !== 0 && times > 3) return toldAs(what, end, /^(repository-offline|copy-cut-off)$/, 20_000, took)
        return code === 0 ? [] : [`${what}, and it ended with ${code}: ${answer?.problem?.sentence}`]
      },
      disarm: () => http.setRules([]),
      parameters,
      end,
    }
  },
}
