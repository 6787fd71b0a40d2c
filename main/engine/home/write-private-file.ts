import { closeSync, fsyncSync, lstatSync, openSync, rmSync } from 'node:fs'
import writeFileAtomic from 'write-file-atomic'

/**
 * Writes a file that only its owner may read: complete or not at all, flushed, by way of a temporary file beside it and a rename. A link in its place goes:
 * the library below would write where that leads.
 */
export function writePrivateFile(path: string, content: string | Buffer): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(path)
  writeFileAtomic.sync(path, content, { mode: 0o600, fsync: true })
}

/** Flushes a folder, so that a rename in it survives a power cut. Where folders cannot be flushed (Windows) it does nothing. */
export function fsyncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
