import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll } from 'vitest'

const made: string[] = []
// Outside of the tests whoever takes one removes it.
if (process.env['VITEST'] !== undefined)
  afterAll(() => {
    for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
  })

/** A new folder (its real path) that goes when the tests of this file are over. */
export function temporaryFolder(name = 'test'): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), `vaultkeeper-${name}-`)))
  made.push(folder)
  return folder
}
