import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { putAgents } from '../agents-in-vault.ts'
import type { Kind } from '../kind.ts'
import { randomBytes } from '../operations.ts'

/** What an agent knew was spoiled, and the spoiled was backed up: it is brought back from the last good one, and that is said. */
export const kind: Kind = {
  id: 'K3',
  says: 'newest backup of an agent is itself bad',
  operations: ['backup', 'scheduled'],
  arm: async (bench, { random }) => {
    const agents = await putAgents(bench, { z: { program: 'beats' } })
    const files = readdirSync(bench.vault, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
    for (const file of files) writeFileSync(file, randomBytes(random, readFileSync(file).length + 400))
    const spoiled = await bench.json(['backup', 'daily'])
    return {
      once: ['recover', 'z', '--yes'],
      vaultMoved: true,
      hit: () => spoiled.lines.some(({ event }) => event === 'anomaly.raised'),
      wrong: ({ code, stdout }) => [
        ...(code === 0 || code === 3 ? [] : [`K3: ended with ${code}: ${stdout.slice(0, 400)}`]),
        ...(agents.memory('z').every((word) => word === 'kept') ? [] : ['K3: what it knows is not what it knew when all was well']),
        ...(/unusual/.test(stdout) ? [] : [`K3: nobody is told that a newer one was passed over: ${stdout.slice(0, 400)}`]),
      ],
      disarm: agents.endAll,
      person: async () => {
        const { code, stderr } = await bench.json(['status', '--expected'])
        return [0, 1].includes(code ?? 9) ? [] : [`K3: nobody can say that it was expected: ${code} ${stderr}`]
      },
    }
  },
}
