import { diffTexts, type TextDiff, type TextDiffOptions } from '../content/diff-texts.ts'
import { decodeText, type Encoding } from '../content/encoding.ts'
import { kindOf } from '../content/kind-of.ts'
import type { Difference, Entry } from './entry.ts'

/**
 * How a file differs, for a person. `binary`: not text, so only that it differs is told, and `not-read`: too large, or too many before it.
 */
export type FileDiff = Pick<Difference, 'path' | 'change'> &
  Omit<TextDiff, 'how'> & {
    readonly how: TextDiff['how'] | 'binary' | 'not-read'
    readonly before: Side | null
    readonly after: Side | null
  }

/** One of both states of a file; `is` tells its kind in words, where it was read. */
type Side = { readonly kind: Entry['kind']; readonly bytes: number; readonly sha256: string; readonly is: string | null }

/** What a person sees of a difference. Pure. */
export function textDiff({ path, change, before, after }: Difference, options: Pick<TextDiffOptions, 'sortKeys'> = {}): FileDiff {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const [one, other] = [readSide(before, name), readSide(after, name)]
  const sides = { path, change, before: sideOf(before, one), after: sideOf(after, other) }
  const nothing = { linesAdded: 0, linesRemoved: 0, hunks: [], coarse: false, notes: [] }
  if (one === undefined || other === undefined) return { ...sides, ...nothing, how: 'not-read' }
  if (one.text === null || other.text === null) return { ...sides, ...nothing, how: 'binary' }
  const diff = diffTexts(one.text, other.text, { ...options, format: other.text === '' ? one.format : other.format })
  return { ...sides, ...diff, notes: [...encodingNotes(one.encoding, other.encoding), ...diff.notes] }
}

/** A side as it is compared: of a link where it leads, of nothing an empty text; `text` null is no text. */
type ReadSide = { readonly text: string | null; readonly encoding: Encoding | null; readonly format: string; readonly is: string | null }

function readSide(entry: Entry | null, name: string): ReadSide | undefined {
  if (entry === null) return { text: '', encoding: null, format: 'plain', is: null }
  if (entry.target !== null) return { text: entry.target, encoding: null, format: 'plain', is: 'link' }
  if (entry.content === null) return undefined
  const { encoding, format, words, kind } = kindOf(name, entry.content)
  if (kind === 'empty') return { text: '', encoding, format, is: words }
  // The kind goes by the beginning; all of it has to be text to be compared as such.
  const text = encoding === null || hasZero(entry.content, encoding) ? null : decodeText(entry.content, encoding)
  const isText = text !== null && !(encoding?.startsWith('utf-8') && text.includes('\ufffd') && !isUtf8(entry.content))
  return { text: isText ? text : null, encoding, format, is: words }
}

function hasZero(content: Buffer, encoding: Encoding): boolean {
  return !encoding.startsWith('utf-16') && content.includes(0)
}

function isUtf8(content: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(content)
    return true
  } catch {
    return false
  }
}

function sideOf(entry: Entry | null, read: ReadSide | undefined): Side | null {
  return entry && { kind: entry.kind, bytes: entry.size, sha256: entry.sha256, is: read?.is ?? null }
}

const encodingNames: Record<Encoding, string> = {
  'utf-8': 'UTF-8',
  'utf-8-bom': 'UTF-8 with a byte order mark',
  'utf-16le': 'UTF-16',
  'utf-16be': 'UTF-16 (big-endian)',
  latin1: 'probably Latin-1',
}

function encodingNotes(before: Encoding | null, after: Encoding | null): string[] {
  if (before === null || after === null || before === after) return []
  return [`Its encoding was ${encodingNames[before]}, and is ${encodingNames[after]} now.`]
}
