import { closeSync, constants, openSync, readlinkSync, realpathSync } from 'node:fs'
import { fail } from '../problem-error.ts'
import { pathBytes, shownPath } from '../verify/walk-source.ts'

/**
 * Does something with the entries of a folder so that it happens in this very folder, whatever takes its place meanwhile: on Linux by way of an open
 * descriptor. Throws a problem when a part of its path has become a link.
 * @param folder real absolute path, one character per byte
 * @param work is given a path that stands for the folder; it must be done when it returns
 */
export function withinFolder<Result>(folder: string, work: (at: string) => Result): Result {
  if (process.platform !== 'linux') {
    if (realpathSync(pathBytes(folder), { encoding: 'latin1' }) !== folder) throughLink(folder)
    return work(folder)
  }
  const descriptor = openSync(pathBytes(folder === '' ? '/' : folder), constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  try {
    const at = `/proc/self/fd/${descriptor}`
    if (readlinkSync(at, 'latin1') !== (folder === '' ? '/' : folder)) throughLink(folder)
    return work(at)
  } finally {
    closeSync(descriptor)
  }
}

function throughLink(folder: string): never {
  return fail(
    'path-not-inside',
    `${shownPath(folder)} is reached through a link now, so nothing was touched there.`,
    'Remove that link, and do it again.',
  )
}
