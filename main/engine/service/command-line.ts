import { join } from 'node:path'
import { bundled } from '../bundled.ts'

/**
 * How whatever starts services starts our command line: Node, its flags (those of the script `vaultkeeper` in package.json), and the program's first file, all
 * by full paths. Of the tray app, whose program is none for a service, only a name: enough to see whether a service is there, which it never writes.
 */
export function commandLine(): string[] {
  if (process.versions['electron'] !== undefined) return ['vaultkeeper']
  const flags = bundled ? [] : ['--conditions=source', '--disable-warning=ExperimentalWarning']
  const file = bundled ? join(import.meta.dirname, 'cli.js') : join(import.meta.dirname, '..', '..', 'headless', 'cli.mjs')
  return [process.execPath, '--max-semi-space-size=2', ...flags, file]
}
