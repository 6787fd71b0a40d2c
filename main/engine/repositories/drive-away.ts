import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Problem } from '../../contract/problem.ts'
import { sayBytes } from '../health/say-when.ts'
import { lookAtPlace } from './local-files.ts'

/** Whether a folder that held a repository a moment ago holds it no more: its drive was pulled, or it was moved. */
export function wentAway(location: string): boolean {
  const place = lookAtPlace(location)
  return place !== 'repository' && place !== 'not-reachable'
}

/** What to say when that happened in the middle of something. */
export function wentAwayProblem(name: string, location: string): Problem {
  return {
    code: 'drive-went-away',
    sentence: `The repository "${name}" went away in the middle: ${location} is not there any more.`,
    remedy: `Connect its drive again; the next run goes on where this one was.${strayInWords(location)}`,
  }
}

/**
 * What restic wrote below the mount point of a drive that had just gone: it lies on this computer's own disk, belongs to no repository, and is hidden while the
 * drive is there. As a sentence with a blank before it; empty where there is nothing of the kind.
 */
export function strayInWords(location: string): string {
  const bytes = strayBytes(location)
  if (bytes === undefined) return ''
  return ` What lies in ${location} now (${sayBytes(bytes)}) was written there while the drive was away: it is of no use, and can be removed before the drive is connected.`
}

const folders = ['data', 'index', 'keys', 'locks', 'snapshots']

/** Only what a repository has, and not all of it: everything else there is somebody's. */
function strayBytes(location: string): number | undefined {
  try {
    const names = readdirSync(location)
    if (names.length === 0 || !names.every((name) => folders.includes(name))) return undefined
    const files = readdirSync(location, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    return files.reduce((sum, { parentPath, name }) => sum + (statSync(join(parentPath, name), { throwIfNoEntry: false })?.size ?? 0), 0)
  } catch {
    // It is not there at all, or may not be read: nothing can be said of it.
    return undefined
  }
}
