/** A line of trees, and how many files the tree at each end has. */
export type LineEnds = {
  readonly id: number
  readonly host: string
  readonly paths: string
  readonly low: { readonly ordinal: number; readonly instant: number; readonly files: number }
  readonly high: { readonly ordinal: number; readonly instant: number; readonly files: number }
}

/** A tree that is to be indexed. `files` null: restic did not note it down. */
export type TreeToAdd = { readonly host: string; readonly paths: string; readonly instant: number; readonly files: number | null }

/** Where it is added: beside the tree with the ordinal `beside`, before or after it; `undefined` begins a line of its own. */
export type PlaceInLine = { readonly line: number; readonly beside: number; readonly before: boolean } | undefined

/** Below this many files it costs nothing to keep unlike trees in one line. */
const few = 200

/**
 * Where a tree is added so that it differs least from its neighbour: in a line of the same machine and folders whose end has about as many files. Two
 * plans that take different parts of one vault so get a line each. What is older than all of a line goes before it, else after it; a time in the middle
 * is no reason to look there, for an index need not be ordered. Pure.
 */
export function chooseLine(lines: readonly LineEnds[], tree: TreeToAdd): PlaceInLine {
  const ends = lines
    .filter(({ host, paths }) => host === tree.host && paths === tree.paths)
    .map((line) => {
      const before = tree.instant < line.low.instant
      const end = before ? line.low : line.high
      return {
        line: line.id,
        beside: end.ordinal,
        before,
        likeness: likeness(end.files, tree.files),
        away: Math.abs(end.instant - tree.instant),
      }
    })
    .filter((end) => end.likeness >= 0.5)
    .sort((a, b) => b.likeness - a.likeness || a.away - b.away)
  const [best] = ends
  return best === undefined ? undefined : { line: best.line, beside: best.beside, before: best.before }
}

function likeness(one: number, other: number | null): number {
  if (other === null || (one <= few && other <= few)) return 1
  return Math.min(one, other) / Math.max(one, other)
}
