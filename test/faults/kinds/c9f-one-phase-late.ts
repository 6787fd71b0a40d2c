import { between, pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { overNetwork } from '../over-network.ts'

/** The server thinks for some seconds over one question: a disk that has to spin up, a bucket that is looked up. Nobody takes it for dead. */
export const kind: Kind = {
  id: 'C9f',
  says: 'server takes seconds for one answer',
  operations: ['backup', 'copy', 'restore', 'verify', 'drill'],
  needs: ['rest-server'],
  weight: 0.5,
  waits: true,
  arm: async (bench, { operation, random }) => {
    const { http, parameters, end } = await overNetwork(bench, operation)
    const url = pick(random, [/\/config$/, /\/keys\//, /\/snapshots\//, /\/index\//, /\/data\//, /\/locks\//])
    const latency = between(random, 2_000, 7_000)
    http.setRules([{ url, times: 1, latency }])
    return {
      hit: ({ took }) => took > latency && http.asked.some((one) => url.test(one.url)),
      wrong: ({ code, answer }) =>
        code === 0 ? [] : [`C9f: ${latency} ms for ${url}, and it ended with ${code}: ${answer?.problem?.sentence}`],
      disarm: () => http.setRules([]),
      parameters,
      end,
    }
  },
}
