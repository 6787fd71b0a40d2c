import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { randomBytes } from '../operations.ts'
import { impatiently, overNetwork } from '../over-network.ts'

/** Something else answers at the server's address, in no language that we speak. */
export const kind: Kind = {
  id: 'C9d',
  says: 'garbage instead of HTTP',
  operations: ['backup', 'copy', 'verify'],
  needs: ['rest-server'],
  weight: 0.5,
  waits: true,
  arm: async (bench, { operation, random }) => {
    const { line, parameters, end } = await overNetwork(bench, operation)
    impatiently(bench)
    const way = pick(random, ['nothing', 'ssh', 'noise', 'half'])
    const answers = {
      nothing: '',
      ssh: 'SSH-2.0-OpenSSH_9.2p1\r\n',
      noise: randomBytes(random, 4_000),
      half: 'HTTP/1.1 200 OK\r\ncontent-le',
    }
    line.garbage(answers[way as keyof typeof answers])
    return {
      hit: () => line.count().connections > 0,
      wrong: ({ code, answer, took }) => [
        ...(code === 0 ? [`C9d, ${way}: it said that all is well`] : []),
        ...(/damage|wrong-password|not-unexpected|internal/.test(answer?.problem?.code ?? '')
          ? [`C9d, ${way}: told ${answer?.problem?.code}: ${answer?.problem?.sentence}`]
          : []),
        ...(took > 15_000 ? [`C9d, ${way}: told only after ${Math.round(took)} ms`] : []),
      ],
      disarm: () => line.heal(),
      parameters,
      end,
    }
  },
}
