import { rmdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { OverwritePolicy } from '../../contract/overwrite-policy.ts'
import type { Problem } from '../../contract/problem.ts'
import type { Core, RunHost } from '../core.ts'
import { removeTreeSync } from '../home/remove-tree.ts'
import { makeFolders } from '../machine/make-folders.ts'
import { fail, ProblemError } from '../problem-error.ts'
import { type OpenRepository, openRepository } from '../repositories/open-repository.ts'
import { endOrphan } from '../repositories/stale-locks.ts'
import { beginRestore, missingFolders } from '../restore/begin-restore.ts'
import { clearPrivileges } from '../restore/clear-privileges.ts'
import { formerPlace, vaultFolder } from '../restore/in-place.ts'
import { type KeptBoth, moveKeepingBoth } from '../restore/keep-both.ts'
import { lookAtTarget, placeOf, type RestoreTarget } from '../restore/look-at-target.ts'
import { partHardLinks } from '../restore/part-hard-links.ts'
import { planByIndex } from '../restore/plan-by-index.ts'
import { planRestore } from '../restore/plan-restore.ts'
import { previewSentence } from '../restore/preview-sentence.ts'
import { refusalOf } from '../restore/refuse-plan.ts'
import type { RestorePlan } from '../restore/restore-plan.ts'
import { type EntryFate, entryFates, type RestorePreview } from '../restore/restore-preview.ts'
import { type RestoreScope, scopeOf } from '../restore/restore-scope.ts'
import { restlessWords } from '../restore/save-what-is-there.ts'
import { clearStaging, makeStaging } from '../restore/staging.ts'
import { targetLock } from '../restore/target-lock.ts'
import { halfDoneAt } from '../restore/unfinished-restores.ts'
import { waysOn } from '../restore/ways-on.ts'
import { seeFolder, writeWithRestic } from '../restore/write-with-restic.ts'
import type { KnownSnapshot } from '../state/queries.ts'
import type { KnownRestore } from '../state/restore-queries.ts'
import { type EndedRun, type Ending, recordRun } from './record-run.ts'
import { closeInterruptedRuns } from './recover.ts'
import { chooseRepository, namedAs, parseReference, refuseOlder, resolveSnapshot, snapshotsNamed } from './resolve-snapshot.ts'
import { underLock } from './under-lock.ts'
import { vaultNamed } from './vault-named.ts'

/** What to restore, and where to. */
export type RestoreRequest = {
  /** `SNAPSHOT[:PATH]` */
  readonly reference: string
  /** More paths of the same snapshot, named like the first. */
  readonly more?: readonly string[] | undefined
  readonly vault: string | undefined
  readonly repository?: string | undefined
  /** `undefined`: in place, which is the folder that the snapshot is of, and each path where it was. */
  readonly target: string | undefined
  /** With a target: each path to where it was below it, instead of directly into it. */
  readonly asItWas?: boolean | undefined
  readonly overwrite: OverwritePolicy | undefined
  /** Whether FIFOs, devices, and setuid and setgid bits come back. */
  readonly special?: boolean | undefined
  readonly verify: boolean
  /** Whether it can be taken back: what it may overwrite is saved first. True if left out. */
  readonly undo?: boolean | undefined
}

/** What a restore has to show. */
export type RestoreResult = {
  readonly snapshot: string
  readonly label: string | null
  readonly target: string
  readonly restored: number
  readonly skipped: number
  readonly bytes: number
  readonly keptBoth: KeptBoth | null
  readonly verified: boolean
  readonly took: number
}

/** What a restore would do, and why it would be refused, if it would. */
export type LookedAhead = { readonly preview: RestorePreview; readonly refusal: Problem | null }

/** Restores a snapshot, or files and folders of it, and reads back what it wrote. */
export async function restore(core: Core, request: RestoreRequest, host: RunHost): Promise<EndedRun<RestoreResult>> {
  // One that a killed restore left behind would go on writing into its target.
  await core.state.catchUp()
  const repository = repositoryOf(core, request)
  await endOrphan(core, repository)
  await closeInterruptedRuns(core)
  // By its real name, so that a restore that was cut off is found again by whatever name the folder is given next time.
  const folder = request.target ?? recordedFolder(core, repository, request)
  const snapshot = [request.reference, ...(request.more ?? [])].join(', ')
  return recordRun<RestoreResult>(
    core,
    { kind: 'restore', repository, snapshot, ...(folder === undefined ? {} : { target: placeOf(folder) }) },
    async (run) => {
      if (request.target !== undefined) refuseUnclear(core, request, lookAtTarget(request.target, core.home.root))
      const opened = await openRepository(core, repository, 'read', host)
      const where = await whereTo(core, opened, request, host)
      refuseUnclear(core, request, where.target)
      return underLock(core, targetLock(where.target.path), `restoring into ${where.target.path}`, host, async () => {
        // The one that was waited for may have been killed.
        await closeInterruptedRuns(core)
        return restoreLocked(core, opened, run, request, { ...where, target: lookAgain(core, request, where.target) }, host)
      })
    },
  )
}

/** Looks what a restore would do. Writes nothing, and leaves no record but that of snapshots it had not seen before. Throws problems. */
export async function lookAhead(core: Core, request: RestoreRequest, host: RunHost): Promise<LookedAhead> {
  await core.state.catchUp()
  const repository = repositoryOf(core, request)
  const opened = await openRepository(core, repository, 'read', host)
  const where = await whereTo(core, opened, request, host)
  refuseUnclear(core, request, where.target)
  const plan = await planOf(core, opened, request, where, false, host)
  return { preview: plan.preview, refusal: refusalOf(plan) ?? refusalUnsaid(request, where.target, plan) ?? null }
}

function repositoryOf(core: Core, { reference, vault, repository }: RestoreRequest): string {
  const { name } = parseReference(reference)
  const chosen = chooseRepository(core, name, vault, repository)
  if (repository === undefined) refuseOlder(core, name, vault, chosen)
  return chosen
}

/** The snapshot, how the next command has to name it, what of it, and the folder to restore into. */
type Where = { readonly name: string; readonly snapshot: KnownSnapshot; readonly scope: RestoreScope; readonly target: RestoreTarget }

async function whereTo(core: Core, opened: OpenRepository, request: RestoreRequest, host: RunHost): Promise<Where> {
  const { name, paths } = referencesOf(request)
  const snapshot = await resolveSnapshot(core, opened, name, request.vault, host)
  const named = namedAs(name, request)
  if (request.target !== undefined)
    return { name: named, snapshot, scope: scopeOf(paths, request.asItWas === true), target: lookAt(core, request.target, host) }
  const former = await formerPlace(core, opened, snapshot, host)
  return { name: named, snapshot, scope: scopeOf(paths.length > 0 ? paths : former.paths, true), target: lookAt(core, former.root, host) }
}

function lookAt(core: Core, folder: string, host: RunHost): RestoreTarget {
  const target = lookAtTarget(folder, core.home.root)
  if (target.leadsFrom !== undefined)
    host.onProgress({ step: 'note', text: `${target.leadsFrom} leads to ${target.path}: restoring there` })
  return target
}

/** What was empty when it was looked at first need not be so any more: another restore was waited for, or a person has put something there. */
function lookAgain(core: Core, request: RestoreRequest, before: RestoreTarget): RestoreTarget {
  const target = lookAtTarget(before.path, core.home.root)
  if (target.path !== before.path)
    fail('target-is-a-link', `${before.path} leads to ${target.path} now, so nothing was written.`, 'Remove that link, and try again.')
  refuseUnclear(core, request, target)
  return { ...target, leadsFrom: before.leadsFrom }
}

/** The folder that a restore in place is about, as far as the records tell. */
function recordedFolder(core: Core, repository: string, request: RestoreRequest): string | undefined {
  try {
    const wanted = request.vault === undefined ? undefined : vaultNamed(core, request.vault)
    const [found, another] = snapshotsNamed(core, repository, wanted, parseReference(request.reference).name)
    return another === undefined ? vaultFolder(core, found) : undefined
  } catch (error) {
    // There is no such vault: how this run ends.
    if (error instanceof ProblemError) return undefined
    throw error
  }
}

/** All references are to one snapshot; one to the whole of it makes the others needless. */
function referencesOf(request: RestoreRequest): { readonly name: string; readonly paths: readonly string[] } {
  const { reference, more = [] } = request
  const references = [reference, ...more].map(parseReference)
  const { name } = parseReference(reference)
  if (references.some((one) => one.name !== name))
    fail('several-snapshots', 'These are paths of several snapshots.', 'Restore those of one snapshot at a time.')
  const paths = references.flatMap(({ path }) => path ?? [])
  const odd = paths.find((path) => path.includes('\0') || path.split('/').some((part) => part === '' || part === '.' || part === '..'))
  if (odd !== undefined)
    fail(
      'nothing-restored',
      `There is no "${odd}" in that snapshot: nothing was restored.`,
      `See what there is with: vaultkeeper ls ${namedAs(name, request)}`,
    )
  return { name, paths: paths.length < references.length ? [] : paths }
}

/** After a restore that failed, restic has given the right size and time to files with the wrong content: those two must not be trusted. */
function policyOf(core: Core, request: RestoreRequest, target: RestoreTarget): OverwritePolicy | undefined {
  if (isOfMissing(request, target)) return 'never'
  const { overwrite } = request
  return overwrite === 'if-changed' && halfDoneAt(core, target.path) !== undefined ? 'always' : overwrite
}

async function planOf(
  core: Core,
  opened: OpenRepository,
  request: RestoreRequest,
  where: Where,
  mayProbe: boolean,
  host: RunHost,
): Promise<RestorePlan> {
  const policy = policyOf(core, request, where.target)
  const planning = { ...where, policy, special: request.special === true, stamp: stampOf(where.snapshot), mayProbe }
  return (await planByIndex(core, opened, planning, host)) ?? planRestore(core, opened, planning, host)
}

async function restoreLocked(
  core: Core,
  opened: OpenRepository,
  run: string,
  request: RestoreRequest,
  where: Where,
  host: RunHost,
): Promise<Ending<RestoreResult>> {
  const { snapshot, scope, target } = where
  const started = core.ports.clock.monotonic()
  clearStaging(target.path)
  const planNow = async () => {
    const planned = await planOf(core, opened, request, where, true, host)
    const refusal = refusalOf(planned) ?? refusalUnsaid(request, target, planned)
    if (refusal !== undefined) throw new ProblemError(refusal)
    return planned
  }
  let plan = await planNow()
  if (scope === null && !hasEntries(plan) && (snapshot.files ?? 1) > 0) return nothingRestored(where.name)
  host.onProgress({ step: 'note', text: previewSentence(plan.preview) })
  // What goes where: a path lands directly in the target, or in its place.
  const parts = scope === null ? [{ from: '', to: '' }] : scope.map(({ path, at }) => ({ from: path, to: at }))
  const policy = policyOf(core, request, target)
  const restoring = { snapshot: snapshot.id, parts, target: target.path, policy: policy ?? 'always' }
  const begun = await beginRestore(core, opened, run, restoring, request.undo !== false, host, async () => {
    plan = await planNow()
  })
  const made = missingFolders(target.path)
  const staging = policy === 'keep-both' && !target.empty ? makeStaging(target.path) : undefined
  try {
    const folder = staging?.folder ?? target.path
    const overwrite = policy === 'keep-both' ? undefined : policy
    // The folders that parts are put into are in the target, and not yet beside it.
    if (staging !== undefined) for (const { at } of plan.calls) makeFolders(join(folder, at))
    let still: readonly string[] = []
    const writing = { calls: plan.calls, target: folder, overwrite, verify: request.verify, onlyOurs: plan.preview.foreignOwners === 0 }
    if (staging === undefined) partHardLinks(target.path, plan.toPart)
    const written = await writeWithRestic(opened, writing, host).finally(() => {
      still = clearPrivileges(folder, plan.unprivileged)
    })
    const warnings = warningsOf(plan, still, begun.restless)
    if ('problem' in written) {
      removeEmpty(target.path, made)
      const { problem, failed, failedCount: warningCount } = written
      return { verdict: 'failed', problem, warnings: failed.map(({ path, why }) => `${path}: ${why}`), warningCount, failed }
    }
    if (written.totalFiles + written.filesSkipped === 0 && hasEntries(plan, fatesThatWrite)) {
      // restic makes the folder before it looks what is to go there.
      removeEmpty(target.path, made)
      return nothingRestored(where.name)
    }
    if (!written.guarded) for (const at of plan.folders) seeFolder(join(folder, at))
    const keptBoth = staging === undefined ? null : await moveKeepingBoth(folder, target.path, stampOf(snapshot), begun.beside)
    const result: RestoreResult = {
      snapshot: snapshot.id,
      label: snapshot.label,
      target: target.path,
      restored: written.filesRestored,
      skipped: written.filesSkipped,
      bytes: written.bytesRestored,
      keptBoth,
      verified: request.verify,
      took: Math.round(core.ports.clock.monotonic() - started),
    }
    if (!request.verify) return { verdict: 'not-verified', problem: notReadBack, ...warnings, result }
    return { verdict: warnings.warningCount > 0 ? 'warnings' : 'done', ...warnings, result }
  } finally {
    if (staging !== undefined) removeTreeSync(staging.root)
  }
}

const notReadBack: Problem = {
  code: 'not-verified',
  sentence: 'The files were restored but not read back, as asked (--no-verify).',
  remedy: 'Restore again without --no-verify to have them compared.',
}

function nothingRestored(name: string): never {
  return fail('nothing-restored', 'Nothing was restored.', `See what there is with: vaultkeeper ls ${name}`)
}

const fatesThatWrite = ['added', 'overwritten', 'metadata-only', 'beside'] as const

function hasEntries({ preview }: RestorePlan, fates: readonly EntryFate[] = entryFates): boolean {
  return fates.some((fate) => preview.fates[fate].entries > 0)
}

/** What stands in the name of what is put beside: the day of the snapshot. */
function stampOf({ label, time }: KnownSnapshot): string {
  return (label ?? time).replace(/^.*?(\d{4}-\d{2}-\d{2}).*$/, '$1')
}

/** What was not brought back, or not with all its rights. */
function warningsOf(
  { preview, unprivileged }: RestorePlan,
  still: readonly string[],
  restless: readonly string[],
): Required<Pick<Ending<never>, 'warnings' | 'warningCount' | 'failed'>> {
  const { conflicts, leftOut } = preview
  return {
    warnings: [
      ...restlessWords(restless),
      ...still.map((path) => `Its setuid and setgid bits could not be taken away: ${path}`),
      ...[...conflicts.first, ...leftOut.first].map(({ path, why }) => `Not restored: ${path} (${why})`),
      ...preview.unprivileged.first.map(
        (path) => `Restored without its setuid and setgid bits, which come back with --special only: ${path}`,
      ),
    ],
    warningCount: restless.length + still.length + conflicts.count + leftOut.count + unprivileged.length,
    failed: [...conflicts.first, ...leftOut.first],
  }
}

function refuseUnclear(core: Core, request: RestoreRequest, target: RestoreTarget): void {
  if (target.empty) return
  if (request.overwrite === undefined && !isOfMissing(request, target)) {
    const cutOff = halfDoneAt(core, target.path)
    fail(
      'target-not-empty',
      `${request.target ?? target.path} is not empty, and it was not said what to do with the files there.`,
      `${cutOff === undefined ? '' : `An earlier ${cutOff.kind} into it was cut off. ${waysOn(cutOff)}. Or: `}Add --overwrite with one of: always, if-changed, if-newer, never, keep-both. Or name a new folder.`,
    )
  }
  const policy = request.overwrite ?? 'never'
  const halfDone = policy === 'never' || policy === 'if-newer' ? halfDoneAt(core, target.path) : undefined
  if (halfDone !== undefined) throw new ProblemError(incomplete(halfDone, policy))
}

function incomplete({ kind, run, target, undoes, undoable }: KnownRestore, policy: string): Problem {
  const undo = `vaultkeeper undo ${undoes ?? run}`
  const ways = kind === 'undo' ? [undo] : [`vaultkeeper restore --finish ${run}`, ...(undoable ? [undo] : [])]
  return {
    code: 'target-incomplete',
    sentence: `An earlier ${kind} into ${target} was cut off, so files there may have the right size and the wrong content; "${policy}" would keep those.`,
    remedy: `Bring that to its end first with: ${ways.join('. Or take it back with: ')}. Or choose --overwrite if-changed.`,
  }
}

/** In place it need not be said what to do with what is there, as long as nothing of what is to come back is. */
function isOfMissing(request: RestoreRequest, target: RestoreTarget): boolean {
  return request.target === undefined && request.overwrite === undefined && !target.empty
}

const fatesThatMeet = ['overwritten', 'identical', 'newer-on-disk-kept', 'kept', 'in-conflict'] as const

function refusalUnsaid(request: RestoreRequest, target: RestoreTarget, { preview }: RestorePlan): Problem | undefined {
  if (!isOfMissing(request, target)) return undefined
  const met = fatesThatMeet.map((fate) => preview.fates[fate])
  const count = met.reduce((sum, { entries }) => sum + entries, 0)
  const [example] = met.flatMap(({ examples }) => examples)
  if (count === 0) return undefined
  const others = count === 1 ? '' : ` and ${count - 1} more`
  return {
    code: 'target-not-empty',
    sentence: `${example ?? 'Something of it'}${others} ${count === 1 ? 'is' : 'are'} there already, in ${target.path}, and it was not said what to do with that.`,
    remedy:
      'Add --overwrite with one of: always, if-changed, if-newer, never, keep-both. With --dry-run it is only told what would be done.',
  }
}

/** Removes a folder, and so many in all of its path, as long as nothing lies in them. */
function removeEmpty(folder: string, levels: number): void {
  try {
    for (let [level, one] = [0, folder]; level < levels; level++, one = dirname(one)) rmdirSync(one)
  } catch {
    // They were never made, or something lies in them by now.
  }
}
