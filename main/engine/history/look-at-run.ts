import { markedSnapshots } from '../anomalies/mark-snapshots.ts'
import type { Core } from '../core.ts'
import { fail } from '../problem-error.ts'
import type { ListedSnapshot } from '../runs/list-snapshots.ts'
import { knownRun } from '../state/known-run.ts'
import { type KnownRun, knownSnapshots, knownVaults } from '../state/queries.ts'
import { begunRestore, type KnownRestore } from '../state/restore-queries.ts'

/** One run with all that the records tell of it. `snapshot`: the one that it made, while it is there; `restore`: of restores and undos that began to write. */
export type RunInDetail = {
  readonly run: KnownRun
  readonly vaultName: string | null
  readonly snapshot: ListedSnapshot | null
  readonly restore: KnownRestore | null
}

/** Looks a run up by its id. Throws a problem for one that is not known. */
export function lookAtRun(core: Core, id: string): RunInDetail {
  const { database } = core.state
  const run = knownRun(database, id) ?? fail('run-unknown', `There is no run "${id}".`, 'See what happened with: vaultkeeper history')
  const names = new Map(knownVaults(database).map(({ id: vault, name }) => [vault, name]))
  const known = run.repository === null ? undefined : knownSnapshots(database, run.repository).find((one) => one.id === run.snapshot)
  return {
    run,
    vaultName: names.get(run.vault ?? '') ?? null,
    snapshot:
      known === undefined
        ? null
        : { ...known, vaultName: names.get(known.vault ?? '') ?? null, mark: markedSnapshots(core).get(known.id) ?? null },
    restore: begunRestore(database, id) ?? null,
  }
}
