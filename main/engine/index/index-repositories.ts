import { statSync } from 'node:fs'
import type { Indexed } from '../../contract/procedures/jobs.ts'
import type { Core, RunHost } from '../core.ts'
import { openRepository } from '../repositories/open-repository.ts'
import { seenRepositories } from '../repositories/repository-place.ts'
import { fileOf, indexState, openIndex } from './open-index.ts'
import { updateIndex } from './update-index.ts'

/**
 * Brings the index of one repository up to date, or of all. Throws problems.
 * @param again reads once more what could not be read
 * @param rebuild throws away what is there first
 */
export async function indexRepositories(
  core: Core,
  { repository, ...how }: { readonly repository?: string | undefined; readonly again?: boolean; readonly rebuild: boolean },
  host: RunHost,
): Promise<Indexed[]> {
  const indexed: Indexed[] = []
  for (const name of repository === undefined ? seenRepositories(core) : [repository]) indexed.push(await indexOne(core, name, how, host))
  return indexed
}

async function indexOne(core: Core, repository: string, how: { again?: boolean; rebuild: boolean }, host: RunHost): Promise<Indexed> {
  const opened = await openRepository(core, repository, 'read', host)
  const file = fileOf(core, repository)
  const started = core.ports.clock.monotonic()
  const update = await updateIndex(core, opened, file, host, how)
  const index = openIndex(core, repository)
  const { indexed } = index === undefined ? { indexed: 0 } : indexState(index.database)
  index?.close()
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  return { repository, ...update, indexed, bytes, took: Math.round(core.ports.clock.monotonic() - started) }
}
