import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { systemCode } from '../problem-error.ts'

/** What was found where a file should be. */
export type RegularFile =
  | { readonly kind: 'file'; readonly bytes: Uint8Array; readonly mode: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly why: string }

/**
 * Reads a small file that a person wrote. Links are followed; a FIFO, device or folder is refused without waiting for it, and so is a file
 * larger than `most` bytes, before it is read.
 */
export function readRegularFile(path: string, most: number): RegularFile {
  let descriptor: number
  try {
    // Without O_NONBLOCK the opening of a FIFO waits for somebody to write into it.
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    return whyNot(error)
  }
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) return { kind: 'refused', why: stat.isDirectory() ? 'is a folder, not a file' : 'is not a regular file' }
    if (stat.size > most) return { kind: 'refused', why: tooLarge(most) }
    // One byte more, to see a file that grows meanwhile.
    const buffer = Buffer.alloc(most + 1)
    let length = 0
    for (let read = -1; read !== 0 && length <= most; length += read)
      read = readSync(descriptor, buffer, length, buffer.length - length, null)
    return length > most
      ? { kind: 'refused', why: tooLarge(most) }
      : { kind: 'file', bytes: Uint8Array.prototype.slice.call(buffer, 0, length), mode: stat.mode & 0o777 }
  } catch (error) {
    return whyNot(error)
  } finally {
    closeSync(descriptor)
  }
}

function tooLarge(most: number): string {
  return `is larger than ${most / 1024} KiB`
}

function whyNot(error: unknown): RegularFile {
  switch (systemCode(error)) {
    case 'ENOENT':
      return { kind: 'missing' }
    case 'ENOTDIR':
      return { kind: 'refused', why: 'cannot be there: a part of its path is a file' }
    case 'EACCES':
    case 'EPERM':
      return { kind: 'refused', why: 'may not be read by you' }
    case 'ELOOP':
      return { kind: 'refused', why: 'is a link that leads back to itself' }
    case 'EISDIR':
      return { kind: 'refused', why: 'is a folder, not a file' }
    default:
      return { kind: 'refused', why: `cannot be read (${systemCode(error) || String(error)})` }
  }
}
