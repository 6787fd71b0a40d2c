import { execFileSync } from 'node:child_process'
import type { Kind } from '../kind.ts'
import { overNetwork } from '../over-network.ts'
import { toldAs } from '../told-as.ts'

const link = (how: 'up' | 'down') => void execFileSync('ip', ['link', 'set', 'lo', how])

/** The machine has just woken, and there is no network yet: told soon, with the patience of everyday life, and the next run is as always. */
export const kind: Kind = {
  id: 'C10b',
  says: 'no network from the beginning',
  tellsOf: 'gone',
  operations: ['backup', 'copy', 'verify'],
  needs: ['root', 'rest-server'],
  weight: 0.25,
  waits: true,
  arm: async (bench, { operation }) => {
    const { parameters, end } = await overNetwork(bench, operation)
    link('down')
    return {
      hit: () => true,
      wrong: (end) => toldAs('C10b', end, /^repository-offline$/, 20_000, end.took),
      disarm: () => link('up'),
      parameters,
      end,
    }
  },
}
