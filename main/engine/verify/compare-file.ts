import { createHash } from 'node:crypto'
import {
  accessSync,
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
  type Stats,
} from 'node:fs'
import { pathBytes, statOf } from './walk-source.ts'

/** A file as the repository gives it back. */
export type ReadBackFile = { readonly size: number; readonly mtime: Date | undefined; readonly sha256: string }

/**
 * How a file read back compares with its source. `changed-since`: the content differs, and the source was touched after the backup began,
 * so nothing can be said of it. `different`: it was not, and yet the content differs: the backup is wrong.
 */
export type Comparison = 'equal' | 'changed-since' | 'different'

/** Up to this size a file is read in one go. */
const smallFile = 4 * 1024 * 1024
/** Clocks of file systems are coarse, and restic's tar holds whole seconds. */
const tolerance = 1_100

/**
 * Compares a file read back with the file on disk, by SHA-256 of the whole content.
 * @param path the source, one character per byte
 * @param begun when the backup began, in ms
 */
export async function compareFile(path: string, file: ReadBackFile, begun: number): Promise<Comparison> {
  const before = statOf(path)
  if (before === undefined || !before.isFile()) return 'changed-since'
  // Before any time is asked: what is equal is equal, whenever it was touched.
  if (before.size === file.size && (await hashFile(path, before.size)) === file.sha256) return 'equal'
  const after = statOf(path)
  const moved = after === undefined || touchedSince(after, begun) || after.mtimeMs !== before.mtimeMs || after.size !== before.size
  const otherTime = file.mtime !== undefined && Math.abs(before.mtimeMs - file.mtime.getTime()) > tolerance
  // A program may set back a file's time after it changed it (git, rsync -t): then the time in the snapshot is another one.
  return moved || otherTime ? 'changed-since' : 'different'
}

/**
 * Whether something was touched at or after a moment: content (mtime) or anything (ctime, which no program can set). An mtime that is yet to come was set by a
 * program, and tells nothing; a ctime that is may be a server's clock.
 */
export function touchedSince({ mtimeMs, ctimeMs }: Stats, moment: number): boolean {
  return ctimeMs >= moment - 20 || (mtimeMs >= moment - 20 && mtimeMs <= Date.now())
}

/** Whether a link on disk still leads where the snapshot says. */
export function compareLink(path: string, target: string, begun: number): Comparison {
  const stats = statOf(path)
  if (stats === undefined || !stats.isSymbolicLink()) return 'changed-since'
  if (readlinkSync(pathBytes(path), 'utf8') === target) return 'equal'
  return touchedSince(stats, begun) ? 'changed-since' : 'different'
}

/** SHA-256 of a file's content, as hex; an empty text when it cannot be read. */
export async function hashFile(path: string, size: number): Promise<string> {
  const hash = createHash('sha256')
  try {
    // O_NONBLOCK: never wait for a FIFO that took the file's place. O_NOFOLLOW: nor read through a link that did.
    const descriptor = openSync(pathBytes(path), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0))
    if (size > smallFile) {
      for await (const chunk of createReadStream('', { fd: descriptor, highWaterMark: 1024 * 1024 })) hash.update(chunk)
      return hash.digest('hex')
    }
    try {
      const buffer = Buffer.allocUnsafe(Math.min(smallFile, Math.max(fstatSync(descriptor).size, 1)) + 1)
      for (let read = readSync(descriptor, buffer); read > 0; read = readSync(descriptor, buffer)) hash.update(buffer.subarray(0, read))
      return hash.digest('hex')
    } finally {
      closeSync(descriptor)
    }
  } catch {
    return ''
  }
}

/** Whether something is there and may be read: what may not be could not be saved either. */
export function mayBeRead(path: string): boolean {
  try {
    // Of a link only that it is there: where it leads is another's affair.
    if (!lstatSync(pathBytes(path)).isSymbolicLink()) accessSync(pathBytes(path), constants.R_OK)
    return true
  } catch {
    return false
  }
}
