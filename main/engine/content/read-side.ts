import { createHash } from 'node:crypto'
import { constants, createReadStream, fstatSync, lstatSync, openSync, readlinkSync, type Stats } from 'node:fs'
import type { Entry } from '../changes/entry.ts'
import type { Core, RunHost } from '../core.ts'
import type { IndexedEntry } from '../index/types.ts'
import { fail, systemCode } from '../problem-error.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { linkTarget } from './link-target.ts'
import { refuseOthers } from './preview.ts'
import { streamFile } from './stream-file.ts'

/** Of larger files only what they hash to is compared. */
const comparedBytes = 2 * 1024 * 1024

/** A file or link as it was at a time. */
export type DatedEntry = Entry & { readonly mtime: string }

/** Reads a file or link out of a snapshot, to be compared. Throws problems, also for what is neither. */
export async function readFromSnapshot(
  core: Core,
  opened: OpenRepository,
  snapshot: string,
  { path, type, size, mtime }: IndexedEntry,
  host: RunHost,
): Promise<DatedEntry> {
  if (type === 'symlink') {
    const target = await linkTarget(core, opened, { snapshot, path }, host)
    if (target === null)
      return fail(
        'name-not-text',
        `The name of "${path}" is no text, so where it leads cannot be told.`,
        'Restore its folder, and compare there.',
      )
    return { ...link(target), mtime }
  }
  refuseOthers(path, type)
  return { ...(await readStream(streamFile(opened, { snapshot, path }, host), size)), mtime }
}

/** The same of what is on the disk; `null` when nothing is there. Links are not followed, and nothing is waited for. */
export async function readFromDisk(place: string): Promise<DatedEntry | null> {
  const stats = statsAt(place)
  if (stats === undefined) return null
  const mtime = stats.mtime.toISOString()
  if (stats.isSymbolicLink()) return { ...link(readlinkSync(place)), mtime }
  if (!stats.isFile()) fail('not-a-file', `${place} is ${stats.isDirectory() ? 'a folder' : 'no file'}.`, 'Name a file.')
  // O_NONBLOCK: never wait for a FIFO that took the file's place. O_NOFOLLOW: nor read through a link that did.
  const descriptor = openIt(place, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0))
  const { size } = fstatSync(descriptor)
  return { ...(await readStream(createReadStream('', { fd: descriptor }), size)), mtime }
}

function statsAt(place: string): Stats | undefined {
  try {
    return lstatSync(place)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(systemCode(error))) return undefined
    throw error
  }
}

function openIt(place: string, flags: number): number {
  try {
    return openSync(place, flags)
  } catch (error) {
    if (systemCode(error) === 'EACCES' || systemCode(error) === 'EPERM')
      fail('file-not-readable', `You may not read ${place}.`, 'Give yourself the right to read it, or run as its owner.')
    throw error
  }
}

async function readStream(stream: AsyncIterable<Uint8Array>, size: number): Promise<Entry> {
  const hash = createHash('sha256')
  const chunks: Uint8Array[] = []
  let length = 0
  const keep = size <= comparedBytes
  for await (const chunk of stream) {
    hash.update(chunk)
    length += chunk.length
    if (keep && length <= comparedBytes) chunks.push(chunk)
  }
  const content = keep && length <= comparedBytes ? Buffer.concat(chunks) : null
  return { kind: 'file', size: length, sha256: hash.digest('hex'), target: null, content }
}

function link(target: string): Entry {
  return { kind: 'link', size: 0, sha256: createHash('sha256').update(target).digest('hex'), target, content: null }
}
