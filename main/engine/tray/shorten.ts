const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** A text of at most `most` UTF-16 units: cut behind a word where there is one not too far in front, else behind a whole sign, and then `…`. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text
  const room = Math.max(0, most - 1)
  // The sign that begins before the cut may go on behind it; what is long before that is of no interest.
  const begin = text.slice(0, most + 64)
  let whole = 0
  for (const { index, segment } of graphemes.segment(begin)) {
    if (index + segment.length > room) break
    whole = index + segment.length
  }
  const space = text[whole] === ' ' ? whole : text.lastIndexOf(' ', whole - 1)
  const end = space >= room / 2 ? space : whole
  return `${text
    .slice(0, end)
    .trimEnd()
    .replace(/[,;:.]$/, '')}…`
}
