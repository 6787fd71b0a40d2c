import type { Cancelled, Outcome } from 'restic-wrapper'
import type { Problem } from '../../contract/problem.ts'
import type { Verdict } from '../../contract/verdict.ts'
import { raiseDoubts } from '../anomalies/raise-anomaly.ts'
import type { Core, RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { refusedRemoval } from '../repositories/refused-removal.ts'
import { differenceToRestic, policyOf } from '../retention/compare-with-restic.ts'
import { planRetention } from '../retention/plan-retention.ts'
import { type RetentionPreview, rulesInWords } from '../retention/preview-retention.ts'
import { freezeProblem } from '../retention/retention-freeze.ts'
import { filterOf, snapshotsOf } from '../retention/series.ts'
import { noteRefusedRemoval, noteRemovalWorks } from './note-refused-removal.ts'
import { CancelledError } from './record-run.ts'
import { settleRemovals } from './settle-removals.ts'
import { withSecondTry } from './with-second-try.ts'

/** A snapshot that was removed. */
type RemovedSnapshot = { readonly id: string; readonly label: string | null; readonly time: string }

/** What became of one vault. `problem` null: all that was to be removed is gone. */
export type SeriesResult = {
  readonly vault: string
  readonly kept: number
  readonly removed: readonly RemovedSnapshot[]
  readonly verdict: Verdict
  readonly problem: Problem | null
}

/** So many ids go with one call: a command line has its limits. */
const atOnce = 200

/**
 * Removes what a preview says, if restic's own dry run says the same. That they are about to be removed is in the history before the first of them is
 * gone. The caller holds the lock of the repository.
 * @param look the preview as it is now. It is made once more behind restic's dry run, which takes its time: what only one of the two would remove stays
 */
export async function removeSnapshots(
  core: Core,
  opened: OpenRepository,
  run: string,
  look: () => Promise<RetentionPreview>,
  host: RunHost,
): Promise<SeriesResult> {
  const preview = await look()
  const { vault } = preview
  const nothing = nothingOf(preview)
  if (preview.remove.length === 0) return { ...nothing, verdict: 'done', problem: null }
  if (preview.freezes.length > 0) return frozen(core, preview)
  const difference = await askRestic(core, opened, preview, host)
  if (difference !== undefined) return { ...nothing, verdict: 'not-verified', problem: disagreement(preview, difference) }
  const now = await look()
  if (now.freezes.length > 0) return frozen(core, now)
  const still = new Set(now.remove.map(({ id }) => id))
  const remove = preview.remove.filter(({ id }) => still.has(id))
  if (remove.length === 0) return { ...nothing, verdict: 'done', problem: null }
  const ids = await announce(core, run, { ...preview, remove })
  let problem: Problem | null = null
  let refused: string | undefined
  try {
    for (let from = 0; from < ids.length && problem === null && refused === undefined; from += atOnce) {
      const outcome = await forget(core, opened, ids.slice(from, from + atOnce), host)
      refused = refusedRemoval(outcome)
      problem = outcome.kind === 'failed' ? opened.problemOf(outcome).problem : null
    }
  } finally {
    // Whatever came of it: what is gone was our doing.
    await settleRemovals(core, opened)
  }
  const left = new Set(snapshotsOf(core, preview).map(({ id }) => id))
  const removed = preview.remove.filter(({ id }) => ids.includes(id) && !left.has(id)).map(({ id, label, time }) => ({ id, label, time }))
  if (removed.length > 0) await noteRemovalWorks(core, opened)
  const appendOnly = refused === undefined || removed.length > 0 ? undefined : await noteRefusedRemoval(core, opened, refused)
  if (appendOnly !== undefined) return { ...nothing, verdict: 'skipped', problem: appendOnly }
  if (problem === null && removed.length < ids.length) problem = stillThere(preview, ids.length - removed.length)
  return { vault, kept: left.size, removed, verdict: problem === null ? 'done' : 'failed', problem }
}

function nothingOf({ vault, keep, remove }: RetentionPreview) {
  return { vault, kept: keep.length + remove.length, removed: [] }
}

/** Nothing is removed, for the gravest reason; of what a person has to say something to, they are asked. */
async function frozen(core: Core, preview: RetentionPreview): Promise<SeriesResult> {
  await raiseDoubts(core, preview)
  const [freeze] = preview.freezes
  return { ...nothingOf(preview), verdict: 'skipped', problem: freeze === undefined ? null : freezeProblem(preview, freeze) }
}

/** Where restic's own plan for the series differs from ours. */
async function askRestic(core: Core, opened: OpenRepository, preview: RetentionPreview, host: RunHost): Promise<string | undefined> {
  const snapshots = snapshotsOf(core, preview).map((one) => ({ ...one, held: null }))
  const [now, zone] = [core.ports.clock.now(), core.ports.machine.zone()]
  const byRules = planRetention({ snapshots, keep: preview.rules, atLeast: 0, now, zone }).remove
  const options = { ...policyOf(preview.rules), ...filterOf(core, preview), groupBy: '', dryRun: true }
  const groups = opened.done(await opened.restic.forget(opened.readTarget, options, { signal: host.signal }).outcome)
  return differenceToRestic(
    snapshots.map(({ id }) => id),
    byRules,
    groups,
  )
}

/**
 * Records what is about to be removed. The history is one line after the other: who pinned a snapshot before that line has saved it, who does
 * afterwards is told that it is being removed.
 * @returns the ids that are to be removed all the same
 */
async function announce(core: Core, run: string, preview: RetentionPreview): Promise<string[]> {
  const ids = preview.remove.map(({ id }) => id)
  await core.record({ event: 'snapshots.removing', repository: preview.repository, run, ids })
  const held = new Set(snapshotsOf(core, preview).flatMap((one) => (one.held === null ? [] : [one.id])))
  return ids.filter((id) => !held.has(id))
}

async function forget(
  core: Core,
  opened: OpenRepository,
  ids: readonly string[],
  host: RunHost,
): Promise<Exclude<Outcome<unknown>, Cancelled>> {
  const outcome = await withSecondTry(
    core,
    opened,
    host,
    () => opened.restic.forget(opened.target, { ids: [...ids] }, { signal: host.signal }).outcome,
  )
  if (outcome.kind === 'cancelled') throw new CancelledError()
  return outcome
}

function disagreement({ vault, repository, rules }: RetentionPreview, difference: string): Problem {
  return {
    code: 'retention-disagrees',
    sentence: `Nothing was removed of ${vault} in "${repository}" (keep ${rulesInWords(rules)}): ${difference}.`,
    remedy: 'Nothing is lost. See what was planned with: vaultkeeper prune --dry-run. If it stays, tell us.',
  }
}

function stillThere({ vault, repository }: RetentionPreview, count: number): Problem {
  return {
    code: 'not-removed',
    sentence: `${count} ${count === 1 ? 'snapshot' : 'snapshots'} of ${vault} in "${repository}" should be gone, and ${count === 1 ? 'is' : 'are'} still there.`,
    remedy: 'Check the rights on the repository; they are removed the next time.',
  }
}
