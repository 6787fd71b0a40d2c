import { writeFileSync } from 'node:fs'
import writeFileAtomic from 'write-file-atomic'

/**
 * Writes a file by way of a temporary one beside it and a rename, flushed: complete or not at all. One that was there keeps its owner; a link stays a link.
 *
 * The library writes once, and takes what found room on the disk for all of it: a cut file would take the place of the whole one, and nobody be told. So its
 * temporary file is filled here, by what writes on until the disk is full.
 */
export function replaceWhole(path: string, content: string | Uint8Array, mode: number): void {
  writeFileAtomic.sync(path, '', { mode, fsync: true, tmpfileCreated: (temporary) => writeFileSync(temporary, content) })
}
