import { pick } from '../../helpers/seeded.ts'
import { putAgents } from '../agents-in-vault.ts'
import type { Kind } from '../kind.ts'

/** Three are dead, and the one that the others need does not come back: who needs it is not started, and it is one escalation, not three. */
export const kind: Kind = {
  id: 'K5',
  says: 'all agents dead, and a critical one never comes back',
  operations: ['backup', 'scheduled'],
  waits: true,
  arm: async (bench, { random }) => {
    const program = pick(random, ['crashes', 'endsAtOnce'] as const)
    const agents = await putAgents(bench, {
      em: { program, settings: { critical: true } },
      jay: { program: 'beats', settings: { dependsOn: ['em'] } },
      z: { program: 'beats', settings: { dependsOn: ['jay'] } },
    })
    return {
      once: ['recover', 'em', 'jay', 'z', '--yes'],
      vaultMoved: true,
      hit: () => true,
      wrong: ({ code, lines, stdout }) => {
        const escalated = lines.filter(({ event }) => event === 'agent.escalated')
        return [
          ...(code === 1 ? [] : [`K5: ended with ${code}: ${stdout.slice(0, 300)}`]),
          ...(lines.some(({ event, agent }) => event === 'agent.started' && agent !== 'em') ? ['K5: one that needs it was started'] : []),
          ...(agents.memory('jay').includes('kept') ? ['K5: the folder of one that was not started was replaced'] : []),
          ...(escalated.length === 1 ? [] : [`K5: ${escalated.length} escalations`]),
        ]
      },
      disarm: agents.endAll,
    }
  },
}
