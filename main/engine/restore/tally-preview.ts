import { type EntryFate, entryFates, type FirstOf, type NotRestored, type RestorePreview, type Tally } from './restore-preview.ts'

const mostExamples = 20
const mostListed = 100

/** What is counted while a plan is made. */
type Counted = Pick<
  RestorePreview,
  'fates' | 'conflicts' | 'leftOut' | 'newerOverwritten' | 'trusted' | 'unprivileged' | 'collisions' | 'hostile' | 'notWritable'
>

/** One entry of the snapshot, for the count. */
type CountedEntry = { readonly path: string; readonly entry: { readonly kind: string; readonly size: number } }

type Tallying = { entries: number; files: number; bytes: number; examples: string[] }
type Listing<Value> = { count: number; first: Value[] }

/** Counts what becomes of entries, and keeps the first few of each kind. */
export type PreviewTally = {
  readonly fate: (fate: EntryFate, entry: CountedEntry, also: { newer?: boolean | undefined; trusted?: boolean | undefined }) => void
  readonly conflict: (one: NotRestored) => void
  readonly leftOut: (one: NotRestored) => void
  readonly unprivileged: (path: string) => void
  readonly collision: (one: string, other: string) => void
  readonly hostile: (path: string) => void
  readonly notWritable: (folder: string) => void
  readonly counted: Counted
}

/** Begins a count. */
export function previewTally(): PreviewTally {
  const fates = Object.fromEntries(entryFates.map((fate) => [fate, nothing()])) as unknown as Record<EntryFate, Tallying>
  const [newerOverwritten, trusted] = [nothing(), nothing()]
  const [conflicts, leftOut] = [none<NotRestored>(), none<NotRestored>()]
  const [unprivileged, hostile, notWritable] = [none<string>(), none<string>(), none<string>()]
  const collisions = none<readonly [string, string]>()
  return {
    fate: (fate, entry, also) => {
      count(fates[fate], entry)
      if (also.newer && fate === 'overwritten' && entry.entry.kind === 'file') count(newerOverwritten, entry)
      if (also.trusted) count(trusted, entry)
    },
    conflict: (one) => list(conflicts, one),
    leftOut: (one) => list(leftOut, one),
    unprivileged: (path) => list(unprivileged, path),
    collision: (one, other) => list(collisions, [one, other]),
    hostile: (path) => list(hostile, path),
    notWritable: (folder) => list(notWritable, folder),
    counted: {
      fates: fates as Record<EntryFate, Tally>,
      conflicts,
      leftOut,
      newerOverwritten,
      trusted,
      unprivileged,
      collisions,
      hostile,
      notWritable,
    },
  }
}

function nothing(): Tallying {
  return { entries: 0, files: 0, bytes: 0, examples: [] }
}

function none<Value>(): Listing<Value> & FirstOf<Value> {
  return { count: 0, first: [] }
}

function count(tally: Tallying, { path, entry }: CountedEntry): void {
  tally.entries += 1
  tally.files += entry.kind === 'file' ? 1 : 0
  tally.bytes += entry.size
  if (tally.examples.length < mostExamples) tally.examples.push(path)
}

function list<Value>(listing: Listing<Value>, value: Value): void {
  listing.count += 1
  if (listing.first.length < mostListed) listing.first.push(value)
}
