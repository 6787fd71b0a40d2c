import { existsSync } from 'node:fs'
import type { Configuration } from '../../contract/configuration.ts'

/** What is no mistake, but will not work as things are: folders that are not there. Sentences. */
export function configurationNotes({ vaults, plans }: Configuration, exists = existsSync): string[] {
  const used = Object.values(plans).filter(({ enabled }) => enabled)
  return Object.entries(vaults)
    .filter(([name, { path }]) => !exists(path) && used.some(({ sources }) => sources.some(({ vault }) => vault === name)))
    .map(([name, { path }]) => `vaults.${name}: there is no folder ${path} now.`)
}
