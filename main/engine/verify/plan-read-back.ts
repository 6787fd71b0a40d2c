/** How much of a snapshot is read back out of the repository after a run, in bytes of content. */
export const readBackBudget = 256 * 1024 * 1024

/** What there is to read back, as counted by the backup. */
export type ReadBackInput = { readonly files: number; readonly bytes: number; readonly added: number; readonly budget: number }

/**
 * `whole`: stream the snapshot out and compare all of it. `selected`: fetch what this run added or changed, up to `most` files and the
 * budget, and a sample of `one in rotation` of the rest, whose turn moves on with every run.
 */
export type ReadBackPlan = { readonly how: 'whole' } | { readonly how: 'selected'; readonly most: number; readonly rotation: number }

/** Files in a rotating sample, roughly. */
const sampleSize = 32
/** restic compares every name it passes with every name it was asked for, 0.1 microseconds each (measured): the product is kept to seconds. */
const mostComparisons = 20_000_000

/**
 * Decides how a snapshot is read back. Reading it whole costs in proportion to its size, picking files out of it in proportion to their
 * number times the size: so small snapshots of which much is new are read whole, others picked from.
 */
export function planReadBack({ files, bytes, added, budget }: ReadBackInput): ReadBackPlan {
  const most = Math.min(1000, Math.max(20, Math.floor(mostComparisons / Math.max(files, 1))))
  if (bytes <= budget && (added > most || added * 4 >= files)) return { how: 'whole' }
  return { how: 'selected', most, rotation: rotationFor(files) }
}

/** A power of two, so that the turns stay the same while a vault grows, until it has doubled. */
function rotationFor(files: number): number {
  return 2 ** Math.max(0, Math.ceil(Math.log2(Math.max(1, files / sampleSize))))
}

/** Whether a path is in the sample of this turn. Over `rotation` turns every path has its turn once. */
export function isInSample(path: string, rotation: number, turn: number): boolean {
  return pathHash(path) % rotation === turn % rotation
}

/** FNV-1a, 32 bits: quick, and evenly spread over names that differ in one digit. */
function pathHash(path: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < path.length; i++) hash = Math.imul(hash ^ path.charCodeAt(i), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}
