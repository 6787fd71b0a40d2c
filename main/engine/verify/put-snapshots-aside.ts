import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import type { Core } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { settleRemovals } from '../runs/settle-removals.ts'
import { knownSnapshots } from '../state/queries.ts'

/**
 * Takes the files of snapshots that nobody can read out of restic's sight, which frees no space while one is there; where they lie then somebody may still make
 * something of them. In a folder only: on a server it is for a person. That it was our doing is in the history before the first of them is gone.
 * @returns a sentence for each
 */
export async function putSnapshotsAside(core: Core, opened: OpenRepository, run: string, ids: readonly string[]): Promise<string[]> {
  const { name, location, remote } = opened
  const there = remote ? [] : ids.filter((id) => existsSync(join(location, 'snapshots', id)))
  if (there.length === 0) return []
  const aside = join(location, 'damaged-snapshots')
  const labels = new Map(knownSnapshots(core.state.database, name).map(({ id, label }) => [id, label ?? '']))
  await core.record({ event: 'snapshots.removing', repository: name, run, ids: there })
  mkdirSync(aside, { recursive: true, mode: 0o700 })
  for (const id of there) renameSync(join(location, 'snapshots', id), join(aside, id))
  await settleRemovals(core, opened)
  return there.map((id) => {
    const named = [labels.get(id) ?? '', `(${id.slice(0, 8)})`].join(' ').trim()
    return `The snapshot ${named} is lost: its file cannot be read, and was put into ${aside}`
  })
}
