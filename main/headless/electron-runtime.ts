import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the runtime's program is called where its installer has not noted it. */
const programs: Partial<Record<NodeJS.Platform, string>> = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }

/**
 * The program of the Electron runtime; `undefined` where it is not there. Looked for as the package `electron` itself does, which would begin to fetch it: 120 MB
 * that nobody asked for.
 * @param folder the package `electron`
 */
export function electronRuntime(folder: string, environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  const note = join(folder, 'path.txt')
  const noted = existsSync(note) ? readFileSync(note, 'utf8') : undefined
  const elsewhere = environment['ELECTRON_OVERRIDE_DIST_PATH']
  if (noted === undefined && !elsewhere) return undefined
  const program = join(elsewhere || join(folder, 'dist'), noted ?? programs[platform] ?? 'electron')
  return existsSync(program) ? program : undefined
}
