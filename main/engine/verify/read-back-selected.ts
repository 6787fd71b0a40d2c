import { type ItemFailure, patternForPath } from 'restic-wrapper'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { allRestored } from '../selection/selection.ts'
import { compareFile, hashFile, mayBeRead } from './compare-file.ts'
import { refuseUnread } from './damage.ts'
import type { Findings } from './findings.ts'
import { pathBytes, shownPath, walkSource } from './walk-source.ts'

/**
 * Fetches the chosen files of a snapshot into a folder of ours, with one restic process, and compares each with its source. A chosen file
 * that does not come back is a finding: it was on disk, untouched, when the backup began.
 * @param scratch an empty folder, private to us; the caller removes it
 * @returns what restic said of files that it could not give back, or nothing
 */
export async function readBackSelected(
  opened: OpenRepository,
  request: {
    snapshot: string
    root: string
    paths: readonly string[]
    begun: number
    unreadable: ReadonlySet<string>
    scratch: string
    signal: AbortSignal
    onFile: (bytes: number) => void
  },
  found: Findings,
): Promise<void> {
  const { snapshot, paths, scratch, signal } = request
  const includes = paths.map((path) => patternForPath(pathBytes(`/${path}`)))
  const outcome = await opened.restic.restore(opened.readTarget, { snapshot, target: scratch, includes }, { signal }).outcome
  const failures = outcome.kind === 'failed' ? ofContents(outcome.failures, scratch) : []
  // Damaged files are what we are here to find; anything else that went wrong is not about them.
  if (outcome.kind !== 'failed' || (outcome.reason !== 'item-errors' && outcome.reason !== 'damaged')) opened.done(outcome)
  refuseUnread(
    opened,
    failures.map(({ message }) => message),
  )
  const damaged = new Map(failures.map(({ item, message }) => [item.replace(/^\/+/, ''), message]))
  const root = Buffer.from(request.root).toString('latin1')
  const back = Buffer.from(scratch).toString('latin1')
  const fetched = new Map<string, number>()
  for await (const { path, kind, stats } of walkSource(scratch, allRestored)) if (kind === 'file') fetched.set(path, stats.size)
  for (const path of paths) {
    const shown = shownPath(path)
    const size = fetched.get(path)
    const why = damaged.get(shown)
    if (why !== undefined) found.add({ path: shown, finding: 'damaged', why })
    else if (size === undefined) reportMissing(`${root}/${path}`, shown, request.unreadable, found)
    else await judgeFile(`${root}/${path}`, shown, { size, sha256: await hashFile(`${back}/${path}`, size) }, request.begun, found)
    request.onFile(size ?? 0)
  }
}

/** Holds what the repository gave back of a file against the file itself. @param place absolute, one character per byte */
export async function judgeFile(
  place: string,
  shown: string,
  { size, sha256 }: { readonly size: number; readonly sha256: string },
  begun: number,
  found: Findings,
): Promise<void> {
  found.readFiles += 1
  found.readBytes += size
  const result = await compareFile(place, { size, mtime: undefined, sha256 }, begun)
  if (result === 'equal') {
    found.comparedFiles += 1
    found.comparedBytes += size
  } else if (result === 'changed-since') found.changedSince += 1
  else
    found.add({
      path: shown,
      finding: 'different',
      why: 'what the repository gives back is not what is on disk, though nobody touched the file since',
    })
}

/** Without what could not be set on a copy of ours (its owner, its rights), of which restic names the path: of such a file the contents decide. Pure. */
export function ofContents(failures: readonly ItemFailure[], folder: string): ItemFailure[] {
  return failures.filter(({ message }) => !message.includes(folder))
}

/** A file that did not come back is a finding, unless it is known why. */
export function reportMissing(path: string, shown: string, unreadable: ReadonlySet<string>, found: Findings): void {
  if (unreadable.has(shown) || !mayBeRead(path)) return
  found.add({ path: shown, finding: 'missing', why: 'it is in the folder but not in the snapshot' })
}
