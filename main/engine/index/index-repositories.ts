import { statSync } from 'node:fs'
import type { Indexed } from '../../contract/procedures/jobs.ts'
import type { Core, RunHost } from '../core.ts'
import { openRepository } from '../repositories/open-repository.ts'
import { seenRepositories } from '../repositories/repository-place.ts'
import { fileOf, indexState, openIndex } from './open-index.ts'
import { updateIndex } from './update-index.ts'

/**
 * Brings the index of one repository up to date, or of all. Throws problems.
 * @param rebuild throws away what is there first
 */
export async function indexRepositories(
  core: Core,
  { repository, rebuild }: { readonly repository?: string | undefined; readonly rebuild: boolean },
  host: RunHost,
): Promise<Indexed[]> {
  const indexed: Indexed[] = []
  for (const name of repository === undefined ? seenRepositories(core) : [repository])
    indexed.push(await indexOne(core, name, rebuild, host))
  return indexed
}

async function indexOne(core: Core, repository: string, rebuild: boolean, host: RunHost): Promise<Indexed> {
  const opened = await openRepository(core, repository, 'read', host)
  const file = fileOf(core, repository)
  const started = core.ports.clock.monotonic()
  const update = await updateIndex(core, opened, file, host, { rebuild })
  const index = openIndex(core, repository)
  const { indexed } = index === undefined ? { indexed: 0 } : indexState(index.database)
  index?.close()
  const bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  return { repository, ...update, indexed, bytes, took: Math.round(core.ports.clock.monotonic() - started) }
}
