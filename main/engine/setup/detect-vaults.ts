import { readdir, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { FoundVault, VaultKind } from '../../contract/procedures/setup.ts'
import type { Core } from '../core.ts'
import { isInside } from '../vaults.ts'
import { deadlineOf } from './deadline.ts'
import { leftOutNames } from './fitting-excludes.ts'
import { describeFolder, kindOfFolder } from './look-at-folder.ts'
import { personFolder } from './person-path.ts'

/** What was found; `complete` is false when there was no time to look everywhere. */
export type DetectedVaults = { readonly vaults: readonly FoundVault[]; readonly complete: boolean }

/** So far below the person's own folder vaults are looked for. */
const deepest = 4
const mostVaults = 60
/** Folders of systems and programs, in which nobody keeps notes. On macOS notes in iCloud lie in `Library`, so that has a place of its own below. */
const systemFolders = new Set(['Library', 'AppData', 'Applications', 'snap', 'go', 'Music', 'Movies', 'Pictures', 'Videos', 'Public'])
const places = ['Library/Mobile Documents/iCloud~md~obsidian/Documents', 'Library/CloudStorage']

type Candidate = { readonly path: string; readonly kind: VaultKind }

/**
 * Looks for folders worth keeping safe in the person's own folder: notes, code, agents. No link is followed, nothing hidden is looked into, a found folder not
 * looked through any further, and all of it takes a few seconds at most. The app's own folder is none.
 */
export async function detectVaults(core: Core, signal?: AbortSignal): Promise<DetectedVaults> {
  const person = await realpath(personFolder(core)).catch(() => personFolder(core))
  const home = await realpath(core.home.root).catch(() => core.home.root)
  const walk = deadlineOf({ milliseconds: 2500, entries: 400_000, signal })
  const found: Candidate[] = []
  const levels: { path: string; depth: number }[] = [
    { path: person, depth: 0 },
    ...places.map((one) => ({ path: join(person, one), depth: 2 })),
  ]
  // By breadth: what is near is found even where there is no time for the rest.
  for (let next = levels.shift(); next !== undefined && !walk.passed(); next = levels.shift()) {
    const { path, depth } = next
    if (isInside(path, home)) continue
    const entries = await readdir(path, { withFileTypes: true }).catch(() => [])
    walk.spend(entries.length + 1)
    const kind = path === person ? undefined : kindOfFolder(entries.map(({ name }) => name))
    if (kind !== undefined) found.push({ path, kind })
    else if (depth < deepest && !isRepository(entries.map(({ name }) => name))) {
      const inside = entries.filter((entry) => entry.isDirectory() && isLookedInto(entry.name, depth))
      levels.push(...inside.map(({ name }) => ({ path: join(path, name), depth: depth + 1 })))
    }
  }
  const complete = levels.length === 0 && !walk.passed()
  const size = deadlineOf({ milliseconds: 2500, entries: 300_000, signal })
  const vaults: FoundVault[] = []
  for (const { path, kind } of gatherAgents(found).slice(0, mostVaults)) vaults.push(await describeFolder(core, path, kind, size))
  return { vaults, complete: complete && vaults.length === gatherAgents(found).length }
}

/** A repository of restic: hundreds of folders, none of them anybody's. */
function isRepository(names: readonly string[]): boolean {
  return ['config', 'data', 'keys', 'snapshots'].every((name) => names.includes(name))
}

function isLookedInto(name: string, depth: number): boolean {
  return !name.startsWith('.') && !leftOutNames.has(name) && !(depth === 0 && systemFolders.has(name))
}

/** Two agents or more side by side are one vault, the folder that holds them; a new agent then belongs to it by itself. Pure. */
function gatherAgents(found: readonly Candidate[]): Candidate[] {
  const agentsIn = (folder: string) => found.filter(({ path, kind }) => kind === 'agent' && dirname(path) === folder).length
  const gathered = new Map<string, Candidate>()
  for (const one of found) {
    const together = one.kind === 'agent' && agentsIn(dirname(one.path)) > 1
    const vault: Candidate = together ? { path: dirname(one.path), kind: 'agents' } : one
    gathered.set(vault.path, vault)
  }
  // What lies in a folder that is offered as a whole is in it already.
  const all = [...gathered.values()]
  return all.filter(({ path }) => !all.some((other) => other.path !== path && isInside(path, other.path)))
}
