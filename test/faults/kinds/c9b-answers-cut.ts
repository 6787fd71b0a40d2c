import { between, pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { overNetwork } from '../over-network.ts'

/** Answers of the server end too early, a few of them. It is not taken for damage, and what is missing is fetched again. */
export const kind: Kind = {
  id: 'C9b',
  says: 'answers of the server cut off',
  operations: ['restore', 'verify', 'backup', 'copy', 'drill'],
  needs: ['rest-server'],
  arm: async (bench, { operation, random }) => {
    const { http, line, parameters, end } = await overNetwork(bench, operation)
    const url = pick(random, [/\/data\/./, /\/snapshots\/./, /\/index\/./, /\/keys\/./])
    const times = between(random, 1, 3)
    let down = 0
    http.setRules([{ method: 'GET', url, times, cutBody: between(random, 0, 60) }])
    return {
      hit: () => {
        down = line.count().down
        return down > 0 && http.asked.some((one) => one.method === 'GET' && url.test(one.url))
      },
      wrong: ({ code, answer }) =>
        code === 0 ? [] : [`C9b: ${times} answers cut for ${url}, and it ended with ${code}: ${answer?.problem?.sentence}`],
      disarm: () => http.setRules([]),
      parameters,
      end,
    }
  },
}
