import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmdirSync, rmSync } from 'node:fs'
import { join, posix } from 'node:path'
import { escapeGlob, patternForPath, type RestoreSummary } from 'restic-wrapper'
import type { OverwritePolicy } from '../../contract/overwrite-policy.ts'
import type { Problem } from '../../contract/problem.ts'
import type { Core, RunHost } from '../core.ts'
import { processAlive } from '../home/process-identity.ts'
import { fail } from '../problem-error.ts'
import { type OpenRepository, openRepository } from '../repositories/open-repository.ts'
import { endOrphan } from '../repositories/stale-locks.ts'
import { beginRestore } from '../restore/begin-restore.ts'
import { findInTheWay, type WhatIsThere } from '../restore/find-in-the-way.ts'
import { type KeptBoth, moveKeepingBoth } from '../restore/keep-both.ts'
import { freeBytes, lookAtTarget, placeOf, type RestoreTarget } from '../restore/look-at-target.ts'
import { endedRestoresInto, type KnownRun, type KnownSnapshot } from '../state/queries.ts'
import { type EndedRun, type Ending, recordRun } from './record-run.ts'
import { closeInterruptedRuns } from './recover.ts'
import { chooseRepository, parseReference, resolveSnapshot } from './resolve-snapshot.ts'
import { underLock } from './under-lock.ts'

/** What to restore, and where to. */
export type RestoreRequest = {
  /** `SNAPSHOT[:PATH]` */
  readonly reference: string
  readonly vault: string | undefined
  readonly repository?: string | undefined
  readonly target: string
  readonly overwrite: OverwritePolicy | undefined
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

/** The lock under which a folder is restored into, or what was restored is taken back. */
export function targetLock(target: string): string {
  return `target-${createHash('sha256').update(target).digest('hex').slice(0, 16)}`
}

/** Restores a snapshot, or one file or folder of it, into a folder, and reads back what it wrote. */
export async function restore(core: Core, request: RestoreRequest, host: RunHost): Promise<EndedRun<RestoreResult>> {
  // One that a killed restore left behind would go on writing into its target.
  await core.state.catchUp()
  const repository = chooseRepository(core, parseReference(request.reference).name, request.vault, request.repository)
  await endOrphan(core, repository)
  await closeInterruptedRuns(core)
  return recordRun<RestoreResult>(
    core,
    // By its real name, so that a restore that was cut off is found again by whatever name the folder is given next time.
    { kind: 'restore', repository, snapshot: request.reference, target: placeOf(request.target) },
    async (run) => {
      const target = await lookAtTarget(request.target, core.home.root)
      if (target.leadsFrom !== undefined)
        host.onProgress({ step: 'note', text: `${target.leadsFrom} leads to ${target.path}: restoring there` })
      refuseUnclear(core, request, target)
      return underLock(core, targetLock(target.path), `restoring into ${target.path}`, host, () =>
        restoreLocked(core, repository, run, request, target, host),
      )
    },
  )
}

async function restoreLocked(
  core: Core,
  repository: string,
  run: string,
  request: RestoreRequest,
  target: RestoreTarget,
  host: RunHost,
): Promise<Ending<RestoreResult>> {
  const opened = await openRepository(core, repository, 'read', host)
  const { name, path } = parseReference(request.reference)
  const snapshot = await resolveSnapshot(core, opened, name, request.vault, host)
  const started = core.ports.clock.monotonic()
  refuseTooLarge(snapshot, path, target)
  clearStaging(target.path)
  const protect = request.overwrite === 'never' || request.overwrite === 'if-newer'
  // With keep-both everything is restored beside first, where nothing is in the way.
  const there =
    request.overwrite === 'keep-both'
      ? { inTheWay: [], isFolder: false }
      : await findInTheWay(opened, { snapshot: snapshot.id, path }, target, protect, host)
  refuseInTheWay(path, target, there)
  const isNew = !existsSync(target.path)
  // What goes where: a path lands directly in the target.
  const parts = [path === undefined ? { from: '', to: '' } : { from: path, to: posix.basename(path) }]
  const restoring = { snapshot: snapshot.id, parts, target: target.path, policy: request.overwrite ?? 'always' }
  const begun = await beginRestore(core, opened, run, restoring, request.undo !== false, host)
  const staging = request.overwrite === 'keep-both' && !target.empty ? stagingIn(target.path) : undefined
  // After a restore that failed, restic has given the right size and time to files with the wrong content: those two must not be trusted.
  const overwrite = request.overwrite === 'if-changed' && isIncomplete(core, request) ? 'always' : request.overwrite
  try {
    const what = selection(snapshot.id, path, staging ?? target.path, there)
    const summary = await runRestic(
      opened,
      { ...what, overwrite: staging === undefined ? overwrite : undefined, verify: request.verify },
      host,
    )
    if ('problem' in summary)
      return { verdict: 'failed', problem: summary.problem, warnings: summary.failed, warningCount: summary.failedCount }
    if (summary.totalFiles + summary.filesSkipped === 0 && (path !== undefined || (snapshot.files ?? 1) > 0)) {
      // restic makes the folder before it looks what is to go there.
      if (isNew) removeIfEmpty(target.path)
      return fail(
        'nothing-restored',
        path === undefined ? 'Nothing was restored.' : `There is no "${path}" in that snapshot: nothing was restored.`,
        `See what there is with: vaultkeeper ls ${name}`,
      )
    }
    const keptBoth =
      staging === undefined
        ? null
        : await moveKeepingBoth(
            staging,
            target.path,
            (snapshot.label ?? snapshot.time).replace(/^.*?(\d{4}-\d{2}-\d{2}).*$/, '$1'),
            begun.beside,
          )
    const result: RestoreResult = {
      snapshot: snapshot.id,
      label: snapshot.label,
      target: target.path,
      restored: summary.filesRestored,
      skipped: summary.filesSkipped,
      bytes: summary.bytesRestored,
      keptBoth,
      verified: request.verify,
      took: Math.round(core.ports.clock.monotonic() - started),
    }
    const warnings = there.inTheWay.filter(({ why }) => why !== undefined).map((one) => `Not restored: ${one.path} (${one.why})`)
    if (!request.verify)
      return {
        verdict: 'not-verified',
        problem: {
          code: 'not-verified',
          sentence: 'The files were restored but not read back, as asked (--no-verify).',
          remedy: 'Restore again without --no-verify to have them compared.',
        },
        warnings,
        result,
      }
    return { verdict: warnings.length > 0 ? 'warnings' : 'done', warnings, result }
  } finally {
    if (staging !== undefined) rmSync(staging, { recursive: true, force: true })
  }
}

/**
 * What restic is asked for. A whole snapshot is its root. A file or folder is taken from its parent, so that it lands directly in the target, whichever
 * of both it is; but a folder with something in the way is taken by itself, for restic takes either names to include or names to exclude.
 */
function selection(
  id: string,
  path: string | undefined,
  target: string,
  { inTheWay, isFolder }: WhatIsThere,
): { snapshot: string; target: string; includes?: string[]; excludes?: string[] } {
  const around = (folder: string) => inTheWay.map((one) => `/${patternForPath(one.path.slice(folder.length))}`)
  if (path === undefined) return { snapshot: id, target, ...(inTheWay.length > 0 ? { excludes: around('') } : {}) }
  const name = posix.basename(path)
  if (isFolder && inTheWay.length > 0) return { snapshot: `${id}:/${path}`, target: join(target, name), excludes: around(`${name}/`) }
  const parent = posix.dirname(path)
  return { snapshot: parent === '.' ? id : `${id}:/${parent}`, target, includes: [`/${escapeGlob(name)}`] }
}

type Failed = { readonly problem: Problem; readonly failed: string[]; readonly failedCount: number }

async function runRestic(
  opened: OpenRepository,
  options: {
    snapshot: string
    includes?: string[]
    excludes?: string[]
    target: string
    overwrite: OverwritePolicy | undefined
    verify: boolean
  },
  host: RunHost,
): Promise<RestoreSummary | Failed> {
  const { overwrite, ...rest } = options
  const policy = overwrite === undefined || overwrite === 'keep-both' ? {} : { overwrite }
  const task = opened.restic.restore({ ...opened.target, noLock: true }, { ...rest, ...policy }, { signal: host.signal })
  const started = Date.now()
  for await (const event of task) {
    if (event.type !== 'progress') continue
    const { percent, filesDone, totalFiles: files, bytesDone, totalBytes: bytes } = event
    const secondsLeft = percent > 0.02 ? ((Date.now() - started) / 1000) * (1 / percent - 1) : undefined
    host.onProgress({ step: 'restoring', percent, filesDone, files, bytesDone, bytes, secondsLeft })
  }
  const outcome = await task.outcome
  if (outcome.kind !== 'failed') return opened.done(outcome)
  const failed = outcome.failures.map(({ item, message }) => `${item.replace(/^\/+/, '')}: ${message.split(': ').at(-1)}`)
  const words = `${outcome.message} ${outcome.failures.map(({ message }) => message).join(' ')}`
  const problem = targetProblem(words, options.target) ?? opened.problemOf(outcome).problem
  return { problem, failed, failedCount: outcome.failureCount }
}

/** restic's message is about the target, not about the repository: told apart by what the system said. */
function targetProblem(words: string, target: string): Problem | undefined {
  const again = 'run the same restore again with --overwrite if-changed: it finishes what is incomplete.'
  if (/no space left on device|disk quota exceeded|not enough space/i.test(words))
    return {
      code: 'target-no-space',
      sentence: `The disk of ${target} is full: the restore is incomplete.`,
      remedy: `Free some space there and ${again}`,
    }
  if (/read-only file system/i.test(words))
    return {
      code: 'target-read-only',
      sentence: `The disk of ${target} is read-only.`,
      remedy: `Mount it writable, or name another folder, and ${again}`,
    }
  if (/directory not empty/i.test(words))
    return {
      code: 'folder-in-the-way',
      sentence: `A folder in ${target} has the name of a file that is to be restored.`,
      remedy: `Move it away, or name another folder, and ${again}`,
    }
  if (/permission denied|operation not permitted/i.test(words) && words.includes(target))
    return {
      code: 'target-not-allowed',
      sentence: `You may not write everything in ${target}.`,
      remedy: `Give yourself the right to, or name another folder, and ${again}`,
    }
  return undefined
}

function refuseUnclear(core: Core, request: RestoreRequest, target: RestoreTarget): void {
  if (target.empty) return
  if (request.overwrite === undefined) {
    fail(
      'target-not-empty',
      `${request.target} is not empty, and it was not said what to do with the files there.`,
      'Add --overwrite with one of: always, if-changed, if-newer, never, keep-both. Or name a new folder.',
    )
  }
  const incomplete = isIncomplete(core, request)
  if (incomplete && (request.overwrite === 'never' || request.overwrite === 'if-newer')) {
    fail(
      'target-incomplete',
      `An earlier restore into ${request.target} was cut off, so files there may have the right size and the wrong content; "${request.overwrite}" would keep those.`,
      'Finish it first with --overwrite if-changed.',
    )
  }
}

function isIncomplete(core: Core, request: RestoreRequest): boolean {
  const answers = endedRestoresInto(core.state.database, placeOf(request.target)).map(leftIncomplete)
  return answers.find((answer) => answer !== undefined) ?? false
}

/** Problems that a restore comes to before it writes: they say nothing about the target. */
const beforeWriting =
  /^(target-not-empty|target-incomplete|target-inside-home|target-is-|in-the-way|nothing-|snapshot-|path-not-found|vault-|repository-(gone|busy|unknown)|other-repository|wrong-password|key-missing|password-|keychain-|restic-(missing|too-old|not-|unusable))/

/** Whether a restore left its target incomplete, or whole; `undefined` when it did not get as far as writing there. */
function leftIncomplete({ verdict, problem, snapshot, result }: KnownRun): boolean | undefined {
  if (verdict === 'interrupted' || verdict === 'cancelled') return true
  if (verdict === 'failed') return beforeWriting.test(problem?.code ?? '') ? undefined : true
  // A part of a snapshot, or what was put beside, says nothing of the other files.
  return snapshot?.includes(':') || result?.['keptBoth'] ? undefined : false
}

/** The one thing that is to be restored is itself kept out by what is there. */
function refuseInTheWay(path: string | undefined, target: RestoreTarget, { inTheWay }: WhatIsThere): void {
  const itself = path === undefined ? undefined : inTheWay.find((one) => one.path === posix.basename(path))
  if (itself === undefined) return
  fail(
    'in-the-way',
    `${join(target.path, itself.path)} cannot be restored: ${itself.why ?? 'a link of that name is there and stays'}.`,
    'Move it away, or restore into another folder. Nothing was written.',
  )
}

function refuseTooLarge(snapshot: KnownSnapshot, path: string | undefined, target: RestoreTarget): void {
  if (path !== undefined || snapshot.bytes === null || !target.empty) return
  const free = freeBytes(target.path)
  if (snapshot.bytes <= free) return
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1_000_000)} MB`
  fail(
    'target-no-space',
    `The restore needs ${megabytes(snapshot.bytes)}, and the disk of ${target.path} has ${megabytes(free)} free.`,
    'Free some space there, or name a folder on another disk. Nothing was written.',
  )
}

function removeIfEmpty(folder: string): void {
  try {
    rmdirSync(folder)
  } catch {
    // It was never made, or something lies in it by now.
  }
}

const stagingName = '.vaultkeeper-restore-'

/** In the target itself, for its files are moved by renaming: what lies above may be another disk, or not ours to write to (a drive, /home). */
function stagingIn(target: string): string {
  return mkdtempSync(join(target, `${stagingName}${process.pid}-`))
}

/** Removes staging folders in the target whose restore was killed. */
export function clearStaging(target: string): void {
  if (!existsSync(target)) return
  for (const name of readdirSync(target)) {
    const owner = name.startsWith(stagingName) ? Number.parseInt(name.slice(stagingName.length), 10) : Number.NaN
    if (owner > 1 && !processAlive(owner, '')) rmSync(join(target, name), { recursive: true, force: true })
  }
}
