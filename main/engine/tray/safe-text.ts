import { shorten } from './shorten.ts'

/**
 * What draws nothing, or turns around what is drawn beside it: control characters, directions, invisible signs. The two that join letters of a word or the parts
 * of a picture (U+200C, U+200D) stay.
 */
const unseen = /[\p{Cc}\p{Zl}\p{Zp}\p{Zs}]+|(?![\u200c\u200d])[\p{Cf}\p{Co}]|[\u115f\u1160\u2800\u3164\uffa0]/gu
/** So many signs on top of one letter that they would lie over the lines beside. */
const heaps = /(\p{M}{3})\p{M}+/gu

/** A text that somebody else chose, such as the name of a vault, as one short line that shows only itself. Never empty. */
export function safeText(text: string, most = 40): string {
  const plain = text
    .toWellFormed()
    .replace(unseen, (found) => (/[\p{Cc}\p{Z}]/u.test(found) ? ' ' : ''))
    .replace(heaps, '$1')
    .replace(/ {2,}/g, ' ')
    .trim()
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(plain) ? shorten(plain, most) : '(no name)'
}

/** A text as the label of a menu item: one `&` marks the letter behind it as the key of the item (macOS leaves it out), two are one that is shown. */
export function asLabel(text: string): string {
  return text.replaceAll('&', '&&')
}
