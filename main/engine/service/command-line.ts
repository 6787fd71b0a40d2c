import { join } from 'node:path'
import { bundled } from '../bundled.ts'
import { fail } from '../problem-error.ts'

/**
 * How whatever starts services starts our command line: Node, its flags (those of the script `vaultkeeper` in package.json), and the program's first file, all
 * by full paths. Throws a problem where Node is not what runs us.
 */
export function commandLine(): string[] {
  if (process.versions['electron'] !== undefined)
    return fail('service-unknown', 'The tray app runs the schedule itself, so it needs no service.', 'Let it start at login.')
  const flags = bundled ? [] : ['--conditions=source', '--disable-warning=ExperimentalWarning']
  const file = bundled ? join(import.meta.dirname, 'cli.js') : join(import.meta.dirname, '..', '..', 'headless', 'cli.mjs')
  return [process.execPath, '--max-semi-space-size=2', ...flags, file]
}
