import type { DatabaseSync } from 'node:sqlite'
import { prepared } from '../state/prepared.ts'
import { pathOfEntry } from './entry-of-path.ts'
import { readState, stateColumns } from './read-version.ts'
import { type Candidate, searchCandidates } from './search-candidates.ts'
import { readSearchPattern, type SearchPattern } from './search-pattern.ts'
import { createSightings, type Sightings } from './sightings.ts'
import type { FoundPath, SnapshotIndex } from './types.ts'

/** What to look for; see readSearchPattern. `folder`: only below it. `snapshots`: only paths that one of them has, and as they have it. */
export type SearchRequest = {
  readonly pattern: string
  readonly folder?: string
  readonly snapshots?: readonly string[]
  readonly limit?: number
  readonly offset?: number
}

/** So many matches are put in order together. The next so many come behind them, in an order of their own: a page of few need not wait for all. */
const together = 5_000

/** Of so many that may match the very name is picked out, where there are more than are put in order together. */
const mostLookedThrough = 20_000

type Match = { readonly entry: number; readonly name: string; readonly path: string; readonly rank: number }

/**
 * Paths of all snapshots that match: names that are the pattern first, then those that begin with it, shorter paths before longer ones; where thousands
 * match, in this order five thousand at a time. Each as it was in the newest snapshot that has it. Throws a problem for a malformed pattern.
 */
export function search(index: SnapshotIndex, request: SearchRequest): FoundPath[] {
  const { database } = index
  const { limit = 100, offset = 0 } = request
  const pattern = readSearchPattern(request.pattern)
  const sightings = createSightings(database, request.snapshots)
  const within = request.folder === undefined ? '' : request.folder.split('/').filter(Boolean).join('/')
  const versions = prepared(database, `SELECT first, last, ${stateColumns} FROM version WHERE entry = ? ORDER BY first`)
  database.function('is_seen', (first, last) => Number(sightings.any(Number(first), Number(last))))
  const found: FoundPath[] = []
  let skipped = 0
  for (const { entry, name, path } of ordered(database, pattern, within)) {
    const seen = seenAs(versions.all(entry), sightings)
    if (seen === undefined) continue
    if (skipped++ < offset) continue
    found.push({ path, name, ...seen })
    if (found.length >= limit) break
  }
  return found
}

function* ordered(database: DatabaseSync, pattern: SearchPattern, within: string): Generator<Match> {
  const [piece = ''] = pattern.pieces
  const paths = new Map<number, string>()
  const taken = new Set<number>()
  const candidates = () => searchCandidates(database, pattern, within)
  const matchOf = ({ id: entry, parent, name }: Candidate): Match | undefined => {
    // What lies below two folders that match comes twice.
    if (!pattern.matchesName(name) || taken.has(entry)) return undefined
    const folder = pathOfEntry(database, parent, paths)
    const path = folder === '' ? name : `${folder}/${name}`
    if (within !== '' && !path.startsWith(`${within}/`)) return undefined
    if (pattern.matchesPath?.(path) === false) return undefined
    taken.add(entry)
    const lower = name.toLowerCase()
    return { entry, name, path, rank: lower === piece ? 0 : lower.startsWith(piece) ? 1 : 2 }
  }
  let matches: Match[] = []
  for (const candidate of candidates()) {
    const match = matchOf(candidate)
    if (match === undefined) continue
    matches.push(match)
    if (matches.length < together) continue
    // Only of a part of a name can there be others that are not the very name.
    if (taken.size === together && pattern.part !== undefined)
      for (const one of first(candidates(), mostLookedThrough)) {
        const same = one.name.toLowerCase() === pattern.part ? matchOf(one) : undefined
        if (same !== undefined) matches.push(same)
      }
    yield* inOrder(matches)
    matches = []
  }
  yield* inOrder(matches)
}

function* first<T>(all: Iterable<T>, most: number): Generator<T> {
  let number = 0
  for (const one of all) {
    if (number++ >= most) return
    yield one
  }
}

function inOrder(matches: Match[]): Match[] {
  return matches.sort((a, b) => a.rank - b.rank || a.path.length - b.path.length || (a.path < b.path ? -1 : 1))
}

function seenAs(versions: readonly Record<string, unknown>[], sightings: Sightings): Omit<FoundPath, 'path' | 'name'> | undefined {
  const span = sightings.of(versions.map((row) => [Number(row['first']), Number(row['last'])] as const))
  if (span === undefined) return undefined
  const { count, oldest, newest, gone, newestAt } = span
  const state = versions.find((row) => Number(row['first']) <= newestAt && Number(row['last']) >= newestAt)
  return state && { ...readState(state), snapshots: count, oldest, newest, gone }
}
