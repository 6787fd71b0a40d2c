import { execFileSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { between } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { onceAsked, overNetwork } from '../over-network.ts'

const link = (how: 'up' | 'down') => void execFileSync('ip', ['link', 'set', 'lo', how])

/** The network goes, as when a machine wakes or changes its access point, and comes back: no packet gets anywhere, and nobody is told. */
export const kind: Kind = {
  id: 'C10',
  says: 'network down for a moment',
  operations: ['backup', 'copy', 'restore', 'verify'],
  needs: ['root', 'rest-server'],
  waits: true,
  arm: async (bench, { operation, random, moment, span }) => {
    const net = await overNetwork(bench, operation)
    const away = between(random, 200, 1_500)
    let struck = false
    return {
      strike: async (running) => {
        if (!(await onceAsked(net, running, moment * span * 0.5))) return
        link('down')
        struck = true
        await Promise.race([delay(away), running.ended])
        link('up')
      },
      hit: () => struck,
      wrong: ({ code, answer }) =>
        code === 0 ? [] : [`C10: away for ${away} ms, and it ended with ${code}: ${answer?.problem?.sentence}`],
      parameters: net.parameters,
      end: net.end,
    }
  },
}
