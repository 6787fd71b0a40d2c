import { isAlive, signal, waitFor } from '../../helpers/cli-processes.ts'
import { pick } from '../../helpers/seeded.ts'
import { putAgents } from '../agents-in-vault.ts'
import type { Kind } from '../kind.ts'

/** Vaultkeeper is killed behind one of the steps of a recovery. The folder is as before or as in the backup, never between, and the next recovery ends well. */
export const kind: Kind = {
  id: 'K2',
  says: 'recovery of an agent killed behind each of its steps',
  operations: ['backup', 'scheduled'],
  weight: 3,
  waits: true,
  arm: async (bench, { random }) => {
    const agents = await putAgents(bench, { z: { program: 'beats' } })
    const step = pick(random, ['composed', 'stopped', 'saved', 'restored', 'replacing', 'replaced', 'started'] as const)
    const before = bench.history().length
    let struck = false
    return {
      once: ['recover', 'z', '--yes'],
      vaultMoved: true,
      strike: async (running) => {
        const seen = () =>
          bench
            .history()
            .slice(before)
            .some((line) => line.event === 'recovery.step' && line['step'] === step)
        await waitFor(`${step}, or the end`, () => seen() || !isAlive(running.pid))
        if (!isAlive(running.pid)) return
        signal(running.pid, 'SIGKILL')
        struck = true
      },
      hit: ({ signal: by }) => struck && by === 'SIGKILL',
      wrong: async () => {
        // Whoever looks next settles it.
        await bench.json(['status'])
        const words = new Set(agents.memory('z'))
        const again = await bench.json(['recover', 'z', '--yes'])
        const after = new Set(agents.memory('z'))
        return [
          ...(words.size === 1 ? [] : [`K2: killed behind ${step}, its folder is a mixture`]),
          ...(again.code === 0 || again.code === 5
            ? []
            : [`K2: killed behind ${step}, the next one ended with ${again.code}: ${again.stdout.slice(0, 400)}`]),
          ...(after.size === 1 && after.has('kept')
            ? []
            : [`K2: killed behind ${step}, brought back again, and it knows ${[...after].join()}`]),
          ...(agents.alive('z').length === 1 ? [] : [`K2: killed behind ${step}, ${agents.alive('z').length} of it run in the end`]),
        ]
      },
      disarm: agents.endAll,
    }
  },
}
