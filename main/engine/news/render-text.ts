import type { NewsMessage } from '../../contract/news-message.ts'
import { sayMoment } from '../health/say-when.ts'

const width = 76

/**
 * A message as a plain text that a person reads: what happened, what to do, who says so and when. Lines are wrapped; `why` tells at the end for what
 * reason it was sent. Pure.
 */
export function renderText({ title, text, remedy, time, host }: NewsMessage, zone: string, now: Date, why: string): string {
  const paragraphs = [`${title}.`, text, ...(remedy === null ? [] : [`What to do:\n  ${remedy}`])]
  const sent = sayMoment(new Date(time), zone, now)
  const footer = ['-- ', `Vaultkeeper on ${host}, ${sent} (${zone}).`, why]
  return `${paragraphs.map(wrapped).join('\n\n')}\n\n${footer.map(wrapped).join('\n')}\n`
}

/** Breaks long lines between words; a line that goes on is indented as its beginning, or its dash, is. A command and its first word stay together. */
function wrapped(text: string): string {
  return text.split('\n').map(wrapLine).join('\n')
}

function wrapLine(line: string): string {
  const indent = ' '.repeat(/^ *(?:- )?/.exec(line)?.[0].length ?? 0)
  const lines: string[] = []
  for (const word of line.replaceAll('vaultkeeper ', 'vaultkeeper\u00A0').split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && (last.trim() === '' || last.length + word.length < width)) lines[lines.length - 1] = `${last} ${word}`
    else lines.push(lines.length === 0 ? word : `${indent}${word}`)
  }
  return lines.join('\n').replaceAll('\u00A0', ' ')
}
