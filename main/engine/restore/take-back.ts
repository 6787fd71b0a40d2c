import { lstatSync, rmdirSync, unlinkSync, utimesSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { RunHost } from '../core.ts'
import { ProblemError, systemCode } from '../problem-error.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { CancelledError } from '../runs/record-run.ts'
import type { KnownRestore } from '../state/restore-queries.ts'
import { pathBytes, shownPath, statOf } from '../verify/walk-source.ts'
import { linkGuard } from './link-guard.ts'
import { isLossy, type PatternNeighbours, patternNeighbours } from './pattern-neighbours.ts'
import { hasMark, type TakeBackPlan } from './plan-take-back.ts'
import { excludesOf } from './restore-calls.ts'
import { nodesOfPart } from './safety-survey.ts'
import { TargetPlaces } from './target-places.ts'
import { withinFolder } from './within-folder.ts'

/** What was removed, and what stayed all the same. */
export type Removed = { readonly files: number; readonly folders: number; readonly leftAlone: { path: string; why: string }[] }

/** Removes what a restore added: files that nobody touched since they were looked at, then folders that are empty. Links are never followed. */
export function removeAdded(target: string, { remove, folders }: TakeBackPlan, host: RunHost): Removed {
  const places = new TargetPlaces(target)
  const leftAlone: { path: string; why: string }[] = []
  let files = 0
  for (const { path, mark } of remove) {
    if (host.signal.aborted) throw new CancelledError()
    const why = unlinkMarked(places.at(path), mark)
    if (why === undefined) files += 1
    else leftAlone.push({ path: shownPath(path), why })
  }
  let gone = 0
  // What is in a folder stands behind it in the list.
  for (const path of [...folders].reverse()) {
    const why = removeEmpty(places.at(path.slice(0, -1)))
    if (why === undefined) gone += 1
    else leftAlone.push({ path: shownPath(path), why })
  }
  return { files, folders: gone, leftAlone }
}

function unlinkMarked(place: string, mark: string): string | undefined {
  return inItsFolder(place, (at) => {
    const stats = lstatSync(pathBytes(at), { throwIfNoEntry: false })
    if (stats === undefined) return undefined
    if (!hasMark(stats, mark)) return 'it is being changed by another program'
    unlinkSync(pathBytes(at))
    return undefined
  })
}

function removeEmpty(place: string): string | undefined {
  return inItsFolder(place, (at) => {
    rmdirSync(pathBytes(at))
    return undefined
  })
}

function inItsFolder(place: string, work: (at: string) => string | undefined): string | undefined {
  const cut = place.lastIndexOf('/')
  try {
    return withinFolder(place.slice(0, cut), (at) => work(`${at}/${place.slice(cut + 1)}`))
  } catch (error) {
    if (error instanceof ProblemError) return 'its folder is reached through a link now'
    switch (systemCode(error)) {
      case 'ENOENT':
        return undefined
      case 'ENOTEMPTY':
      case 'EEXIST':
        return 'there is something in it that the restore did not bring'
      case 'ELOOP':
      case 'ENOTDIR':
        return 'it, or its folder, is another thing now'
      default:
        return `it could not be removed (${systemCode(error) || String(error)})`
    }
  }
}

/**
 * Puts back what a safety snapshot holds: content compared, rights, times and links as they were, and read again.
 * @param except shown paths of it that stay as they are, without slashes at their ends
 * @returns how many files still had their content
 */
export async function putBack(
  opened: OpenRepository,
  { safety, target }: Pick<KnownRestore, 'safety' | 'target'>,
  except: readonly string[],
  host: RunHost,
): Promise<number> {
  if (safety === null) return 0
  const excludes = excludesOf(except, await neighboursIn(opened, safety, except, host))
  const options = { snapshot: safety, target, excludes, overwrite: 'always' as const, verify: true }
  const launcher = linkGuard(target, await isAllOurs(opened, safety, host), opened.location)
  const task = opened.restic.restore({ ...opened.target, noLock: true }, options, { signal: host.signal, launcher })
  for await (const event of task) {
    if (event.type !== 'progress') continue
    const { percent, filesDone, totalFiles: files, bytesDone, totalBytes: bytes } = event
    host.onProgress({ step: 'restoring', percent, filesDone, files, bytesDone, bytes, secondsLeft: undefined })
  }
  return opened.done(await task.outcome).filesSkipped
}

/** What the patterns of paths that are no text mean besides, in a safety snapshot: that is put back. */
async function neighboursIn(
  opened: OpenRepository,
  safety: string,
  paths: readonly string[],
  host: RunHost,
): Promise<PatternNeighbours['of']> {
  const neighbours = patternNeighbours(paths)
  if (paths.some(isLossy)) for await (const { shown } of nodesOfPart(opened, safety, { from: '', to: '' }, host)) neighbours.take(shown)
  return neighbours.of
}

/** Whether all of a snapshot belongs to this account and group; root need not know. */
async function isAllOurs(opened: OpenRepository, snapshot: string, host: RunHost): Promise<boolean> {
  const [user, group] = [process.geteuid?.(), process.getegid?.()]
  if (user === 0) return true
  for await (const { node } of nodesOfPart(opened, snapshot, { from: '', to: '' }, host))
    if (node.uid !== user || node.gid !== group) return false
  return true
}

/** Gives the target itself the time that it had (Node sets times to the microsecond), or removes it where the restore made it, if nothing is in it. */
export function settleTarget({ target, made }: Pick<KnownRestore, 'target' | 'made'>, mtime: string | null): void {
  if (mtime !== null) {
    const stats = statOf(Buffer.from(target).toString('latin1'))
    if (stats?.isDirectory()) utimesSync(target, stats.atimeMs / 1000, (Number(BigInt(mtime) / 1000n) + 0.5) / 1_000_000)
    return
  }
  let folder = target
  for (let left = made; left > 0 && basename(folder) !== ''; left--) {
    try {
      rmdirSync(folder)
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') return
    }
    folder = dirname(folder)
  }
}
