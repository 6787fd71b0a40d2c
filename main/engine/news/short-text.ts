/** What a system's notification must not be given: controls, and marks that turn the direction of what follows or have no width. */
const unwanted = /[\p{Cc}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu

/** One line of plain text, at most so many characters long, cut between words. Names of files and vaults may hold anything. Pure. */
export function plainLine(text: string, most: number): string {
  const line = text.toWellFormed().replace(/\s+/gu, ' ').replace(unwanted, '').trim()
  if (line.length <= most) return line
  const cut = line
    .slice(0, most - 1)
    .toWellFormed()
    .replace(/\ufffd$/, '')
  const space = cut.lastIndexOf(' ')
  return `${(space > most / 2 ? cut.slice(0, space) : cut).replace(/[\s.,;:]+$/u, '')}…`
}

/**
 * A text with paragraphs and lists as short plain text: whole sentences and lines of a list as long as they fit, at least the first of them. Pure.
 */
export function shortText(text: string, most: number): string {
  let short = ''
  for (const { words, line } of pieces(text)) {
    const next = short === '' ? words : `${short}${line ? '\n' : ' '}${words}`
    if (next.length > most) return short === '' ? plainLine(words, most) : short
    short = next
  }
  return short
}

/** Sentences, and lines of lists, which stay lines. */
function pieces(text: string): { words: string; line: boolean }[] {
  return text
    .split('\n')
    .flatMap((line) => (line.startsWith('- ') ? [line] : line.split(/(?<=[.!?])\s+/u)))
    .map((words) => ({ words: plainLine(words, Number.POSITIVE_INFINITY), line: words.startsWith('- ') }))
    .filter(({ words }) => words !== '')
}
