import { diffWordsWithSpace } from 'diff'

/** From and to (exclusive) in a line, without its sign. */
export type Mark = readonly [number, number]

/** Beyond these nobody looks, and the time would be felt. */
const mostPairs = 400
const mostEdits = 400
const longestLine = 50_000

/**
 * Which words differ in the lines of a hunk (` `, `-` and `+` before each): a removed line is held beside the added one that is most like it. As many lists as
 * lines; an empty one marks nothing, for the line is new as a whole. Pure.
 */
export function wordMarks(lines: readonly string[]): Mark[][] {
  const marks: Mark[][] = lines.map(() => [])
  for (const { removed, added } of blocksOf(lines)) {
    if (removed.length * added.length > mostPairs) continue
    for (const [one, other] of pairsOf(lines, removed, added)) {
      const both = marksOf((lines[one] ?? '').slice(1), (lines[other] ?? '').slice(1))
      if (both === undefined) continue
      marks[one] = both.old
      marks[other] = both.now
    }
  }
  return marks
}

type Block = { readonly removed: number[]; readonly added: number[] }

/** Removed lines with the added ones right behind them, by their places. */
function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = []
  let block: Block = { removed: [], added: [] }
  for (const [at, line] of lines.entries()) {
    const sign = line[0]
    if (sign === '\\') continue
    if (sign === ' ' || (sign === '-' && block.added.length > 0)) {
      blocks.push(block)
      block = { removed: [], added: [] }
    }
    if (sign === '-') block.removed.push(at)
    if (sign === '+') block.added.push(at)
  }
  return [...blocks, block].filter(({ removed, added }) => removed.length > 0 && added.length > 0)
}

/** In their order, each with the most similar one that is left. */
function pairsOf(lines: readonly string[], removed: readonly number[], added: readonly number[]): [number, number][] {
  const words = new Map([...removed, ...added].map((at) => [at, wordsOf((lines[at] ?? '').slice(1))]))
  const pairs: [number, number][] = []
  let next = 0
  for (const one of removed) {
    let best = { at: -1, likeness: 0.4 }
    for (const [place, other] of added.entries()) {
      if (place < next) continue
      const likeness = likenessOf(words.get(one) ?? [], words.get(other) ?? [])
      if (likeness > best.likeness) best = { at: place, likeness }
    }
    const other = added[best.at]
    if (other === undefined) continue
    pairs.push([one, other])
    next = best.at + 1
  }
  return pairs
}

function wordsOf(line: string): string[] {
  return line.length > longestLine ? [] : (line.match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [])
}

/** How much of both is in both: 0 to 1 (Dice). */
function likenessOf(one: readonly string[], other: readonly string[]): number {
  if (one.length + other.length === 0) return 0
  const counts = new Map<string, number>()
  for (const word of one) counts.set(word, (counts.get(word) ?? 0) + 1)
  let common = 0
  for (const word of other) {
    const left = counts.get(word) ?? 0
    if (left === 0) continue
    counts.set(word, left - 1)
    common += 1
  }
  return (2 * common) / (one.length + other.length)
}

function marksOf(old: string, now: string): { old: Mark[]; now: Mark[] } | undefined {
  const parts = diffWordsWithSpace(old, now, { maxEditLength: mostEdits })
  if (parts === undefined) return undefined
  const marks = { old: [] as Mark[], now: [] as Mark[] }
  let [oldAt, nowAt] = [0, 0]
  for (const { value, added, removed } of parts) {
    if (removed) marks.old.push([oldAt, oldAt + value.length])
    if (added) marks.now.push([nowAt, nowAt + value.length])
    if (!added) oldAt += value.length
    if (!removed) nowAt += value.length
  }
  return { old: joined(marks.old, old), now: joined(marks.now, now) }
}

/** Marks with nothing but white space between them are one. */
function joined(marks: readonly Mark[], line: string): Mark[] {
  const result: Mark[] = []
  for (const [from, to] of marks) {
    const last = result.at(-1)
    if (last !== undefined && line.slice(last[1], from).trim() === '') result[result.length - 1] = [last[0], to]
    else result.push([from, to])
  }
  return result
}
