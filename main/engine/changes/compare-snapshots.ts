import type { Core, RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { knownSnapshots } from '../state/queries.ts'
import type { Difference, Entry } from './entry.ts'
import { mergeEntries } from './merge-entries.ts'
import { type EntriesRequest, readEntries } from './read-entries.ts'

/** Snapshots up to this size are read whole: that is quicker than to ask restic first what differs, and then to read that. */
const smallSnapshot = { bytes: 64 * 1024 * 1024, files: 10_000 }

/** What to compare; `from` null: nothing, so that all there is was added. `keepUpTo` is in bytes, for the contents of `mostContents` files. */
export type Comparison = { readonly from: string | null; readonly to: string; readonly keepUpTo?: number; readonly mostContents?: number }

/**
 * Which files and links two snapshots differ in by content, read back out of the repository. Times, rights and folders do not count. Throws problems.
 */
export async function compareSnapshots(core: Core, opened: OpenRepository, comparison: Comparison, host: RunHost): Promise<Difference[]> {
  const { from, to, keepUpTo = -1, mostContents } = comparison
  const whole = from === null || isSmall(core, opened.name, [from, to])
  const part = whole ? { folder: '/', wanted: () => true } : await differingPart(opened, from, to, host)
  if (part === undefined) return []
  const request: Omit<EntriesRequest, 'snapshot'> = { ...part, keepUpTo }
  // One of both failing ends the other, so that no restic is left behind.
  const stop = new AbortController()
  const signal = AbortSignal.any([host.signal, stop.signal])
  const side = (snapshot: string | null) =>
    snapshot === null ? nothing() : readEntries(opened, { snapshot, ...request }, { ...host, signal })
  const sides = [side(from), side(to)] as const
  try {
    return await mergeEntries(...sides, mostContents)
  } catch (error) {
    stop.abort()
    throw error
  } finally {
    await Promise.allSettled(sides.map((one) => one.return(undefined)))
  }
}

async function* nothing(): AsyncGenerator<{ path: string; entry: Entry }> {}

function isSmall(core: Core, repository: string, ids: readonly string[]): boolean {
  const ledger = new Map(knownSnapshots(core.state.database, repository).map((snapshot) => [snapshot.id, snapshot]))
  return ids.every((id) => {
    const { bytes = null, files = null } = ledger.get(id) ?? {}
    return bytes !== null && files !== null && bytes <= smallSnapshot.bytes && files <= smallSnapshot.files
  })
}

/**
 * What has to be read, by what restic says differs; metadata included, for where a link leads counts as such. `undefined`: nothing.
 */
async function differingPart(
  opened: OpenRepository,
  from: string,
  to: string,
  host: RunHost,
): Promise<Pick<EntriesRequest, 'folder' | 'wanted'> | undefined> {
  const task = opened.restic.diff(opened.readTarget, { from, to, metadata: true }, { signal: host.signal })
  const paths = new Set<string>()
  /** A file that became a folder, or the reverse: restic does not tell what is below. */
  const turned: string[] = []
  for await (const { path: shown, modifier } of task) {
    const path = shown.replace(/^\/+|\/+$/g, '')
    if (modifier.includes('T')) turned.push(`${path}/`)
    if (modifier.includes('T') || !shown.endsWith('/')) paths.add(path)
  }
  opened.done(await task.outcome)
  if (paths.size === 0) return undefined
  // Names that are no UTF-8 come out of JSON and out of an archive in two ways.
  const lossy = [...paths].some((path) => path.includes('\uFFFD'))
  const wanted = (path: string) => paths.has(path) || turned.some((folder) => path.startsWith(folder)) || (lossy && path.includes('\uFFFD'))
  return { folder: commonFolder([...paths]), wanted }
}

/** The deepest folder that all paths lie in, as a snapshot names it. Pure. */
export function commonFolder(paths: readonly string[]): string {
  const [first = [], ...others] = paths.map((path) => path.split('/').slice(0, -1))
  let depth = first.length
  for (const folders of others) {
    let same = 0
    while (same < depth && folders[same] === first[same]) same += 1
    depth = same
  }
  const common = first.slice(0, depth)
  // A name that is no UTF-8 cannot be handed to restic.
  const unnamable = common.findIndex((name) => name.includes('\uFFFD'))
  return `/${(unnamable < 0 ? common : common.slice(0, unnamable)).join('/')}`
}
