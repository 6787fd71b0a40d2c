import type { Core } from '../../core.ts'
import { knownSnapshots, rows, toRun } from '../../state/queries.ts'
import type { LayerToRestore } from './backup-of-agent.ts'

/** As the run that made a snapshot told of what it could not read; see judgeBackup. */
const told = /^Not saved: (.+) \([^()]*\)$/s

/**
 * What of an agent's folder could not be read when a snapshot was made, by the records of the run that made it, also of the one that it is a copy of: that it does not hold these does not say that they were deleted.
 * @returns paths in the vault; at most as many as a run tells of
 */
export function unsavedOf({ state: { database } }: Pick<Core, 'state'>, { repository, snapshot, within }: LayerToRestore): string[] {
  const original = knownSnapshots(database, repository).find(({ id }) => id === snapshot)?.original
  const sql = "SELECT * FROM runs WHERE kind = 'backup' AND snapshot IN (?, ?)"
  const warnings = rows(database, sql, snapshot, original ?? snapshot).flatMap((row) => toRun(row).warnings)
  const paths = warnings.flatMap((one) => told.exec(one)?.[1] ?? [])
  const isAbout = (path: string) => within === '' || path === within || path.startsWith(`${within}/`) || within.startsWith(`${path}/`)
  return paths.filter(isAbout)
}
