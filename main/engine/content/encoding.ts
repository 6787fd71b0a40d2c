/** How bytes are to be read as text. `latin1`: a guess, for what is neither UTF-8 nor UTF-16 (it is read as Windows-1252, which holds it). */
export type Encoding = 'utf-8' | 'utf-8-bom' | 'utf-16le' | 'utf-16be' | 'latin1'

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** Control characters that stand in texts: tab, line feed, form feed, carriage return, backspace, escape. */
const inTexts: ReadonlySet<number> = new Set([8, 9, 10, 12, 13, 27])

/**
 * The encoding of a text by its first bytes; `null` when they are no text. Nothing at all is UTF-8. Pure.
 * @param more whether the bytes go on, so that a last character may be cut through
 */
export function encodingOf(first: Uint8Array, more = false): Encoding | null {
  const [one, two, three, four] = first
  if (one === 0xef && two === 0xbb && three === 0xbf) return isUtf8(first.subarray(3), more) ? 'utf-8-bom' : null
  // With two zeros behind it, it would be UTF-32, which nobody writes to disks.
  if (one === 0xff && two === 0xfe && !(three === 0 && four === 0)) return isUtf16(first.subarray(2), true, more) ? 'utf-16le' : null
  if (one === 0xfe && two === 0xff) return isUtf16(first.subarray(2), false, more) ? 'utf-16be' : null
  if (first.includes(0)) return guessUtf16(first, more)
  if (isUtf8(first, more)) return 'utf-8'
  return isLatin1(first) ? 'latin1' : null
}

/** The text that bytes are, without a byte order mark. What is no character of that encoding becomes U+FFFD. Pure. */
export function decodeText(bytes: Uint8Array, encoding: Encoding): string {
  switch (encoding) {
    case 'utf-8':
    case 'utf-8-bom':
      return new TextDecoder('utf-8').decode(bytes)
    case 'utf-16le':
    case 'utf-16be':
      return new TextDecoder(encoding).decode(bytes)
    case 'latin1':
      return new TextDecoder('windows-1252').decode(bytes)
  }
}

/** So many bytes of a text that no character is cut through at the end. Pure. */
export function wholeCharacters(bytes: Uint8Array, encoding: Encoding): Uint8Array {
  if (encoding === 'latin1') return bytes
  if (encoding === 'utf-16le' || encoding === 'utf-16be') {
    const even = bytes.length - (bytes.length % 2)
    const high = bytes[even - (encoding === 'utf-16le' ? 1 : 2)] ?? 0
    // The first half of a pair.
    return bytes.subarray(0, high >= 0xd8 && high <= 0xdb ? even - 2 : even)
  }
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) break
    if (byte < 0xc0) continue
    const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
    return length > back ? bytes.subarray(0, bytes.length - back) : bytes
  }
  return bytes
}

function isUtf8(bytes: Uint8Array, more: boolean): boolean {
  const whole = more ? wholeCharacters(bytes, 'utf-8') : bytes
  try {
    strict.decode(whole)
  } catch {
    return false
  }
  return fewControls(whole)
}

function isUtf16(bytes: Uint8Array, littleEndian: boolean, more: boolean): boolean {
  if (bytes.length === 0 || (bytes.length % 2 === 1 && !more)) return false
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const half = (at: number) => view.getUint16(at, littleEndian)
  let controls = 0
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    const unit = half(at)
    if (unit === 0 || unit === 0xffff || (unit >= 0xdc00 && unit <= 0xdfff)) return false
    if (unit >= 0xd800 && unit <= 0xdbff) {
      if (at + 3 >= bytes.length) return more
      const low = half(at + 2)
      if (low < 0xdc00 || low > 0xdfff) return false
      at += 2
    } else if (isControl(unit)) controls += 1
  }
  return controls * 100 <= bytes.length / 2
}

/** Texts in most languages have a zero in every other byte, on one side. */
function guessUtf16(bytes: Uint8Array, more: boolean): Encoding | null {
  const zeros = [0, 0]
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  const half = bytes.length / 2
  if (bytes.length < 8 || Math.max(even, odd) < half * 0.3 || Math.min(even, odd) > 0) return null
  const littleEndian = odd > even
  return isUtf16(bytes, littleEndian, more) ? (littleEndian ? 'utf-16le' : 'utf-16be') : null
}

/** No control characters, and mostly letters of English: random bytes are none of both. */
function isLatin1(bytes: Uint8Array): boolean {
  let high = 0
  for (const byte of bytes) {
    if (isControl(byte)) return false
    // Five places of Windows-1252 that hold no character.
    if (byte === 0x81 || byte === 0x8d || byte === 0x8f || byte === 0x90 || byte === 0x9d) return false
    if (byte >= 0x80) high += 1
  }
  return high * 3 <= bytes.length
}

function fewControls(bytes: Uint8Array): boolean {
  let controls = 0
  for (const byte of bytes) if (isControl(byte)) controls += 1
  return controls * 100 <= bytes.length
}

function isControl(code: number): boolean {
  return (code < 32 && !inTexts.has(code)) || code === 127
}
