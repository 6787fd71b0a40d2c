import { between } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { impatiently, overNetwork } from '../over-network.ts'
import { toldAs } from '../told-as.ts'

/** The line is cut after so many bytes and stays cut until the run is over. What was sent is of use to the next one. */
export const kind: Kind = {
  id: 'C2b',
  says: 'line cut after n bytes, for good',
  operations: ['backup', 'copy'],
  needs: ['rest-server'],
  waits: true,
  arm: async (bench, { operation, random }) => {
    const { line, parameters, end } = await overNetwork(bench, operation)
    impatiently(bench)
    const bytes = between(random, 500, 300_000)
    let cut = false
    void line.cutAfter(bytes).then(() => {
      cut = true
    })
    return {
      hit: () => cut,
      wrong: (end) =>
        end.code === 0 && !cut ? [] : toldAs(`C2b, after ${bytes} bytes`, end, /^(repository-offline|copy-cut-off)$/, 20_000, end.took),
      disarm: () => line.heal(),
      parameters,
      end,
    }
  },
}
