import { existsSync } from 'node:fs'
import type { Configuration } from '../../contract/configuration.ts'
import { isReachable } from '../repositories/repository-place.ts'

/**
 * What is no mistake, but will not work as things are: repositories of kinds that this version cannot reach, and folders that are not there. Sentences.
 */
export function configurationNotes({ repositories, vaults, plans }: Configuration, exists = existsSync): string[] {
  const used = Object.values(plans).filter(({ enabled }) => enabled)
  const far = Object.entries(repositories).filter(
    ([name, repository]) => repository.enabled && !isReachable(repository) && used.some((plan) => plan.repositories.includes(name)),
  )
  const gone = Object.entries(vaults).filter(
    ([name, { path }]) => !exists(path) && used.some(({ sources }) => sources.some(({ vault }) => vault === name)),
  )
  return [
    ...far.map(
      ([name, { type }]) =>
        `repositories.${name}: this version cannot reach repositories of the kind ${type} yet${type === 'rest' ? ' that ask for a log-in' : ''}; switch it off with "enabled": false meanwhile.`,
    ),
    ...gone.map(([name, { path }]) => `vaults.${name}: there is no folder ${path} now.`),
  ]
}
