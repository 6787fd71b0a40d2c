import { readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Core } from '../core.ts'
import { startingPoints } from '../places/starting-points.ts'
import { fingerprintIn } from '../repositories/local-files.ts'
import { type Deadline, deadlineOf } from '../setup/deadline.ts'
import { personFolder } from '../setup/person-path.ts'
import { movable } from './movable-repository.ts'

/** So far below each place is looked. */
const deepest = 3

/** Where a repository that was moved could be now: folders that hold the very same one. */
export type FoundPlaces = { readonly was: string; readonly found: readonly string[]; readonly complete: boolean }

/** Looks for a moved repository on the drives that are there, near its old place, and in the person's own folder; a few seconds at most. */
export async function searchRepository(core: Core, repository: string, signal?: AbortSignal): Promise<FoundPlaces> {
  const { location, fingerprint } = movable(core, repository)
  const person = personFolder(core)
  const drives = (await startingPoints(person)).filter(({ kind }) => kind === 'drive').map(({ path }) => path)
  const places = [...new Set([...drives, dirname(location), dirname(dirname(location)), person])].filter((path) => dirname(path) !== path)
  const deadline = deadlineOf({ milliseconds: 3000, entries: 300_000, signal })
  const found = new Set<string>()
  for (const path of places) await lookBelow(path, fingerprint, deadline, found)
  return { was: location, found: [...found].filter((path) => path !== location).sort(), complete: !deadline.passed() }
}

async function lookBelow(top: string, fingerprint: string, deadline: Deadline, found: Set<string>): Promise<void> {
  const levels = [{ path: top, depth: 0 }]
  for (let next = levels.shift(); next !== undefined && !deadline.passed(); next = levels.shift()) {
    const { path, depth } = next
    const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
    deadline.spend(entries.length + 1)
    if (isRepository(entries.map(({ name }) => name))) {
      if (fingerprintIn(path) === fingerprint) found.add(path)
    } else if (depth < deepest) {
      const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      levels.push(...folders.map(({ name }) => ({ path: join(path, name), depth: depth + 1 })))
    }
  }
}

const isRepository = (names: readonly string[]) => ['config', 'data', 'keys', 'snapshots'].every((name) => names.includes(name))
