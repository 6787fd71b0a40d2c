import type { Core, RunHost } from '../core.ts'
import { ownMark } from '../own/own-mark.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { settleRemovals } from '../runs/settle-removals.ts'
import { withSecondTry } from '../runs/with-second-try.ts'
import { knownRun } from '../state/known-run.ts'
import { type KnownSnapshot, knownSnapshots } from '../state/queries.ts'
import { begunRestores, type KnownRestore } from '../state/restore-queries.ts'
import { listedRuns, removeLists } from './safety-lists.ts'
import { undoKept } from './undo-kept.ts'
import { unfinishedRestores } from './unfinished-restores.ts'

/**
 * Safety snapshots that nobody needs any more: older than {@link undoKept}, as are all restores that lean on them. Pinned ones stay, and those of others:
 * another machine may bear the same name. Pure.
 * @param isOurs whether a run is one of this home
 * @param unfinished restores that can still be taken back, however old they are
 */
export function oldSafeties(
  ledger: readonly KnownSnapshot[],
  restores: readonly KnownRestore[],
  isOurs: (run: string) => boolean,
  now: Date,
  unfinished: ReadonlySet<string> = new Set(),
): KnownSnapshot[] {
  const isOld = (time: string) => Date.parse(time) < now.getTime() - undoKept
  const leant = new Set(
    restores.filter(({ time, run }) => !isOld(time) || unfinished.has(run)).flatMap(({ safety, snapshot }) => [safety, snapshot]),
  )
  return ledger.filter((one) => {
    const ours = one.safety !== null && one.safety !== ownMark && isOurs(one.safety)
    return ours && one.vanished === null && one.pinned === null && isOld(one.time) && !leant.has(one.id)
  })
}

/**
 * Removes safety snapshots that nobody needs any more, by their ids, recorded before they go; and the lists of their restores. The caller holds the lock
 * of the repository and has seen that nothing speaks against removing there.
 * @returns how many are gone
 */
export async function removeOldSafeties(core: Core, opened: OpenRepository, run: string, host: RunHost): Promise<number> {
  const { database } = core.state
  const now = core.ports.clock.now()
  const restores = begunRestores(database)
  const isOurs = (run: string) => knownRun(database, run) !== undefined
  const unfinished = new Set(unfinishedRestores(core).map((one) => one.run))
  const ids = oldSafeties(knownSnapshots(database, opened.name), restores, isOurs, now, unfinished).map(({ id }) => id)
  if (ids.length > 0) {
    await core.record({ event: 'snapshots.removing', repository: opened.name, run, ids })
    try {
      const forget = () => opened.restic.forget(opened.target, { ids }, { signal: host.signal }).outcome
      opened.done(await withSecondTry(core, opened, host, forget))
    } finally {
      await settleRemovals(core, opened)
    }
  }
  const recent = new Set(restores.filter(({ time }) => Date.parse(time) >= now.getTime() - undoKept).map((one) => one.run))
  const running = now.getTime() - 86_400_000
  for (const listed of listedRuns(core)) {
    const begun = restores.find((one) => one.run === listed)
    // One without a record is about to begin, or was cut off before: then it wrote nothing.
    if (!recent.has(listed) && !unfinished.has(listed) && (begun !== undefined || startOf(listed) < running)) removeLists(core, listed)
  }
  return ids.length
}

/** When a run began, by its id (`20261121T071502-9f3c2a`), in ms. */
function startOf(run: string): number {
  return Date.parse(run.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)-.*$/, '$1-$2-$3T$4:$5:$6Z'))
}
