import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import { fail, systemCode } from '../../engine/problem-error.ts'

/**
 * Reads a small file that only we may have written and only we may read: no link, ours, closed to others. Throws a problem when it is not like that, for
 * then somebody else had a hand in it. @returns `undefined` when there is none
 */
export function readPrivateFile(path: string): string | undefined {
  const unsafe = (why: string) =>
    fail('server-file-unsafe', `The file ${path} ${why}, so it cannot be relied on.`, 'Remove it; a new one is made at the next start.')
  let descriptor: number
  try {
    // O_NONBLOCK: a FIFO in its place must not keep us waiting.
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined
    if (systemCode(error) === 'ELOOP') return unsafe('is a link')
    return unsafe(`cannot be read (${systemCode(error)})`)
  }
  try {
    const { uid, mode, size, isFile } = describe(descriptor)
    if (!isFile) return unsafe('is no regular file')
    if (process.geteuid !== undefined && uid !== process.geteuid()) return unsafe('belongs to somebody else')
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) return unsafe('can be read by others')
    if (size > 1024) return unsafe('is larger than it ever was')
    return readFileSync(descriptor, 'utf8')
  } finally {
    closeSync(descriptor)
  }
}

function describe(descriptor: number) {
  const stats = fstatSync(descriptor)
  return { uid: stats.uid, mode: stats.mode, size: stats.size, isFile: stats.isFile() }
}
