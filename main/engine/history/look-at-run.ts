import { markedSnapshots } from '../anomalies/mark-snapshots.ts'
import type { Core } from '../core.ts'
import { machineName, vaultNamer } from '../hosts/vault-names.ts'
import { fail } from '../problem-error.ts'
import type { ListedSnapshot } from '../runs/list-snapshots.ts'
import { knownRun } from '../state/known-run.ts'
import { type KnownRun, knownSnapshots } from '../state/queries.ts'
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
  const nameOf = vaultNamer(core)
  const known = run.repository === null ? undefined : knownSnapshots(database, run.repository).find((one) => one.id === run.snapshot)
  return {
    run,
    vaultName: nameOf(run.vault),
    snapshot:
      known === undefined
        ? null
        : {
            ...known,
            vaultName: nameOf(known.vault),
            machineName: known.machine === null ? null : machineName(known.machine, core.settings.configuration?.machines),
            mark: markedSnapshots(core).get(known.id) ?? null,
          },
    restore: begunRestore(database, id) ?? null,
  }
}
