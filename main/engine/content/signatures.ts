import type { FileKind } from './kind-of.ts'

/** A format that is known by its first bytes. */
export type Format = { readonly kind: FileKind; readonly format: string; readonly words: string }

type Signature = Format & { readonly at: number; readonly bytes: Uint8Array }

/** `504b0304` is bytes in hex, `"..."` is ASCII. */
function signature(kind: FileKind, format: string, words: string, start: string, at = 0): Signature {
  const bytes = start.startsWith('"') ? Buffer.from(start.slice(1, -1), 'latin1') : Buffer.from(start, 'hex')
  return { kind, format, words, at, bytes }
}

/** The longer ones stand first where one is the beginning of another. */
const signatures: readonly Signature[] = [
  signature('image', 'png', 'PNG image', '89504e470d0a1a0a'),
  signature('image', 'jpeg', 'JPEG image', 'ffd8ff'),
  signature('image', 'gif', 'GIF image', '"GIF87a"'),
  signature('image', 'gif', 'GIF image', '"GIF89a"'),
  signature('image', 'tiff', 'TIFF image', '49492a00'),
  signature('image', 'tiff', 'TIFF image', '4d4d002a'),
  signature('image', 'icon', 'icon', '00000100'),
  signature('image', 'photoshop', 'Photoshop image', '"8BPS"'),
  signature('audio', 'mp3', 'MP3 audio', '"ID3"'),
  ...['fffb', 'fff3', 'fff2', 'fffa'].map((start) => signature('audio', 'mp3', 'MP3 audio', start)),
  signature('audio', 'flac', 'FLAC audio', '"fLaC"'),
  signature('audio', 'ogg', 'Ogg audio', '"OggS"'),
  signature('audio', 'midi', 'MIDI music', '"MThd"'),
  signature('video', 'matroska', 'Matroska video', '1a45dfa3'),
  signature('video', 'flash-video', 'Flash video', '"FLV\x01"'),
  signature('archive', 'zip', 'ZIP archive', '504b0304'),
  signature('archive', 'zip', 'empty ZIP archive', '504b0506'),
  signature('archive', 'gzip', 'gzip archive', '1f8b08'),
  signature('archive', 'bzip2', 'bzip2 archive', '"BZh"'),
  signature('archive', 'xz', 'XZ archive', 'fd377a585a00'),
  signature('archive', 'zstd', 'Zstandard archive', '28b52ffd'),
  signature('archive', 'lz4', 'LZ4 archive', '04224d18'),
  signature('archive', '7z', '7-Zip archive', '377abcaf271c'),
  signature('archive', 'rar', 'RAR archive', '526172211a07'),
  signature('archive', 'tar', 'tar archive', '"ustar"', 257),
  signature('archive', 'ar', 'ar archive', '"!<arch>\n"'),
  signature('database', 'sqlite', 'SQLite database', '"SQLite format 3\0"'),
  signature('document', 'ole', 'Office document', 'd0cf11e0a1b11ae1'),
  signature('font', 'woff', 'font', '"wOFF"'),
  signature('font', 'woff2', 'font', '"wOF2"'),
  signature('font', 'opentype', 'font', '"OTTO"'),
  signature('font', 'truetype', 'font', '0001000000'),
  signature('program', 'elf', 'program', '7f454c46'),
  signature('program', 'wasm', 'WebAssembly module', '0061736d'),
  signature('program', 'mach-o', 'program', 'cffaedfe'),
  signature('program', 'mach-o', 'program', 'cafebabe'),
]

/** Containers of several formats: what they are stands behind their size. */
const riff: Readonly<Record<string, Format>> = {
  WEBP: { kind: 'image', format: 'webp', words: 'WebP image' },
  WAVE: { kind: 'audio', format: 'wav', words: 'WAV audio' },
  'AVI ': { kind: 'video', format: 'avi', words: 'AVI video' },
}
const brands: readonly (readonly [RegExp, Format])[] = [
  [/^avi[fs]$/, { kind: 'image', format: 'avif', words: 'AVIF image' }],
  [/^(?:hei[cfmsx]|hev[cmx]|mif1|msf1)$/, { kind: 'image', format: 'heic', words: 'HEIC image' }],
  [/^M4[AB] $/, { kind: 'audio', format: 'm4a', words: 'MPEG-4 audio' }],
  [/^qt {2}$/, { kind: 'video', format: 'quicktime', words: 'QuickTime video' }],
  [/^[\x20-\x7e]{4}$/, { kind: 'video', format: 'mp4', words: 'MP4 video' }],
]

/** The format that the first bytes of a file show; `undefined` for none that is known. Pure. */
export function formatOfBytes(first: Uint8Array): Format | undefined {
  const ascii = (from: number, to: number) => Buffer.from(first.subarray(from, to)).toString('latin1')
  if (ascii(0, 4) === 'RIFF') return riff[ascii(8, 12)]
  if (ascii(4, 8) === 'ftyp') return brands.find(([brand]) => brand.test(ascii(8, 12)))?.[1]
  // Readers take a PDF that begins a little later.
  if (ascii(0, 1024).includes('%PDF-')) return { kind: 'pdf', format: 'pdf', words: 'PDF document' }
  if (ascii(0, 2) === 'BM' && ascii(6, 10) === '\0\0\0\0') return { kind: 'image', format: 'bmp', words: 'BMP image' }
  if (ascii(0, 2) === 'MZ' && first.includes(0)) return { kind: 'program', format: 'windows', words: 'Windows program' }
  const found = signatures.find(({ at, bytes }) => bytes.every((byte, offset) => first[at + offset] === byte))
  return found && { kind: found.kind, format: found.format, words: found.words }
}
