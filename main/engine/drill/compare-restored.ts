import { chmodSync } from 'node:fs'
import type { RunHost } from '../core.ts'
import { CancelledError } from '../runs/record-run.ts'
import { allRestored } from '../selection/selection.ts'
import { hashFile, touchedSince } from '../verify/compare-file.ts'
import type { Findings } from '../verify/findings.ts'
import { pathBytes, type SourceEntry, shownPath, statOf, walkSource } from '../verify/walk-source.ts'

/** What is compared. */
export type RestoredFiles = {
  /** Where they were restored to: the real path of a folder of ours. */
  readonly folder: string
  /** The vault's folder; `null` where it is not there, so that there is nothing to compare with. */
  readonly source: string | null
  /** Of which restic said that it could not bring them back; as shown. */
  readonly damaged: ReadonlySet<string>
  /** When their backup began, in ms. */
  readonly begun: number
  /** How many there should be. */
  readonly files: number
  readonly bytes: number
}

/** What a comparison adds up. `verified`: restic alone, which read them again, stands for them. */
export type ComparedCount = { files: number; bytes: number; verified: number; readonly found: Findings }

/** Adds one count to another. */
export function addCount(sum: ComparedCount, { files, bytes, verified, found }: ComparedCount): void {
  sum.files += files
  sum.bytes += bytes
  sum.verified += verified
  sum.found.comparedFiles += found.comparedFiles
  sum.found.changedSince += found.changedSince
  for (const finding of found.findings) sum.found.add(finding)
  sum.found.findingCount += found.findingCount - found.findings.length
}

/**
 * Compares each restored file by SHA-256 with the one in the vault, where that is as it was: of the same size and time as in the snapshot. One that has changed since is no
 * error; restic has read the restored one again, and held it against the hashes of the repository. Throws {@link CancelledError}.
 */
export async function compareRestored(restored: RestoredFiles, count: ComparedCount, host: RunHost): Promise<void> {
  const [back, source] = [latin(restored.folder), restored.source === null ? null : latin(restored.source)]
  const missing = new Set(restored.damaged)
  let [done, bytesDone] = [0, 0]
  for await (const { path, kind, stats } of walkSource(restored.folder, allRestored)) {
    if (host.signal.aborted) throw new CancelledError()
    if (kind !== 'file') continue
    done += 1
    bytesDone += stats.size
    if (done % 50 === 0 || stats.size > 1_000_000)
      host.onProgress({ step: 'verifying', filesDone: done, files: restored.files, bytesDone, bytes: restored.bytes })
    const shown = shownPath(path)
    if (missing.delete(shown)) continue
    count.files += 1
    count.bytes += stats.size
    switch (source === null ? 'nothing' : await compareOne(`${back}/${path}`, stats, `${source}/${path}`, restored.begun)) {
      case 'equal':
        count.found.comparedFiles += 1
        break
      case 'different':
        count.found.add({
          path: shown,
          finding: 'different',
          why: 'what comes back is not what is in the folder, though nobody touched that since',
        })
        break
      case 'changed-since':
        count.found.changedSince += 1
        count.verified += 1
        break
      case 'nothing':
        count.verified += 1
    }
  }
  // Of so many that restic names only the first, the others are counted.
  const lost = restored.files - done - missing.size
  if (lost > 0 && restored.damaged.size > 0) count.found.findingCount += lost
  else if (lost > 0)
    count.found.add({
      path: '',
      finding: 'missing',
      why: `${lost} ${lost === 1 ? 'file is' : 'files are'} in the snapshot and did not come back`,
    })
}

async function compareOne(
  back: string,
  { size, mtimeMs, mode }: SourceEntry['stats'],
  source: string,
  begun: number,
): Promise<'equal' | 'different' | 'changed-since'> {
  const before = statOf(source)
  if (before === undefined || !isAsThen(before, size, mtimeMs)) return 'changed-since'
  const there = await hashFile(source, size)
  if (there === '') return 'changed-since'
  if ((await hashOfOurs(back, size, mode)) === there) return 'equal'
  const after = statOf(source)
  // A program may set back a file's time after it changed it (git, rsync -t): then what no program can set, its ctime, is newer than the backup.
  return after === undefined || !isAsThen(after, size, mtimeMs) || touchedSince(after, begun) ? 'changed-since' : 'different'
}

/** A millisecond is what is lost where times are kept as floating numbers. */
function isAsThen(stats: SourceEntry['stats'], size: number, mtimeMs: number): boolean {
  return stats.isFile() && stats.size === size && Math.abs(stats.mtimeMs - mtimeMs) < 1
}

/** A file that its rights hide from its owner, who is us now, is ours to look at all the same. */
async function hashOfOurs(path: string, size: number, mode: number): Promise<string> {
  const hash = await hashFile(path, size)
  if (hash !== '') return hash
  chmodSync(pathBytes(path), (mode & 0o777) | 0o400)
  return hashFile(path, size)
}

function latin(path: string): string {
  return Buffer.from(path).toString('latin1')
}
