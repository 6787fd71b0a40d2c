import { setTimeout as delay } from 'node:timers/promises'
import { between } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { onceAsked, overNetwork } from '../over-network.ts'

/** Nothing arrives any more and nobody is told, for a second or two; then the connections turn out to be dead. */
export const kind: Kind = {
  id: 'C1b',
  says: 'line to the server swallows everything for a moment',
  operations: ['backup', 'copy', 'restore', 'drill'],
  needs: ['rest-server'],
  waits: true,
  arm: async (bench, { operation, random, moment, span }) => {
    const net = await overNetwork(bench, operation)
    const away = between(random, 200, 2_000)
    let struck = false
    return {
      strike: async (running) => {
        if (!(await onceAsked(net, running, moment * span * 0.5))) return
        net.line.blackHole()
        struck = true
        await Promise.race([delay(away), running.ended])
        await net.line.heal()
      },
      hit: () => struck,
      wrong: ({ code, answer }) =>
        code === 0 ? [] : [`C1b: deaf for ${away} ms, and it ended with ${code}: ${answer?.problem?.sentence}`],
      parameters: net.parameters,
      end: net.end,
    }
  },
}
