import { existsSync } from 'node:fs'
import type { Configuration } from '../../contract/configuration.ts'
import { isInside } from '../vaults.ts'

/** What is no mistake, but will not work as things are: folders that are not there, agents without a backup or in each other's way. Sentences. */
export function configurationNotes({ vaults, plans, agents }: Configuration, exists = existsSync): string[] {
  const used = Object.values(plans).filter(({ enabled }) => enabled)
  const folders = Object.entries(vaults)
    .filter(([name, { path }]) => !exists(path) && used.some(({ sources }) => sources.some(({ vault }) => vault === name)))
    .map(([name, { path }]) => `vaults.${name}: there is no folder ${path} now.`)
  return [...folders, ...agentNotes(vaults, agents)]
}

function agentNotes(vaults: Configuration['vaults'], agents: Configuration['agents']): string[] {
  const all = Object.entries(agents)
  const kept = Object.values(vaults)
  return all.flatMap(([name, { path }], index) => {
    // Of two with the same folder the later one is told of.
    const around = all.find(
      ([other, { path: folder }], place) => other !== name && isInside(path, folder) && (folder !== path || place < index),
    )
    return [
      ...(kept.some((vault) => isInside(path, vault.path))
        ? []
        : [`agents.${name}: its folder ${path} is in no vault, so there is no backup to bring it back from.`]),
      ...(around === undefined
        ? []
        : [
            `agents.${name}: its folder is ${around[1].path === path ? 'also' : 'in'} that of "${around[0]}", so bringing one back replaces files of the other.`,
          ]),
    ]
  })
}
