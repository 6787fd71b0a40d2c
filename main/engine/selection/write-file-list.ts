import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Core } from '../core.ts'
import { pathBytes } from '../verify/walk-source.ts'
import { listIncluded } from './list-included.ts'
import type { Selection } from './selection.ts'

/** A list for restic's `--files-from-raw`: paths relative to the vault, each ended by a zero byte. Whoever asked for it removes it. */
export type FileList = { readonly file: string; readonly count: number; readonly remove: () => void }

const zero = Buffer.from([0])

/** Lists what a selection takes of a vault in a private temporary file, as raw bytes: a name may be no UTF-8, and hold line breaks. */
export async function writeFileList(core: Core, root: string, selection: Selection): Promise<FileList> {
  const folder = mkdtempSync(join(core.home.temporary, `${process.pid}-files-`))
  const remove = () => rmSync(folder, { recursive: true, force: true })
  const file = join(folder, 'list')
  try {
    const descriptor = openSync(file, 'wx', 0o600)
    try {
      let count = 0
      for await (const path of listIncluded(root, selection)) {
        // All of it or an error: `writeSync` takes the part that found room on the disk for all of it.
        writeFileSync(descriptor, Buffer.concat([pathBytes(path), zero]))
        count += 1
      }
      return { file, count, remove }
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    remove()
    throw error
  }
}
