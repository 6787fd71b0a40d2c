import { existsSync, readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { StartingPoint } from '../../contract/procedures/places.ts'

/**
 * Where a person may begin to look for a folder: their own one, the top, and each drive that is there.
 * @param person the person's own folder
 */
export async function startingPoints(person: string, platform: NodeJS.Platform = process.platform): Promise<StartingPoint[]> {
  const home: StartingPoint = { path: person, name: 'Home', kind: 'home' }
  if (platform === 'win32') return [home, ...windowsDrives()]
  const drives = platform === 'darwin' ? await foldersOf('/Volumes') : mountedDrives(mountsOfLinux())
  const named = drives.map((path): StartingPoint => ({ path, name: basename(path), kind: 'drive' }))
  return [home, ...named, { path: '/', name: 'This computer', kind: 'system' }]
}

/** The mount points of a text like `/proc/self/mounts` that a person would call drives. Pure. */
export function mountedDrives(mounts: string): string[] {
  const points = mounts.split('\n').flatMap((line) => {
    const [, point] = line.split(' ')
    // Blanks and backslashes are written as octal numbers there.
    return point === undefined ? [] : [point.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))]
  })
  return [...new Set(points)].filter((point) => /^\/(?:media|mnt|run\/media)(?:\/|$)/.test(point)).sort()
}

function mountsOfLinux(): string {
  try {
    return readFileSync('/proc/self/mounts', 'utf8')
  } catch {
    // Not every system has it; the drives are found by their path then.
    return ''
  }
}

async function foldersOf(parent: string): Promise<string[]> {
  const entries = await readdir(parent, { withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(parent, name))
}

function windowsDrives(): StartingPoint[] {
  return [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
    .map((letter) => `${letter}:\\`)
    .filter((path) => existsSync(path))
    .map((path) => ({ path, name: path.slice(0, 2), kind: 'drive' }))
}
