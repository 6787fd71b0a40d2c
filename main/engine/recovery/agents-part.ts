import type { AgentFacts, VaultFacts } from './facts.ts'
import { block, code, plain } from './markdown.ts'
import type { Shell } from './shell.ts'

/** The agents, in the order in which they are started. Pure. */
export function agentsPart(agents: readonly AgentFacts[], vaults: readonly VaultFacts[], shell: Shell): string[] {
  if (agents.length === 0) return []
  const named = (id: string) => plain(vaults.find((vault) => vault.id === id)?.name ?? id)
  return [
    '## Agents',
    '',
    'Their folders are back with the vaults that hold them. Start them one after the other, and see that each is alive before the next.',
    '',
    ...agents.flatMap(({ name, path, at, vault, start, dependsOn, preserve }) => [
      `### Start ${plain(name)}`,
      '',
      [
        vault === null
          ? `Its folder ${code(path)} is in **no vault, so it is not backed up**.`
          : `Its folder ${code(path)} comes back with ${named(vault)}.`,
        ...(dependsOn.length === 0 ? [] : [`It needs ${dependsOn.map(plain).join(', ')}.`]),
        ...(preserve.length === 0 ? [] : [`Where it still runs, leave these as they are: ${preserve.map(code).join(', ')}.`]),
      ].join(' '),
      '',
      ...(vault === null ? [] : block(shell.language, [shell.start(at, start)])),
    ]),
  ]
}
