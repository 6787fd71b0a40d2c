import { setTimeout as delay } from 'node:timers/promises'
import { between } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { onceAsked, overNetwork } from '../over-network.ts'

/** The server stands still for a moment, as one that is suspended or moved, and goes on where it was. */
export const kind: Kind = {
  id: 'C1c',
  says: 'server stands still for a moment',
  operations: ['backup', 'verify', 'restore', 'copy'],
  needs: ['rest-server'],
  arm: async (bench, { operation, random, moment, span }) => {
    const net = await overNetwork(bench, operation)
    const still = between(random, 200, 2_000)
    let struck = false
    return {
      strike: async (running) => {
        if (!(await onceAsked(net, running, moment * span * 0.5))) return
        net.server.freeze()
        struck = true
        await Promise.race([delay(still), running.ended])
        net.server.thaw()
      },
      hit: () => struck,
      wrong: ({ code, answer }) =>
        code === 0 ? [] : [`C1c: still for ${still} ms, and it ended with ${code}: ${answer?.problem?.sentence}`],
      parameters: net.parameters,
      end: net.end,
    }
  },
}
