import { closeSync, fsyncSync, lstatSync, openSync, rmSync } from 'node:fs'
import { replaceWhole } from './replace-whole.ts'

/**
 * Writes a file that only its owner may read: complete or not at all, flushed. A link in its place goes, for else it would be written where that leads.
 */
export function writePrivateFile(path: string, content: string | Buffer): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) rmSync(path)
  replaceWhole(path, content, 0o600)
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
