/** Says whether one name, as a byte string, is meant. */
export type Glob = (name: string) => boolean

/** A literal run of bytes, any one character, or one of a class. */
type Item = string | { readonly negated: boolean; readonly ranges: readonly (readonly [low: number, high: number])[] } | null
/** What stands up to the next `*`; `star` when there is one in front of it. */
type Chunk = { readonly star: boolean; readonly items: readonly Item[] }

const special = /[\\[\]*?]/
/** What Go reads where bytes are no UTF-8. */
const replacement = 0xfffd

/**
 * Reads one part of a pattern, between two slashes, as Go's filepath.Match does, which restic uses: `*`, `?`, classes with `^` and ranges, `\` in front
 * of a character that is meant itself. Names and pattern hold one character per byte (latin1); `?` and classes count whole UTF-8 characters, and single
 * bytes where there are none. Like Go, a `*` may end in the middle of a character.
 * @returns `undefined` for a pattern that is malformed: restic refuses these too
 * @see https://pkg.go.dev/path/filepath#Match
 */
export function compileGlob(pattern: string): Glob | undefined {
  if (!special.test(pattern)) return (name) => name === pattern
  const chunks: Chunk[] = []
  for (let at = 0; at < pattern.length; ) {
    let star = false
    for (; pattern[at] === '*'; at++) star = true
    const items: Item[] = []
    while (at < pattern.length && pattern[at] !== '*') {
      const read = readItem(pattern, at)
      if (read === undefined) return undefined
      const last = items.at(-1)
      if (typeof read.item === 'string' && typeof last === 'string') items[items.length - 1] = last + read.item
      else items.push(read.item)
      at = read.next
    }
    chunks.push({ star, items })
  }
  return (name) => matchChunks(chunks, name)
}

function readItem(pattern: string, at: number): { item: Item; next: number } | undefined {
  if (pattern[at] === '?') return { item: null, next: at + 1 }
  if (pattern[at] === '[') return readClass(pattern, at + 1)
  const place = pattern[at] === '\\' ? at + 1 : at
  const byte = pattern[place]
  return byte === undefined ? undefined : { item: byte, next: place + 1 }
}

function readClass(pattern: string, start: number): { item: Item; next: number } | undefined {
  const negated = pattern[start] === '^'
  const ranges: [number, number][] = []
  for (let at = negated ? start + 1 : start; ; ) {
    if (pattern[at] === ']' && ranges.length > 0) return { item: { negated, ranges }, next: at + 1 }
    const low = readBound(pattern, at)
    if (low === undefined) return undefined
    const high = pattern[low.next] === '-' ? readBound(pattern, low.next + 1) : low
    if (high === undefined) return undefined
    ranges.push([low.code, high.code])
    at = high.next
  }
}

/** One end of a range. Behind it there must be something: a class that is not closed is malformed. */
function readBound(pattern: string, at: number): { code: number; next: number } | undefined {
  if (at >= pattern.length || pattern[at] === '-' || pattern[at] === ']') return undefined
  const place = pattern[at] === '\\' ? at + 1 : at
  if (place >= pattern.length) return undefined
  const width = characterWidth(pattern, place)
  if (width === 1 && pattern.charCodeAt(place) >= 0x80) return undefined
  const next = place + width
  return next >= pattern.length ? undefined : { code: characterCode(pattern, place, width), next }
}

function matchChunks(chunks: readonly Chunk[], name: string): boolean {
  let at = 0
  for (let i = 0; i < chunks.length; i++) {
    const { star, items } = chunks[i] as Chunk
    const last = i === chunks.length - 1
    if (items.length === 0) return true
    const [first] = items
    let end = -1
    if (star && items.length === 1 && typeof first === 'string') {
      // By far the most frequent: `*.json`.
      if (last) return name.length - at >= first.length && name.endsWith(first)
      const found = name.indexOf(first, at)
      if (found >= 0) end = found + first.length
    } else {
      for (let from = at; from <= (star ? name.length : at); from++) {
        end = matchItems(items, name, from)
        if (end >= 0 && (!last || end === name.length)) break
        end = -1
      }
    }
    if (end < 0) return false
    at = end
  }
  return at === name.length
}

/** Where the items end in a name if they begin at `at`, or -1. */
function matchItems(items: readonly Item[], name: string, at: number): number {
  let place = at
  for (const item of items) {
    if (typeof item === 'string') {
      if (!name.startsWith(item, place)) return -1
      place += item.length
      continue
    }
    if (place >= name.length) return -1
    const width = characterWidth(name, place)
    if (item !== null) {
      const code = characterCode(name, place, width)
      if (item.ranges.some(([low, high]) => low <= code && code <= high) === item.negated) return -1
    }
    place += width
  }
  return place
}

/** Bytes of the UTF-8 character at a place; 1 where there is none. */
function characterWidth(text: string, at: number): number {
  const first = text.charCodeAt(at)
  if (first < 0xc2 || first > 0xf4) return 1
  const width = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  const second = text.charCodeAt(at + 1)
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf
  // Behind the end charCodeAt answers NaN, which is in no range.
  if (!(second >= low && second <= high)) return 1
  for (let i = 2; i < width; i++) if (text.charCodeAt(at + i) >> 6 !== 0b10) return 1
  return width
}

function characterCode(text: string, at: number, width: number): number {
  const first = text.charCodeAt(at)
  if (width === 1) return first < 0x80 ? first : replacement
  let code = first & (0x7f >> width)
  for (let i = 1; i < width; i++) code = (code << 6) | (text.charCodeAt(at + i) & 0x3f)
  return code
}
