import { join } from 'node:path'
import type { RestoreSummary } from 'restic-wrapper'
import type { OverwritePolicy } from '../../contract/overwrite-policy.ts'
import type { Problem } from '../../contract/problem.ts'
import type { NotHandled } from '../../contract/procedures/ended-run.ts'
import type { RunHost } from '../core.ts'
import { makeFolders } from '../machine/make-folders.ts'
import { fail, systemCode } from '../problem-error.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { linkGuard } from './link-guard.ts'
import type { RestoreCall } from './restore-plan.ts'
import { withinFolder } from './within-folder.ts'

/** What restic is to write, where to, and how. */
export type Writing = {
  readonly calls: readonly RestoreCall[]
  readonly target: string
  readonly overwrite: Exclude<OverwritePolicy, 'keep-both'> | undefined
  readonly verify: boolean
  /** Whether all that is restored belongs to this account and group. */
  readonly onlyOurs: boolean
}

/** What restic wrote. */
export type Written = Pick<RestoreSummary, 'totalFiles' | 'filesRestored' | 'filesSkipped' | 'bytesRestored'> & {
  /** Whether restic was kept from following links all the time. */
  readonly guarded: boolean
}

/** Files that could not be written, and why as a whole. */
export type WritingFailed = { readonly problem: Problem; readonly failed: readonly NotHandled[]; readonly failedCount: number }

/**
 * Has restic write, call by call, with one progress over all. Each begins at a folder that is looked at just before and just after, and in which restic is kept
 * from following links, where the machine can do that.
 */
export async function writeWithRestic(opened: OpenRepository, writing: Writing, host: RunHost): Promise<Written | WritingFailed> {
  const sum = { totalFiles: 0, filesRestored: 0, filesSkipped: 0, bytesRestored: 0, guarded: true }
  const started = Date.now()
  for (const [index, call] of writing.calls.entries()) {
    const done = await writeOne(opened, call, writing, host, (percent) => {
      const all = (index + percent) / writing.calls.length
      return { percent: all, secondsLeft: all > 0.02 ? ((Date.now() - started) / 1000) * (1 / all - 1) : undefined }
    })
    if ('problem' in done) return done
    sum.totalFiles += done.totalFiles
    sum.filesRestored += done.filesRestored
    sum.filesSkipped += done.filesSkipped
    sum.bytesRestored += done.bytesRestored
    sum.guarded &&= done.guarded
  }
  return sum
}

async function writeOne(
  opened: OpenRepository,
  { at, ...what }: RestoreCall,
  { target, overwrite, verify, onlyOurs }: Writing,
  host: RunHost,
  overall: (percent: number) => { readonly percent: number; readonly secondsLeft: number | undefined },
): Promise<Written | WritingFailed> {
  const place = join(target, at)
  if (at !== '') seeFolder(place)
  // restic would make it as well; but the guard needs it.
  makeFolders(place, 0o700)
  seeFolder(place)
  const options = { ...what, target: place, ...(overwrite === undefined ? {} : { overwrite }), verify }
  const launcher = linkGuard(place, onlyOurs, opened.location)
  const task = opened.restic.restore({ ...opened.target, noLock: true }, options, {
    signal: host.signal,
    launcher,
  })
  for await (const event of task) {
    if (event.type !== 'progress') continue
    const { filesDone, totalFiles: files, bytesDone, totalBytes: bytes } = event
    host.onProgress({ step: 'restoring', ...overall(event.percent), filesDone, files, bytesDone, bytes })
  }
  const outcome = await task.outcome
  if (outcome.kind !== 'failed') {
    const result = opened.done(outcome)
    seeFolder(place)
    return { ...result, guarded: launcher.length > 0 }
  }
  const failed = outcome.failures.map(({ item, message }) => ({ path: item.replace(/^\/+/, ''), why: message.split(': ').at(-1) ?? '' }))
  const words = `${outcome.message} ${outcome.failures.map(({ message }) => message).join(' ')}`
  const problem = targetProblem(words, target) ?? opened.problemOf(outcome).problem
  return { problem, failed, failedCount: outcome.failureCount }
}

/** Throws a problem where a folder is not the one any more that was looked at, or is reached through a link. */
export function seeFolder(place: string): void {
  try {
    withinFolder(Buffer.from(place).toString('latin1'), () => undefined)
  } catch (error) {
    if (!['ELOOP', 'ENOTDIR', 'ENOENT'].includes(systemCode(error) ?? '')) throw error
    fail('path-not-inside', `${place} is not the folder any more that it was.`, 'Restore again once nothing else is at work there.')
  }
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
