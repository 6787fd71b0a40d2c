import { readdirSync } from 'node:fs'
import path from 'node:path'
import { pick } from '../../helpers/seeded.ts'
import { type AgentProgram, putAgents } from '../agents-in-vault.ts'
import type { Kind } from '../kind.ts'

/** What was brought back ends at once, crashes, is silent, floods its log, or cannot be started at all: that is no recovery, and a person gets it with a bundle. */
export const kind: Kind = {
  id: 'K4',
  says: 'agent ends at once, crashes, is silent, floods, cannot be started',
  operations: ['backup', 'scheduled'],
  weight: 2,
  waits: true,
  arm: async (bench, { random }) => {
    const how = pick(random, ['endsAtOnce', 'crashes', 'silent', 'floods', 'missing'] as const)
    const program: AgentProgram = how === 'missing' ? 'beats' : how
    const agents = await putAgents(bench, { z: { program, ...(how === 'missing' ? { settings: { start: ['/no/such/program'] } } : {}) } })
    return {
      once: ['recover', 'z', '--yes'],
      vaultMoved: true,
      hit: () => true,
      wrong: ({ code, took, stdout }) => {
        const bundles = namesIn(path.join(bench.home, 'escalations'))
        return [
          ...(code === 1 ? [] : [`K4, ${how}: ended with ${code}: ${stdout.slice(0, 300)}`]),
          ...(bundles.some((name) => name.endsWith('-z')) ? [] : [`K4, ${how}: there is no bundle: ${bundles.join()}`]),
          ...(took > 25_000 ? [`K4, ${how}: told only after ${Math.round(took)} ms`] : []),
          ...(agents.memory('z').includes('kept') ? [] : [`K4, ${how}: what it knew is not back`]),
        ]
      },
      disarm: agents.endAll,
    }
  },
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
