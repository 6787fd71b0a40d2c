import { formatOfBytes } from '../content/signatures.ts'

/**
 * What the beginning of a file looks like: `text`; `known`, a format that names itself; `noise`, bytes that nothing can be told of, as encryption
 * leaves them; `mixed`, binary in which most bytes occur, as is left of a text of which every few bytes were encrypted; `zeros`, and nothing else, as a disk
 * leaves what it lost; `other`, with more order in it; `empty`.
 */
export type ByteKind = 'empty' | 'zeros' | 'text' | 'known' | 'noise' | 'mixed' | 'other'

/** Fewer bytes prove nothing but whether they are text. */
const enough = 8
const windowSize = 4096
/** The part of the bytes that there may be. */
const mostBytes = 0.4
/**
 * Chi-square of random bytes against an even spread: 255 on average whatever their number, with a deviation of 23; text and tables have thousands.
 */
const evenSpread = 400

/** Judges the first bytes of a file, some kilobytes are best. Pure. */
export function kindOfBytes(bytes: Buffer): ByteKind {
  if (bytes.length === 0) return 'empty'
  if (bytes.every((byte) => byte === 0)) return 'zeros'
  if (beginsWithAny(bytes, sealed)) return 'noise'
  if (isText(bytes)) return isScrambledText(bytes) ? 'noise' : 'text'
  if (formatOfBytes(bytes) !== undefined || beginsWithAny(bytes, dense) || isBox(bytes)) return 'known'
  if (bytes.length < enough) return 'other'
  if (noisyPart(bytes) >= 0.25) return 'noise'
  return new Set(bytes).size >= mostBytes * Math.min(256, bytes.length) ? 'mixed' : 'other'
}

/** Part of the windows whose bytes are spread evenly: some malware encrypts every other stretch only. */
function noisyPart(bytes: Buffer): number {
  let noisy = 0
  let all = 0
  for (let from = 0; from < bytes.length; from += windowSize) {
    const window = bytes.subarray(from, from + windowSize)
    if (all > 0 && window.length < windowSize / 4) break
    all += 1
    if (chiSquare(window) < evenSpread) noisy += 1
  }
  return noisy / all
}

function chiSquare(bytes: Buffer): number {
  const counts = new Uint32Array(256)
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1
  const expected = bytes.length / 256
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

function isText(bytes: Buffer): boolean {
  if (beginsWithAny(bytes, ['\xff\xfe', '\xfe\xff', '\xef\xbb\xbf'])) return true
  // A character may be cut in two at the end of what was read.
  for (const cut of [0, 1, 2, 3]) {
    try {
      const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, Math.max(0, bytes.length - cut)))
      return controls(text) <= text.length / 200
    } catch {
      // Not even after this cut: the next one may do.
    }
  }
  // Western encodings of one byte a character: mostly letters, hardly a control character.
  const plain = bytes.filter((byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d).length
  return bytes.length >= 32 && plain / bytes.length > 0.85 && controls(bytes.toString('latin1')) === 0
}

function controls(text: string): number {
  return text.match(/[\0-\x08\x0e-\x1a\x1c-\x1f]/g)?.length ?? 0
}

/** Long lines of nothing but base64 or hexadecimal digits, without a space: a cipher text that was made mailable. */
function isScrambledText(bytes: Buffer): boolean {
  if (bytes.length < 128) return false
  const text = bytes.toString('latin1').trimEnd()
  if (!/^[A-Za-z0-9+/=_-]+(?:\r?\n[A-Za-z0-9+/=_-]+)*$/.test(text)) return false
  const [first = ''] = text.split(/\r?\n/)
  return first.length >= 60 && new Set(text).size >= 16 && /\d/.test(text) && /[A-Za-z]/.test(text)
}

function beginsWithAny(bytes: Buffer, beginnings: readonly string[]): boolean {
  const head = bytes.subarray(0, 40).toString('latin1')
  return beginnings.some((one) => head.startsWith(one))
}

/** MOV and the like, JPEG XL and 2000: a length, then what is in the box. */
function isBox(bytes: Buffer): boolean {
  return ['moov', 'mdat', 'wide', 'free', 'JXL ', 'jP  '].includes(bytes.subarray(4, 8).toString('latin1'))
}

/** How encrypted files of well-known tools begin. A person may have made them: but where there was text before, it is asked. */
const sealed = ['Salted__', 'age-encryption.org/', '-----BEGIN PGP MESSAGE', '-----BEGIN AGE ENCRYPTED', '\0GITCRYPT\0', 'LUKS\xba\xbe']

/** What else is dense by nature: what programs keep for themselves. Of git: objects, packs, their lists; password stores; caches; models; tables. */
const dense = [
  'x\x01',
  'x\x9c',
  'x\xda',
  'PACK',
  'DIRC',
  '\xfftOc',
  '\x03\xd9\xa2\x9a',
  '\xff\x0a',
  'bplist',
  'RIFF',
  'PAR1',
  'Obj\x01',
  '\x89HDF',
  '\x93NUMPY',
  'GGUF',
  'glTF',
]
