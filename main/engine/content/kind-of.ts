import { decodeText, type Encoding, encodingOf } from './encoding.ts'
import { type Format, formatOfBytes } from './signatures.ts'
import { textFormatOf } from './text-formats.ts'

/** What a file is for a person who looks for one. */
export type FileKind =
  | 'empty'
  | 'text'
  | 'image'
  | 'pdf'
  | 'audio'
  | 'video'
  | 'archive'
  | 'database'
  | 'document'
  | 'font'
  | 'program'
  | 'binary'

/**
 * The kind of a file, its format (`markdown`, `png`, `unknown` ...), both in words (`Markdown, UTF-8`), and how to read it where it is text. An SVG is an
 * image that is text.
 */
export type KnownKind = Format & { readonly encoding: Encoding | null }

/** As many first bytes as are looked at. */
export const kindBytes = 8 * 1024

/** Archives that programs call documents, by the ends of their names. */
const documents: Readonly<Record<string, string>> = {
  docx: 'Word document',
  xlsx: 'Excel table',
  pptx: 'PowerPoint presentation',
  odt: 'OpenDocument text',
  ods: 'OpenDocument table',
  odp: 'OpenDocument presentation',
  epub: 'EPUB book',
  pages: 'Pages document',
  numbers: 'Numbers table',
  key: 'Keynote presentation',
}

const encodingWords: Record<Encoding, string> = {
  'utf-8': '',
  'utf-8-bom': ', UTF-8 with a mark',
  'utf-16le': ', UTF-16',
  'utf-16be': ', UTF-16',
  latin1: ', probably Latin-1',
}

/**
 * What a file is, by its first bytes, and among texts by its name: a name says nothing of what only looks like an image. Pure; any bytes and any name
 * will do.
 * @param first the first bytes, such as {@link kindBytes} of them
 * @param more whether the file goes on behind them
 */
export function kindOf(name: string, first: Uint8Array, more = false): KnownKind {
  if (first.length === 0) return { kind: 'empty', format: 'empty', words: 'empty', encoding: null }
  const looked = first.subarray(0, kindBytes)
  const goesOn = more || looked.length < first.length
  const encoding = encodingOf(looked, goesOn)
  const format = formatOfBytes(looked)
  // Words such as "BZh", or "%PDF-" in a note, are found in texts as well.
  const isText = encoding !== null && encoding !== 'latin1' && !(format?.kind === 'pdf' && looked[0] === 0x25)
  if (format !== undefined && !isText) return { ...asDocument(format, name), encoding: null }
  if (encoding === null) return { kind: 'binary', format: 'unknown', words: 'binary file', encoding }
  const beginning = decodeText(looked.subarray(0, 2_000), encoding)
  if (isSvg(beginning)) return { kind: 'image', format: 'svg', words: `SVG image${encodingWords[encoding]}`, encoding }
  const text = textFormatOf(name, beginning)
  return { kind: 'text', format: text.format, words: `${text.words}${encodingWords[encoding]}`, encoding }
}

function asDocument(format: Format, name: string): Format {
  const end = name.slice(name.lastIndexOf('.') + 1).toLowerCase()
  const words = format.format === 'zip' && Object.hasOwn(documents, end) ? documents[end] : undefined
  return words === undefined ? format : { kind: 'document', format: end, words }
}

function isSvg(beginning: string): boolean {
  const start = beginning.trimStart().toLowerCase()
  return start.startsWith('<svg') || (/^<(?:\?xml|!--|!doctype svg)/.test(start) && start.includes('<svg') && !start.includes('<html'))
}
