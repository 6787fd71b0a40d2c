import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Home } from './home.ts'
import { processStart } from './process-identity.ts'
import { writePrivateFile } from './write-private-file.ts'

/** What the system told of the end of a session; not every one tells the two apart. */
export type SessionEnd = 'shutdown' | 'log-off' | 'either'

/** What of it stands in a record: `… in the middle of this backup.` */
export const sessionEndWords: Readonly<Record<SessionEnd, string>> = {
  shutdown: 'The machine was shut down',
  'log-off': 'The person logged off',
  either: 'The machine was shut down, or the person logged off,',
}

const fileOf = (home: Home) => join(home.root, 'session-end.json')

/**
 * Notes that the session of this process ends, at once: of the seconds that a system leaves, the first may be the last. What is in the middle is then told to
 * have been cut off by that, whether there was time to record it or the next start has to.
 */
export function noteSessionEnd(home: Home, end: SessionEnd): void {
  writePrivateFile(fileOf(home), `${JSON.stringify({ pid: process.pid, start: processStart(process.pid) ?? '', end })}\n`)
}

/** How the session of a process ended, if it was noted; of the last one alone. */
export function sessionEndOf(home: Home, pid: number, start: string): SessionEnd | undefined {
  try {
    const noted: { pid?: unknown; start?: unknown; end?: unknown } = JSON.parse(readFileSync(fileOf(home), 'utf8'))
    if (noted.pid !== pid || noted.start !== start) return undefined
    return isSessionEnd(noted.end) ? noted.end : undefined
  } catch {
    // There was none, or what is left of it tells nothing.
    return undefined
  }
}

function isSessionEnd(value: unknown): value is SessionEnd {
  return typeof value === 'string' && Object.hasOwn(sessionEndWords, value)
}
