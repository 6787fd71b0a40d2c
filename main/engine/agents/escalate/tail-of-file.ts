import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { systemCode } from '../../problem-error.ts'

/** The end of a file. `context`: so many of the bytes in front were read for what begins before; `bytes`, `modified` (milliseconds): of all of it. */
export type FileTail = { readonly tail: Buffer; readonly context: number; readonly bytes: number; readonly modified: number }

/**
 * Reads the end of a file, whatever somebody may have put there: no link is followed, a FIFO is not waited for, and of a gigabyte only the end is read.
 * @returns the tail, or why there is none
 */
export function tailOfFile(path: string, most: number, context = 0): FileTail | string {
  let descriptor: number
  try {
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    const code = systemCode(error)
    return code === 'ELOOP' ? 'it is a link' : code === 'ENOENT' ? 'it is not there' : `it cannot be opened (${code || String(error)})`
  }
  try {
    const stat = fstatSync(descriptor)
    if (!stat.isFile()) return 'it is no file'
    const from = Math.max(0, stat.size - most - context)
    const tail = Buffer.alloc(Math.min(stat.size, stat.size - from))
    let read = 0
    while (read < tail.length) {
      const count = readSync(descriptor, tail, read, tail.length - read, from + read)
      if (count === 0) break
      read += count
    }
    return { tail: tail.subarray(0, read), context: Math.max(0, read - most), bytes: stat.size, modified: stat.mtimeMs }
  } catch (error) {
    return `it cannot be read (${systemCode(error) || String(error)})`
  } finally {
    closeSync(descriptor)
  }
}
