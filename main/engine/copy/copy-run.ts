import type { Snapshot } from 'restic-wrapper'
import type { Trigger } from '../../contract/trigger.ts'
import type { Core, RunHost } from '../core.ts'
import { releaseBallast } from '../home/ballast.ts'
import { fail, ProblemError } from '../problem-error.ts'
import { type OpenRepository, openRepository } from '../repositories/open-repository.ts'
import { pairForCopy } from '../repositories/reach/pair-for-copy.ts'
import { embedded, placeOfRepository, repositoryLock } from '../repositories/repository-place.ts'
import { endOrphan, isLockInTheWay, removeStaleLocks } from '../repositories/stale-locks.ts'
import { alreadyDone } from '../runs/judge-backup.ts'
import { CancelledError, type EndedRun, type Ending, recordRun } from '../runs/record-run.ts'
import { putRight, recover } from '../runs/recover.ts'
import { seeSnapshots } from '../runs/see-snapshots.ts'
import { skipIfPassing } from '../runs/skip-if-passing.ts'
import { underLock } from '../runs/under-lock.ts'
import { watchLock } from '../runs/watch-lock.ts'
import { withRates } from '../runs/with-rates.ts'
import { type KnownSnapshot, knownRepository, knownSnapshots } from '../state/queries.ts'
import { wasRun } from '../state/schedule-queries.ts'
import { findDamage } from '../verify/damage.ts'
import { noteGone } from '../verify/note-vanished.ts'
import { whileNothingIsRemoved } from './copy-lock.ts'
import { copyProgress } from './copy-progress.ts'
import type { CopyRequest } from './look-at-copy.ts'
import { type CopyJob, wanted } from './missed-by-repository.ts'
import { readBackCopy } from './read-back-copy.ts'

/** A snapshot that was copied: `id` is the new one, `of` the one that it was copied from. */
type CopiedSnapshot = { readonly id: string; readonly of: string } & Pick<KnownSnapshot, 'vault' | 'label' | 'plan' | 'time'>

/** What a copy has to show; see the contract's type of this name. */
export type CopyRunResult = {
  readonly from: string
  readonly repository: string
  readonly missing: number
  readonly copied: readonly CopiedSnapshot[]
  readonly there: number
  readonly unwanted: number
  readonly others: number
  readonly whole: boolean
  readonly proven: string | null
  readonly files: number
  readonly bytes: number
  readonly took: number
}

/** The name under which copies of the schedule stand in the records, and when they were due. */
export type CopyOccasion = { readonly plan: string; readonly due: string | null; readonly trigger: Trigger }

/** So many ids go with one call: a command line has its limits. */
const atOnce = 200

/**
 * Copies what one repository has and another one lacks and would keep; see plan-copy.ts. What is copied is proven: each has the tree of its original, and a
 * part of the newest is read out of the new place. Cut off at any moment, the next one goes on: data that was stored counts, snapshots that are there are
 * passed over.
 * @param occasion `null`: a person asks
 */
export function copy(core: Core, job: CopyJob, occasion: CopyOccasion | null, host: RunHost): Promise<EndedRun<CopyRunResult>> {
  const { from, to } = job
  checkPlaces(core, job)
  const of = occasion === null ? {} : { plan: occasion.plan, ...(occasion.due === null ? {} : { due: occasion.due }) }
  const trigger = occasion?.trigger ?? 'manual'
  const intent = { kind: 'copy' as const, repository: to, source: from, trigger, ...of }
  return recordRun<CopyRunResult>(
    core,
    intent,
    (run) =>
      underLock(core, repositoryLock(to), `copying from "${from}" into "${to}"`, host, () =>
        whileNothingIsRemoved(core, job, host, () => copyLocked(core, run, job, occasion, host)),
      ).catch((error: unknown) => skipIfPassing(error, trigger)),
    host.signal,
  )
}

/** Throws a problem for a repository that nobody knows, and for a copy into itself. */
export function checkPlaces(core: Core, { from, to }: CopyRequest): void {
  for (const name of [from, to]) placeOfRepository(core, name, knownRepository(core.state.database, name))
  if (from === to) fail('copy-into-itself', `"${from}" cannot be copied into itself.`, 'Name two repositories: vaultkeeper copy FROM TO')
}

async function copyLocked(
  core: Core,
  run: string,
  job: CopyJob,
  occasion: CopyOccasion | null,
  host: RunHost,
): Promise<Ending<CopyRunResult>> {
  const { from, to } = job
  const { database } = core.state
  const began = core.ports.clock.monotonic()
  const interrupted = await recover(core, to)
  // One that was killed may have left a restic in the source as well, and this one may find nothing to do there.
  await endOrphan(core, from)
  if (occasion?.due && wasRun(database, { plan: occasion.plan, repository: to, vault: null }, occasion.due, run)) return alreadyDone('copy')
  if (!knownRepository(database, from)?.id) return nothingToCopy(from)
  const target = await openRepository(core, to, 'write', host)
  const { present: inTarget } = await putRight(core, target, interrupted, host)
  await noteGone(core, to, inTarget)
  const all = job.plan === undefined && job.vault === undefined && job.until === undefined
  const nothing = { from, repository: to, missing: 0, copied: [], whole: all, proven: null, files: 0, bytes: 0 }
  const ended = (result: Omit<CopyRunResult, 'took'>): CopyRunResult => ({
    ...result,
    took: Math.round(core.ports.clock.monotonic() - began),
  })
  // By the ledgers alone: there may be no need for the source, and for no process of restic.
  const known = wanted(core, job)
  if (known.copy.length === 0) return { verdict: 'done', warnings: [], result: ended({ ...nothing, ...counts(known) }) }
  const source = await openRepository(core, from, 'read', host)
  // A copy that was killed leaves a lock in both.
  if (interrupted && (await source.inside.lockIds()).length > 0) await removeStaleLocks(core, source, host)
  const present = await presentIn(core, source, host)
  const plan = wanted(core, job)
  const missing = plan.copy.filter(({ id }) => present.has(id))
  if (missing.length === 0) return { verdict: 'done', warnings: [], result: ended({ ...nothing, ...counts(plan) }) }
  const trigger = occasion?.trigger ?? 'manual'
  const { unsure } = await copyAll(core, source, target, missing, trigger, host)
  // Most often the lock was there all the time: what a prune took meanwhile, the structure shows.
  if (unsure && (await findDamage(core, target, host, 'structure')) !== undefined) throw new ProblemError(damagedMeanwhile(to))
  const there = await seeSnapshots(core, target, host).catch(async (error: unknown) => {
    // restic makes anew what is not there any more, and ends well.
    await throwWhereGone(core, source, target, host)
    throw error
  })
  const copied = pairs(missing, there)
  const newest = copied.at(-1)
  const back = newest === undefined ? { files: 0, bytes: 0, all: false } : await readBackCopy(target, newest.id, host)
  const result = ended({
    ...nothing,
    ...counts(plan),
    missing: missing.length,
    copied,
    whole: all && copied.length === missing.length,
    proven: newest !== undefined && back.all ? newest.id : null,
    files: back.files,
    bytes: back.bytes,
  })
  if (copied.length === missing.length) return { verdict: 'done', warnings: [], result }
  return { verdict: 'not-verified', warnings: [], result, problem: notWhole(from, to, missing.length - copied.length) }
}

/**
 * The ids of what is in the repository to copy from. What the ledger has and is gone is recorded as vanished: a mirror that cannot get it any more must not stand
 * as one that has everything, with nobody told.
 */
async function presentIn(core: Core, source: OpenRepository, host: RunHost): Promise<ReadonlySet<string>> {
  const ids = () => knownSnapshots(core.state.database, source.name).map(({ id }) => id)
  const before = new Set(ids())
  const present = (await seeSnapshots(core, source, host)).map(({ id }) => id)
  // Backups go on meanwhile: what came since was not looked for.
  await noteGone(core, source.name, [...present, ...ids().filter((id) => !before.has(id))])
  return new Set(present)
}

function counts({ there, unwanted, others }: { there: readonly unknown[]; unwanted: readonly unknown[]; others: number }) {
  return { there: there.length, unwanted: unwanted.length, others }
}

/** A stale lock in the way is removed once, in whichever of the two it is. @returns `unsure` where the machine slept, as {@link watchLock} has it */
async function copyAll(
  core: Core,
  source: OpenRepository,
  target: OpenRepository,
  missing: readonly KnownSnapshot[],
  trigger: Trigger,
  host: RunHost,
): Promise<{ unsure: boolean }> {
  let unsure = false
  const tell = copyProgress(missing.length, host, () => core.ports.clock.monotonic())
  for (let at = 0; at < missing.length; at += atOnce) {
    const ids = missing.slice(at, at + atOnce).map(({ id }) => id)
    const some = async (host: RunHost) => {
      const copied = await copySome(core, source, target, ids, trigger, tell, host)
      unsure ||= copied.unsure
      return copied
    }
    const { outcome } = await withRates(core, target, host, some)
    if (outcome.kind !== 'failed' || !isLockInTheWay(outcome)) continueOrThrow(core, outcome, source, target)
    else {
      const kept = [...(await removeStaleLocks(core, target, host)).kept, ...(await removeStaleLocks(core, source, host)).kept]
      continueOrThrow(core, kept.length > 0 ? outcome : (await withRates(core, target, host, some)).outcome, source, target)
    }
  }
  return { unsure }
}

type CopyOutcome = Awaited<ReturnType<OpenRepository['restic']['copy']>['outcome']>

async function copySome(
  core: Core,
  source: OpenRepository,
  target: OpenRepository,
  ids: readonly string[],
  trigger: Trigger,
  tell: ReturnType<typeof copyProgress>,
  host: RunHost,
): Promise<{ outcome: CopyOutcome; unsure: boolean }> {
  const watch = watchLock(core, target, host)
  try {
    const { target: to, from } = await pairForCopy(core, target, source)
    const task = target.restic.copy(to, { from, ids }, { signal: watch.host.signal })
    for await (const event of task) tell(event)
    const outcome = await task.outcome
    if (watch.lost()) throw new ProblemError(lockLost(target.name, trigger))
    // It says which repository by naming its place, or not at all.
    if (outcome.kind === 'failed') await throwWhereGone(core, source, target, host)
    return { outcome, unsure: watch.unsure() }
  } finally {
    watch.stop()
  }
}

/** A repository that went away in the middle says so itself, in better words than those of a file that could not be read. */
async function throwWhereGone(core: Core, source: OpenRepository, target: OpenRepository, host: RunHost): Promise<void> {
  if (host.signal.aborted) return
  for (const { name } of [source, target])
    await openRepository(core, name, 'read', host).catch((error: unknown) => {
      if (!(error instanceof ProblemError)) throw error
      const { sentence, remedy, detail } = error.problem
      // No skip, whatever the cause: something was begun, and has to be put right.
      throw new ProblemError({ code: 'copy-cut-off', sentence: `The copy was cut off. ${sentence}`, remedy, ...(detail ? { detail } : {}) })
    })
}

function continueOrThrow(core: Core, outcome: CopyOutcome, source: OpenRepository, target: OpenRepository): void {
  if (outcome.kind === 'done' || outcome.kind === 'partial') return
  if (outcome.kind === 'cancelled') throw new CancelledError()
  if (outcome.reason === 'no-space' && target.name === embedded) releaseBallast(core.home)
  const text = `${outcome.message}\n${outcome.detail}`
  throw (text.includes(source.location) && !text.includes(target.location) ? source : target).problemOf(outcome)
}

/** The originals with their copies: a copy names its original, or has its time, and the same tree; else it is none. */
function pairs(missing: readonly KnownSnapshot[], there: readonly Snapshot[]): CopiedSnapshot[] {
  const byOriginal = Map.groupBy(there, ({ original }) => original ?? '')
  return missing.flatMap((one) => {
    const { id: of, vault, label, plan, time, tree } = one
    const found = byOriginal.get(of) ?? there.filter((other) => Date.parse(other.time) === Date.parse(time))
    const same = found.find((other) => other.tree === tree)
    return same === undefined ? [] : [{ id: same.id, of, vault, label, plan, time }]
  })
}

function nothingToCopy(from: string): Ending<never> {
  return {
    verdict: 'skipped',
    warnings: [],
    problem: {
      code: 'nothing-backed-up',
      sentence: `Nothing has been backed up into the repository "${from}" yet.`,
      remedy: 'Nothing to do: it is copied once there is something in it.',
    },
  }
}

function notWhole(from: string, to: string, count: number) {
  return {
    code: 'copy-not-whole',
    sentence: `${count} ${count === 1 ? 'snapshot' : 'snapshots'} of "${from}" should be in "${to}" by now, and ${count === 1 ? 'is' : 'are'} not there as in the original.`,
    remedy: `Copy again: vaultkeeper copy ${from} ${to}. If it stays, run: vaultkeeper verify --repository ${to}`,
  }
}

function lockLost(repository: string, trigger: Trigger) {
  return {
    code: 'lock-lost',
    sentence: `The machine slept in the middle of this copy, and its lock in the repository "${repository}" was removed meanwhile.`,
    remedy: trigger === 'manual' ? 'Run it again: it goes on where it was.' : 'Nothing to do: it is made again, and goes on where it was.',
  }
}

function damagedMeanwhile(repository: string) {
  return {
    code: 'repository-damaged',
    sentence: `The repository "${repository}" is damaged: somebody may have worked in it while the machine slept in the middle of this copy.`,
    remedy: `Mend it with: vaultkeeper verify --repository ${repository} --repair (what is still in your folders is stored anew).`,
  }
}
