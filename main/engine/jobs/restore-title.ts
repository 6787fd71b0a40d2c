import { basename } from 'node:path'
import type { RestoreWish } from '../../contract/procedures/restores.ts'
import type { Core } from '../core.ts'
import { knownRepositories, knownSnapshots, knownVaults } from '../state/queries.ts'

/** What a restore is called while it goes on: `Restoring ideas.md of Notes from daily/2026-11-21 to /home/me/new`. From the records alone. */
export function restoreTitle(core: Core, { snapshot, paths, vault, repository, target }: RestoreWish): string {
  const { database } = core.state
  const names = repository === undefined ? knownRepositories(database).map(({ name }) => name) : [repository]
  const isId = /^[0-9a-f]{8,64}$/.test(snapshot)
  const known = isId ? names.flatMap((name) => knownSnapshots(database, name)).find(({ id }) => id.startsWith(snapshot)) : undefined
  const meant = known?.vault ?? vault
  const ofVault = knownVaults(database).find(({ id, path, name }) => meant === id || meant === path || meant === name)?.name
  const [only, ...others] = paths.filter((path) => path !== '').map((path) => basename(path))
  const part = only === undefined ? undefined : others.length === 0 ? only : `${paths.length} files and folders`
  const what = part === undefined ? (ofVault ?? 'everything') : ofVault === undefined ? part : `${part} of ${ofVault}`
  return `Restoring ${what} from ${known?.label ?? inWords(snapshot)} ${target === null ? 'in place' : `to ${target}`}`
}

function inWords(snapshot: string): string {
  if (snapshot === 'latest') return 'the newest snapshot'
  if (snapshot === 'last-good') return 'the last good state'
  return /^[0-9a-f]{9,64}$/.test(snapshot) ? snapshot.slice(0, 8) : snapshot
}
