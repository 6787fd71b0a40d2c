import { stripVTControlCharacters } from 'node:util'

/**
 * What a program wrote as a text that is safe to show: UTF-8, or UTF-16 where every other byte is zero; what is no text becomes U+FFFD. Colours go; what else could command a
 * terminal, or turn the direction of reading, comes out as an escape. Pure.
 */
export function readable(bytes: Buffer): string {
  return visible(decoded(bytes))
}

/** See {@link readable}. Pure. */
export function visible(text: string): string {
  return stripVTControlCharacters(text.replace(/\r\n/g, '\n'))
    .toWellFormed()
    .replace(/\u0000{2,}/g, (zeros) => `[${zeros.length} zeros]`)
    .replace(unseen, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`)
}

// All controls but the tab and the end of a line, directions, and marks without a width.
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g

function decoded(bytes: Buffer): string {
  const end = bytes.subarray(0, bytes.length - (bytes.length % 2))
  // By what was written last: in front of that there may be a hole.
  const probe = end.subarray(-512)
  const share = (odd: number) => probe.filter((byte, at) => at % 2 === odd && byte === 0).length / (probe.length / 2)
  if (probe.length < 8) return bytes.toString('utf8')
  if (share(1) > 0.7 && share(0) < 0.1) return new TextDecoder('utf-16le').decode(end)
  if (share(0) > 0.7 && share(1) < 0.1) return new TextDecoder('utf-16be').decode(end)
  return bytes.toString('utf8')
}
