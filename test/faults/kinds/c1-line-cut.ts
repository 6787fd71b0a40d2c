import { setTimeout as delay } from 'node:timers/promises'
import { between } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { onceAsked, overNetwork } from '../over-network.ts'

/** All connections are reset at a moment and new ones refused, for up to a second and a half. The run goes on by itself. */
export const kind: Kind = {
  id: 'C1',
  says: 'line to the server cut for a moment',
  operations: ['backup', 'restore', 'copy', 'verify'],
  needs: ['rest-server'],
  arm: async (bench, { operation, random, moment, span }) => {
    const net = await overNetwork(bench, operation)
    const away = between(random, 100, 1_500)
    let struck = false
    return {
      strike: async (running) => {
        if (!(await onceAsked(net, running, moment * span * 0.5))) return
        net.line.cut()
        struck = true
        await Promise.race([delay(away), running.ended])
        await net.line.heal()
      },
      hit: () => struck,
      wrong: ({ code, answer }) => (code === 0 ? [] : [`C1: cut for ${away} ms, and it ended with ${code}: ${answer?.problem?.sentence}`]),
      parameters: net.parameters,
      end: net.end,
    }
  },
}
