import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Home } from '../../home/home.ts'
import { writePrivateFile } from '../../home/write-private-file.ts'
import { systemCode } from '../../problem-error.ts'
import type { Journal } from './journal.ts'

type OfRun = Pick<Journal, 'agent' | 'run'>

/**
 * Notes what was kept beside an agent's folder while a recovery that was cut off was brought to its end, for whoever writes that run's outcome: that may be
 * another process, later.
 */
export function noteKept(home: Home, of: OfRun, sentence: string): void {
  const file = fileOf(home, of)
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writePrivateFile(file, sentence)
}

/** What was noted of a run; `null` where nothing was kept. That it cannot be read is no reason to leave the run without an outcome. */
export function keptNote(home: Home, of: OfRun): string | null {
  try {
    return readFileSync(fileOf(home, of), 'utf8')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error))) return null
    return `What was kept of its folder is noted in ${fileOf(home, of)}, which cannot be read now (${systemCode(error)}).`
  }
}

/** Once it is in the record. */
export function removeKeptNote(home: Home, of: OfRun): void {
  rmSync(fileOf(home, of), { force: true })
}

function fileOf(home: Home, { agent, run }: OfRun): string {
  return join(home.root, 'agents', agent, 'recovery', `${run}.kept`)
}
