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

/** Breaks long lines between words; a line that goes on keeps the indentation of its beginning. Commands and paths are never broken. */
function wrapped(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const indent = /^ */.exec(line)?.[0] ?? ''
      const lines: string[] = []
      for (const word of line.trimStart().split(' ')) {
        const last = lines.at(-1)
        if (last !== undefined && last.length + word.length < width) lines[lines.length - 1] = `${last} ${word}`
        else lines.push(`${indent}${word}`)
      }
      return lines.join('\n')
    })
    .join('\n')
}
