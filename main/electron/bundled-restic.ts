import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BundledRestic } from '../engine/restic/bundled-restic.ts'

/** What main/build/fetch-restic.ts noted of the restic programs that are packed with the app, by platform and processor. */
type PackedRestic = Readonly<Record<string, Readonly<{ version: string; sha256: string }>>>

/**
 * The restic that came with the app for this machine; `undefined` where none did, as in a working copy. What it has to be stands beside this program, inside
 * the app's archive, and not beside restic.
 * @param resources the folder of what lies outside the archive
 */
export function bundledRestic(resources: string, folder: string = import.meta.dirname): BundledRestic | undefined {
  const machine = `${process.platform}-${process.arch}`
  const packed = packedRestic(join(folder, 'restic.json'))[machine]
  const name = process.platform === 'win32' ? 'restic.exe' : 'restic'
  return packed && { ...packed, program: join(resources, 'restic', machine, name) }
}

function packedRestic(file: string): PackedRestic {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PackedRestic) : {}
}
