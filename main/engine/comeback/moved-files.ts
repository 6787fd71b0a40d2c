import { existsSync } from 'node:fs'
import type { PlaceSettings } from '../repositories/reach/reach.ts'

/** A file that lets a machine into a place, by the setting that names it: as the configuration has it, and as the place was opened here. */
export type MovedFile = { readonly setting: string; readonly from: string | undefined; readonly to: string | undefined }

const settings = ['caCertificate', 'identityFile', 'knownHosts', 'configFile']

/**
 * The files that a configuration names for a repository and that are not here, such as a certificate that lay elsewhere on the old machine, each with what the repository was opened
 * with instead: nothing more than that is needed. A file that is here stays the one.
 */
export function movedFiles(configured: PlaceSettings, opened: PlaceSettings): MovedFile[] {
  const named = (place: PlaceSettings, setting: string) => (place as Readonly<Record<string, unknown>>)[setting] as string | undefined
  return settings
    .map((setting) => ({ setting, from: named(configured, setting), to: named(opened, setting) }))
    .filter(({ from, to }) => from !== to && (from === undefined || !existsSync(from)))
}
