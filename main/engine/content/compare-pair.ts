import type { Core, RunHost } from '../core.ts'
import { entryAt } from '../index/list-folder.ts'
import type { GrownFolder, IndexedChange, IndexedEntry } from '../index/types.ts'
import { fail } from '../problem-error.ts'
import { lookInto, type Where } from '../runs/look-into.ts'
import type { KnownSnapshot } from '../state/queries.ts'
import { changesOf, grownBetween, type TwoStates, twoStates } from './compare-states.ts'
import { type ChangeCounts, countChanges } from './count-changes.ts'
import { diffFile, diffWithDisk, type FileComparison } from './diff-file.ts'

/** Two snapshots as a person names them: from `snapshot` to `other`; without `other`, from the one before `snapshot` to it. */
export type PairRequest = Where & { readonly snapshot: string; readonly other?: string | undefined }

/** Which two they are. `from` null: there is none before. */
export type Pair = { readonly repository: string; readonly from: KnownSnapshot | null; readonly to: KnownSnapshot }

/** The two snapshots that are meant, and what each has at a path. Throws problems. */
export async function lookAtPair(
  core: Core,
  request: PairRequest & { readonly path: string },
  host: RunHost,
): Promise<Pair & { readonly before: IndexedEntry | null; readonly after: IndexedEntry | null }> {
  return withStates(core, request, host, async ({ index, ...pair }: TwoStates) => {
    const at = (snapshot: KnownSnapshot | null) => (snapshot === null ? null : (entryAt(index, snapshot.id, request.path) ?? null))
    return { ...pair, before: at(pair.from), after: at(pair.to) }
  })
}

/** How a file differs between two snapshots; `disk`: between `snapshot` and what is in its place on the disk now. Throws problems. */
export async function comparePair(
  core: Core,
  request: PairRequest & { readonly path: string; readonly disk: boolean },
  host: RunHost,
): Promise<Pick<Pair, 'repository' | 'from'> & { readonly to: KnownSnapshot | null; readonly file: FileComparison }> {
  if (request.path === '') fail('path-missing', 'Only a file is compared line by line.', 'Name it: vaultkeeper diff latest notes/ideas.md')
  if (!request.disk)
    return withStates(core, request, host, async (states) => {
      const { repository, from, to } = states
      return { repository, from, to, file: await diffFile(core, states, request.path, host) }
    })
  const looked = await lookInto(core, request.snapshot, request, host)
  try {
    const file = await diffWithDisk(core, looked, request.path, host)
    return { repository: looked.repository, from: looked.snapshot, to: null, file }
  } finally {
    looked.index.close()
  }
}

/** Which part of the changes: those below `path` (''; all), `metadata`: also of what only got other times or rights. */
export type ChangesRequest = PairRequest & {
  readonly path: string
  readonly metadata: boolean
  readonly offset: number
  readonly limit?: number | undefined
}

/** What changed between two snapshots, path by path. `counts` are of all, `total` of those that `metadata` leaves. Throws problems. */
export async function changesOfPair(
  core: Core,
  request: ChangesRequest,
  host: RunHost,
): Promise<Pair & { readonly counts: ChangeCounts; readonly changes: readonly IndexedChange[]; readonly total: number }> {
  const { path, metadata, offset, limit } = request
  return withStates(core, request, host, async (states) => {
    const all = await changesOf(core, states, path === '' ? undefined : path, host)
    const wanted = metadata ? all : all.filter(({ change }) => change !== 'metadata')
    const { repository, from, to } = states
    const changes = wanted.slice(offset, limit === undefined ? undefined : offset + limit)
    return { repository, from, to, counts: countChanges(all), changes, total: wanted.length }
  })
}

/** The folders that grew most between two snapshots. Throws problems. */
export async function grownOfPair(
  core: Core,
  request: PairRequest & { readonly limit: number },
  host: RunHost,
): Promise<Pair & { readonly grown: readonly GrownFolder[] }> {
  return withStates(core, request, host, async (states) => {
    const { repository, from, to } = states
    return { repository, from, to, grown: grownBetween(states, request.limit) }
  })
}

async function withStates<Result>(
  core: Core,
  request: PairRequest,
  host: RunHost,
  work: (states: TwoStates) => Promise<Result>,
): Promise<Result> {
  const states = await twoStates(core, [request.snapshot, request.other], request, host)
  try {
    return await work(states)
  } finally {
    states.index.close()
  }
}
