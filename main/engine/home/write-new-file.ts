import { closeSync, fsyncSync, openSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Writes a file that only its owner may read where none is (`EEXIST`), flushed. What could not be written whole, as on a full disk, is removed: cut off it would
 * pass for the file, and stand in the way of the whole one.
 */
export function writeNewFile(path: string, content: string | Uint8Array): void {
  const descriptor = openSync(path, 'wx', 0o600)
  let whole = false
  try {
    writeFileSync(descriptor, content)
    fsyncSync(descriptor)
    whole = true
  } finally {
    // First, for Windows removes no file that is open.
    closeSync(descriptor)
    if (!whole) rmSync(path, { force: true })
  }
}
