import type { DatabaseSync } from 'node:sqlite'

type Seen = { readonly id: string; readonly time: string; readonly ordinal: number; readonly instant: number; readonly series: string }

/** In which snapshots something is. `newestAt`: the ordinal of the newest. `gone`: the newest snapshot of the same series does not have it. */
type Sighted = {
  readonly count: number
  readonly oldest: { readonly id: string; readonly time: string }
  readonly newest: { readonly id: string; readonly time: string }
  readonly newestAt: number
  readonly gone: boolean
}

/** Tells in which snapshots a path is, from the spans of its versions. `any`: whether a version is in one of them at all. */
export type Sightings = {
  readonly of: (spans: readonly (readonly [first: number, last: number])[]) => Sighted | undefined
  readonly any: (first: number, last: number) => boolean
}

/** Reads which snapshot has which ordinal, once for many paths. @param only these snapshots; all, if left out */
export function createSightings(database: DatabaseSync, only: readonly string[] | undefined): Sightings {
  const sql = `SELECT snapshot.id, time, ordinal, instant, series FROM snapshot JOIN tree ON tree.id = snapshot.tree ORDER BY ordinal, instant`
  const everything = database.prepare(sql).all() as unknown as Seen[]
  const wanted = only === undefined ? undefined : new Set(only)
  const seen = wanted === undefined ? everything : everything.filter(({ id }) => wanted.has(id))
  const newestOf = new Map<string, Seen>()
  for (const one of seen) {
    const known = newestOf.get(one.series)
    if (known === undefined || known.instant < one.instant) newestOf.set(one.series, one)
  }
  return {
    any: (first, last) => (seen[placeOf(seen, first)]?.ordinal ?? Number.POSITIVE_INFINITY) <= last,
    of: (spans) => {
      let [count, oldest, newest]: [number, Seen | undefined, Seen | undefined] = [0, undefined, undefined]
      const has = ({ ordinal }: Seen) => spans.some(([first, last]) => first <= ordinal && ordinal <= last)
      for (const [first, last] of spans)
        for (let at = placeOf(seen, first); at < seen.length; at++) {
          const one = seen[at] as Seen
          if (one.ordinal > last) break
          count += 1
          if (oldest === undefined || one.instant < oldest.instant) oldest = one
          if (newest === undefined || one.instant > newest.instant) newest = one
        }
      if (oldest === undefined || newest === undefined) return undefined
      const latest = newestOf.get(newest.series)
      return { count, oldest: named(oldest), newest: named(newest), newestAt: newest.ordinal, gone: latest !== undefined && !has(latest) }
    },
  }
}

function named({ id, time }: Seen): { id: string; time: string } {
  return { id, time }
}

/** The first snapshot whose ordinal is not below one. */
function placeOf(seen: readonly Seen[], ordinal: number): number {
  let [low, high] = [0, seen.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((seen[middle] as Seen).ordinal < ordinal) low = middle + 1
    else high = middle
  }
  return low
}
