import type { Problem } from '../../contract/problem.ts'
import type { RunKind } from '../../contract/run-kind.ts'
import { cutOffResult } from '../agents/recover/cut-off-result.ts'
import { keptNote, removeKeptNote } from '../agents/recover/kept-note.ts'
import { settleRecoveries, settleRun } from '../agents/recover/settle-recoveries.ts'
import { settleHalfRestored } from '../anomalies/half-restored.ts'
import type { Core, RunHost } from '../core.ts'
import { removeDrillFolder } from '../drill/drill-folder.ts'
import { takeLock } from '../home/lock.ts'
import { processAlive } from '../home/process-identity.ts'
import { sessionEndOf, sessionEndWords } from '../home/session-end.ts'
import { clearTemporary, sweepLeftovers } from '../home/sweep-leftovers.ts'
import { missedHook } from '../hooks/missed-hook.ts'
import { ProblemError } from '../problem-error.ts'
import { settlePasswordChange } from '../repositories/manage/settle-password-change.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { endOrphan } from '../repositories/stale-locks.ts'
import { pendingPasswordChange } from '../state/password-changes.ts'
import { endedWritings, type KnownRun, knownSnapshots, openRuns } from '../state/queries.ts'
import { compareLedger } from '../verify/compare-ledger.ts'
import { findDamage } from '../verify/damage.ts'
import { countStored } from './count-stored.ts'
import { seeSnapshots } from './see-snapshots.ts'
import { settleRemovals } from './settle-removals.ts'

/**
 * Closes the records of runs whose process is gone: each gets the outcome `interrupted`, so that every intent has exactly one; and clears up behind it. Outcomes
 * of this process that could not be written are, as far as they can be now. A lock keeps two Vaultkeepers from closing the same run twice.
 */
export async function closeInterruptedRuns(core: Core): Promise<void> {
  await core.state.catchUp()
  await recordLate(core)
  sweep(core)
  await settleHalfRestored(core)
  if (openRuns(core.state.database).every(isRunning)) return
  const lock = await takeLock(core.home.locks, 'recovery', { doing: 'putting right what was interrupted', patience: 30_000 })
  if (lock === undefined) return
  try {
    // In this order: who is gone can write no more, so what is still open after that has no outcome.
    const gone = new Set(
      openRuns(core.state.database)
        .filter((run) => !isRunning(run))
        .map(({ id }) => id),
    )
    await core.state.catchUp()
    for (const run of openRuns(core.state.database)) if (gone.has(run.id)) await closeRun(core, run)
  } finally {
    lock.release()
  }
}

/** The run has ended as it did, though nobody could write it down then. While that is so still, its run is one that goes on. */
async function recordLate({ record, unrecorded }: Core): Promise<void> {
  for (let outcome = unrecorded.shift(); outcome !== undefined; outcome = unrecorded.shift()) {
    try {
      await record(outcome)
    } catch {
      unrecorded.unshift(outcome)
      return
    }
  }
}

/** What lies about is no reason not to go on. */
function sweep({ home, ports, redactor }: Core): void {
  try {
    sweepLeftovers(home)
  } catch (error) {
    ports.log(redactor.redact(`leftovers: ${String(error)}`))
  }
}

/** Runs whose restic writes into a folder of this machine. */
const intoFolders: ReadonlySet<RunKind> = new Set(['restore', 'undo', 'drill'])

async function closeRun(core: Core, run: KnownRun): Promise<void> {
  // What goes on writing into its folder: whoever waited for that folder has it next.
  if (intoFolders.has(run.kind) && run.repository !== null) await endOrphan(core, run.repository)
  if (run.kind === 'drill') {
    // What cannot be removed now is when the next one begins; it keeps nothing else from going on.
    await removeDrillFolder(core, run.id).catch((error: unknown) => core.ports.log(core.redactor.redact(`drill: ${String(error)}`)))
  }
  const { agent } = run
  // Between the two states it has no outcome yet: the next who looks tries again.
  if (run.kind === 'recover' && agent !== null && !(await settleRun(core, { agent, run: run.id }))) return
  const recovery = run.kind === 'recover' && agent !== null ? { agent, run: run.id } : undefined
  // What the folder held while it was replaced may be nowhere else: it is told where the run is.
  const kept = recovery === undefined ? null : keptNote(core.home, recovery)
  const end = sessionEndOf(core.home, run.pid, run.processStart)
  const what = end === undefined ? 'Vaultkeeper was ended' : sessionEndWords[end]
  // It is not run from here: who looks may have other rights, and another environment. A backup runs it in its turn.
  const hook = missedHook(core, run)
  await core.record({
    event: 'run.outcome',
    run: run.id,
    verdict: 'interrupted',
    problem: endedElsewhere(core, run) ?? {
      code: 'interrupted',
      sentence: core.redactor.redact(
        `${what} in the middle of this ${run.kind}${hook === undefined ? '' : `, so its after-hook (${hook}) did not run, or not to its end`}.${kept === null ? '' : ` ${kept}`}`,
      ),
      remedy:
        hook === undefined
          ? remedyFor(run)
          : `The next run of the plan runs it. At once: vaultkeeper backup ${run.plan}. Or run it by hand.`,
    },
    warnings: [],
    warningCount: 0,
    ...(recovery === undefined ? {} : { result: cutOffResult(core, { id: run.id, agent: recovery.agent }) }),
  })
  if (recovery !== undefined) removeKeptNote(core.home, recovery)
}

/**
 * Puts right what a killed run left behind: its restic process, its temporary files, its lock in the repository, data that was stored but not
 * yet indexed (`repair index` makes it count, or everything would be stored again), and a snapshot that was saved but not recorded.
 * @param leftovers whether anything was interrupted; otherwise only what costs nothing is looked at
 * @returns `present`: the snapshots that are there; `damaged`: whether the repository turned out damaged, so that everything has to be read anew to bring
 * back what was lost
 */
export async function putRight(
  core: Core,
  opened: OpenRepository,
  leftovers: boolean,
  host: RunHost,
): Promise<{ readonly present: ReadonlySet<string>; readonly damaged: boolean }> {
  // Not only of what was cut off: one that came to its end may have been kept from tidying up.
  clearTemporary(core.home)
  if (leftovers) await countStored(core, opened, 'The last run was interrupted: making what it had stored already count', host)
  await settlePassword(core, opened, host)
  await settleRemovals(core, opened)
  const ledger = knownSnapshots(core.state.database, opened.name).map(({ id }) => id)
  const present = new Set(await opened.inside.snapshotIds())
  const { unknown } = compareLedger(ledger, [...present])
  if (unknown.length > 0) await seeSnapshots(core, opened, host)
  if (!lockWasLost(core, opened.name)) return { present, damaged: false }
  host.onProgress({ step: 'note', text: 'The machine slept in the middle of the last backup: checking the repository' })
  return { present, damaged: (await findDamage(core, opened, host, 'structure')) !== undefined }
}

/** A change of the password that was cut off is brought to its end; what keeps it from that is no reason not to back up. */
async function settlePassword(core: Core, opened: OpenRepository, host: RunHost): Promise<void> {
  if (pendingPasswordChange(core.state.database, opened.name) === undefined) return
  try {
    await settlePasswordChange(core, opened, host)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    core.ports.log(core.redactor.redact(`keys: ${error.message}`))
  }
}

/** Whether a run lost its lock, and none has ended well since. Others may have failed before they came to look at the repository. */
function lockWasLost(core: Core, repository: string): boolean {
  // A safety snapshot does not look at what was there before.
  const ended = endedWritings(core.state.database, repository).filter(
    ({ kind }) => kind === 'backup' || kind === 'repair' || kind === 'copy',
  )
  const good = ended.findIndex(({ verdict }) => verdict === 'done' || verdict === 'warnings' || verdict === 'not-verified')
  return ended.slice(0, good < 0 ? ended.length : good).some(({ problem }) => problem?.code === 'lock-lost')
}

/** Problems of a backup, a copy or a safety snapshot that had begun to store: other failures left nothing behind. */
const leavesData = new Set([
  'no-space',
  'restic-killed',
  'restic-crashed',
  'restic-interrupted',
  'repository-offline',
  'repository-not-answering',
  'repository-refused',
  'repository-certificate',
  'clock-differs',
  'network-log-in',
  'restic-failed',
  'repository-disk-error',
  'lock-lost',
  'drive-went-away',
  'copy-cut-off',
  'safety-failed',
])

/**
 * Finds what a run that was cut off left behind. The caller holds the lock of the repository.
 * @returns whether the last run that wrote to the repository may have left locks, or data that is not indexed
 */
export async function recover(core: Core, repository: string): Promise<boolean> {
  // First of all: a restic that was left behind may still be at work in the repository.
  const orphan = await endOrphan(core, repository)
  await closeInterruptedRuns(core)
  // Also what could not be put right when its run was closed: what is between two states is not to be saved.
  await settleRecoveries(core)
  return (
    orphan ||
    (endedWritings(core.state.database, repository)
      .map(leftData)
      .find((answer) => answer !== undefined) ??
      false)
  )
}

/** Whether a run may have left something behind; `undefined` when it never came to write, so that the one before it has to be asked. */
function leftData({ verdict, problem }: KnownRun): boolean | undefined {
  switch (verdict) {
    case 'interrupted':
    case 'cancelled':
      return true
    case 'failed':
      return leavesData.has(problem?.code ?? '') ? true : undefined
    case 'skipped':
    case null:
      return undefined
    case 'done':
    case 'warnings':
    case 'not-verified':
      return false
  }
}

function isRunning(run: KnownRun): boolean {
  return processAlive(run.pid, run.processStart)
}

/** A machine is coming back, and its history was kept while this went on there: how it ended is not in it. `undefined` of anything else. */
function endedElsewhere(core: Core, { kind, plan, repository }: KnownRun): Problem | undefined {
  if (kind !== 'backup' || plan === null || repository === null) return undefined
  if (!openRuns(core.state.database).some((run) => run.kind === 'comeback' && isRunning(run))) return undefined
  return {
    code: 'interrupted',
    sentence: 'How this backup ended is not known: it went on when the history was kept that came back.',
    remedy: `Run it again: vaultkeeper backup ${plan}. Its repository may ask for its password first: vaultkeeper secret set ${repository}`,
  }
}

function remedyFor(run: KnownRun): string {
  if (run.kind === 'restore')
    return `Finish it with: vaultkeeper restore --finish ${run.id}. Or take it back with: vaultkeeper undo ${run.id}. Until then files in ${run.target ?? 'the target'} may be incomplete.`
  if (run.kind === 'undo') return `Finish it with: vaultkeeper undo ${run.snapshot ?? ''}`.trimEnd()
  if (run.kind === 'revert') return 'Finish it by reverting the change that waits now: vaultkeeper changes'
  if (run.kind === 'recover')
    return `Its folder is as it was before, or recovered, and nothing between. To bring it back: vaultkeeper recover ${run.agent ?? ''}`.trimEnd()
  if (run.kind === 'branch') return 'Bring it back again, where it is still missing: nothing was overwritten.'
  return 'Nothing to do: the next run puts it right and goes on.'
}
