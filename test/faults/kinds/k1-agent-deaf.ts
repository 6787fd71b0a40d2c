import { spawn } from 'node:child_process'
import { waitFor } from '../../helpers/cli-processes.ts'
import { putAgents } from '../agents-in-vault.ts'
import type { Kind } from '../kind.ts'

/** An agent that lives, ignores every polite signal and has a child that does, too: both are gone before anything is replaced. */
export const kind: Kind = {
  id: 'K1',
  says: 'agent that hears no signal, with a child, brought back',
  operations: ['backup', 'scheduled'],
  waits: true,
  arm: async (bench) => {
    const agents = await putAgents(bench, { z: { program: 'deaf' } })
    spawn(process.execPath, ['z-agent.cjs'], { cwd: agents.folder('z'), stdio: 'ignore', detached: true }).unref()
    await waitFor('the agent and its child', () => agents.alive('z').length >= 2)
    const old = agents.alive('z')
    return {
      once: ['recover', 'z', '--yes'],
      vaultMoved: true,
      hit: () => old.length >= 2,
      wrong: ({ code, answer, stdout }) => {
        const left = agents.alive('z').filter((pid) => old.includes(pid))
        return [
          ...(code === 0 ? [] : [`K1: ended with ${code}: ${answer?.problem?.sentence ?? stdout.slice(0, 400)}`]),
          ...(left.length > 0 && agents.memory('z').includes('kept') ? ['K1: its folder was replaced while it ran'] : []),
          ...(code === 0 && left.length > 0 ? ['K1: the old one still runs'] : []),
          ...(code === 0 && agents.memory('z').includes('lost') ? ['K1: it is said to be back without what it knew'] : []),
        ]
      },
      disarm: agents.endAll,
    }
  },
}
