import { execFileSync } from 'node:child_process'
import { between } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { overNetwork } from '../over-network.ts'
import { toldAs } from '../told-as.ts'

/** The server has no more room for us: 507. */
export const kind: Kind = {
  id: 'C5',
  says: 'server is full (507)',
  tellsOf: 'full',
  operations: ['backup', 'copy'],
  needs: ['rest-server'],
  arm: async (bench, { operation, random }) => {
    const used = Number(execFileSync('du', ['-sb', bench.drive], { encoding: 'utf8' }).split('\t')[0])
    const full = await overNetwork(bench, operation, { maxSize: used + between(random, 500, 5_000) })
    return {
      hit: () => full.http.asked.some(({ status }) => status === 507),
      wrong: (end) => (full.http.asked.some(({ status }) => status === 507) ? toldAs('C5', end, /no-space/, 20_000, end.took) : []),
      parameters: full.parameters,
      disarm: () => full.end(),
    }
  },
}
