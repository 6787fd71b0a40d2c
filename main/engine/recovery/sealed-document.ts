import { createHash } from 'node:crypto'
import { type Place, putTogether, takeApart } from './yours.ts'

/** A document of ours as it was read. */
export type SealedDocument = {
  /** As `2026-11-21`. */
  readonly date: string
  /** Whether somebody changed it outside of the marked places. */
  readonly edited: boolean
  readonly places: readonly Place[]
}

const sealLine = /^<!-- Recovery document of Vaultkeeper; sha256 of what Vaultkeeper wrote: ([0-9a-f]{64}) -->\n/

/** A document with the line before it by which it is known as ours, and by which it shows whether somebody changed it since. Pure. */
export function seal(text: string, places: readonly Place[]): string {
  const hash = hashOf(takeApart(text).rest)
  return `<!-- Recovery document of Vaultkeeper; sha256 of what Vaultkeeper wrote: ${hash} -->\n${putTogether(text, places)}`
}

/** What a file says, `null` for one that is not ours. Line breaks may be those of Windows by now, as git makes them. Pure. */
export function readSealed(text: string): SealedDocument | null {
  const whole = normal(text)
  const [line, hash] = sealLine.exec(whole) ?? []
  if (line === undefined) return null
  const { places, rest } = takeApart(whole.slice(line.length))
  const [, date = ''] = /^- Last changed: (\d{4}-\d{2}-\d{2})$/m.exec(rest) ?? []
  return { date, edited: hashOf(rest) !== hash, places }
}

/** Whether two texts are the same, but for the line breaks of Windows. Pure. */
export function isSameText(one: string, other: string): boolean {
  return normal(one) === normal(other)
}

function normal(text: string): string {
  return text.replace(/^\ufeff/, '').replaceAll('\r\n', '\n')
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
