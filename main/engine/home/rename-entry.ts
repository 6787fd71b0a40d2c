import { chmodSync, lstatSync, renameSync } from 'node:fs'

/**
 * Renames a file, link or folder. A folder that is read-only is so again behind it: to move one into another folder an ordinary user needs the right to write
 * into it (rename(2): its `..` changes). Throws what the system says, with the folder as it was.
 */
export function renameEntry(from: Buffer, to: Buffer): void {
  const there = lstatSync(from)
  const mode = there.mode & 0o7777
  const closed = there.isDirectory() && (mode & 0o300) !== 0o300
  if (closed) chmodSync(from, mode | 0o300)
  try {
    renameSync(from, to)
  } catch (error) {
    if (closed) chmodSync(from, mode)
    throw error
  }
  if (closed) chmodSync(to, mode)
}
