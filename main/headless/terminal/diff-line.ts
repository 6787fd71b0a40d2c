import { printable } from '../../contract/words/printable.ts'
import type { Mark } from '../../engine/content/word-marks.ts'
import type { Screen } from './screen.ts'
import { counted } from './words.ts'

/** Of words that stay, so many characters are shown on each side of one that does not, in a line that is too long. */
const around = 30
/** More rows of the terminal are not filled with one line, such as that of a program that was made small. */
const longest = 20

/**
 * A line of a diff for a terminal: its sign, colour, and the words that differ. A paragraph that is longer than the terminal is shown around those words
 * only, which then stand in brackets: `[-old-]`, `{+new+}`. Where output is no terminal lines are whole.
 */
export function diffLine(line: string, marks: readonly Mark[], { paint, lineWidth }: Pick<Screen, 'paint' | 'lineWidth'>): string {
  const sign = line.slice(0, 1)
  const text = line.slice(1)
  const isLong = text.length + 1 > lineWidth
  if (sign === '\\') return paint('faint', shown(line))
  if (sign !== '-' && sign !== '+')
    return isLong ? `${sign}${shown(text.slice(0, lineWidth - 2))}${paint('faint', '…')}` : `${sign}${shown(text)}`
  const style = sign === '+' ? 'good' : 'bad'
  if (marks.length === 0) {
    const more = text.length - longest * lineWidth
    return paint(
      style,
      more > 0 ? `${sign}${shown(text.slice(0, -more))}… and ${counted(more, 'more character')}` : `${sign}${shown(text)}`,
    )
  }
  const [open, close] = !isLong ? ['', ''] : sign === '+' ? ['{+', '+}'] : ['[-', '-]']
  let result = paint(style, sign)
  let at = 0
  const stays = (part: string, first: boolean, last: boolean) => {
    if (part !== '') result += paint(style, shown(isLong ? shortened(part, first, last) : part))
  }
  for (const [number, [from, to]] of marks.entries()) {
    stays(text.slice(at, from), number === 0, false)
    result += paint(style, `${open}${paint('marked', shown(text.slice(from, to)))}${close}`)
    at = to
  }
  stays(text.slice(at), false, true)
  return result
}

function shortened(part: string, first: boolean, last: boolean): string {
  const [before, behind] = [first ? 0 : around, last ? 0 : around]
  if (part.length <= before + behind + 3) return part
  // Whole words, where there are such.
  const start = part.slice(0, before).replace(/\S+$/, '')
  const end = behind === 0 ? '' : part.slice(-behind).replace(/^\S+/, '')
  return `${start.trim() === '' ? part.slice(0, before) : start}…${end.trim() === '' && behind > 0 ? part.slice(-behind) : end}`
}

/** Tabs are what they are in a text; everything else that could command a terminal is not. */
function shown(text: string): string {
  return text.split('\t').map(printable).join('\t')
}
