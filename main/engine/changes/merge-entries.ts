import type { Difference, Entry } from './entry.ts'

type Named = { readonly path: string; readonly entry: Entry }

/**
 * What differs between two sides, both in restic's order: read side by side, so that what is equal is not held in memory. Of the contents no more than
 * `mostContents` are kept for each side.
 */
export async function mergeEntries(
  before: AsyncIterator<Named>,
  after: AsyncIterator<Named>,
  mostContents = Number.POSITIVE_INFINITY,
): Promise<Difference[]> {
  // Lists, for several names that are no UTF-8 may be shown alike.
  const sides = new Map<string, { before: Entry[]; after: Entry[] }>()
  let contents = 0
  const put = (side: 'before' | 'after', { path, entry }: Named) => {
    const both = sides.get(path) ?? { before: [], after: [] }
    const others = both[side === 'before' ? 'after' : 'before']
    const same = others.findIndex((other) => isSame(other, entry))
    if (same >= 0) others.splice(same, 1)
    else both[side].push(entry.content !== null && ++contents > mostContents * 2 ? { ...entry, content: null } : entry)
    sides.set(path, both)
  }
  /** The next entry of a side. Names that are no UTF-8 have lost their place in the order, and are paired by how they are shown. */
  const next = async (side: 'before' | 'after'): Promise<Named | undefined> => {
    for (;;) {
      const { value, done } = await (side === 'before' ? before : after).next()
      if (done) return undefined
      if (!value.path.includes('\uFFFD')) return value
      put(side, value)
    }
  }
  let [one, other] = await Promise.all([next('before'), next('after')])
  while (one !== undefined || other !== undefined) {
    const order = one === undefined ? 1 : other === undefined ? -1 : compareKeys(orderKey(one.path), orderKey(other.path))
    if (order === 0 && one !== undefined && other !== undefined) {
      if (!isSame(one.entry, other.entry)) {
        put('before', one)
        put('after', other)
      }
      ;[one, other] = await Promise.all([next('before'), next('after')])
    } else if (order < 0 && one !== undefined) {
      put('before', one)
      one = await next('before')
    } else if (other !== undefined) {
      put('after', other)
      other = await next('after')
    }
  }
  return [...sides]
    .flatMap(([path, { before, after }]) =>
      Array.from({ length: Math.max(before.length, after.length) }, (_, index): Difference => {
        const side = { before: before[index] ?? null, after: after[index] ?? null }
        return { path, change: changeOf(side), ...side }
      }),
    )
    .sort((a, b) => compareKeys(orderKey(a.path), orderKey(b.path)))
}

function isSame(one: Entry, other: Entry): boolean {
  return one.kind === other.kind && one.sha256 === other.sha256
}

function changeOf({ before, after }: { before: Entry | null; after: Entry | null }): Difference['change'] {
  return before === null ? 'added' : after === null ? 'removed' : 'modified'
}

/** restic sorts names by their bytes, and a folder's content stands right behind it: `/` comes before all that a name can hold. */
function orderKey(path: string): string {
  return Buffer.from(path.replaceAll('/', '\0')).toString('latin1')
}

function compareKeys(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
