import type { KnownSnapshot } from '../../state/queries.ts'

/** How much of an agent's folder a snapshot's plan takes: all of it, what patterns of the vault name, or nobody can tell, for the plan is no more. */
export type Takes = 'all' | 'unknown' | { readonly patterns: readonly string[] }

/** A snapshot that holds something of an agent's folder. `place`: the smaller, the rather it is read from there. */
export type Candidate = {
  readonly snapshot: KnownSnapshot
  readonly vault: string
  readonly within: string
  readonly takes: Takes
  readonly place: number
}

/** What a folder is put together from, oldest first; `base` is the first of them where one holds all of it. */
export type Layers = { readonly layers: readonly Candidate[]; readonly base: Candidate | undefined }

/**
 * The newest snapshot that holds all of a folder, and the newest of each plan that takes a part of it, where that is newer. What a plan took that is no more counts as all only
 * where nothing else does. Pure.
 */
export function chooseLayers(candidates: readonly Candidate[]): Layers {
  const newestFirst = candidates.toSorted((one, other) => timeOf(other) - timeOf(one) || one.place - other.place)
  const base = newestFirst.find(({ takes }) => takes === 'all') ?? newestFirst.find(({ takes }) => takes === 'unknown')
  const parts = newestFirst.filter((one) => typeof one.takes === 'object' && (base === undefined || timeOf(one) > timeOf(base)))
  const key = ({ snapshot, vault }: Candidate) => `${snapshot.plan}/${vault}`
  const newest = parts.filter((one, at) => parts.findIndex((other) => key(other) === key(one)) === at)
  return { layers: [...(base === undefined ? [] : [base]), ...newest.toReversed()], base }
}

/** When a snapshot was taken, in ms. */
export function timeOf({ snapshot }: Candidate): number {
  return Date.parse(snapshot.time) || 0
}
