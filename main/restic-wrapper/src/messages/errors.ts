import type { ItemFailure } from '../outcome.ts'
import { asObject, type Json, optionalText, text } from './json.ts'

/** The last message of a failed command (stderr). May hold several lines and even a Go stack. */
export type ExitError = { readonly code: number | undefined; readonly message: string }

/** Reads `{"message_type":"exit_error","code":11,"message":"..."}`. */
export function parseExitError(json: Json): ExitError | undefined {
  if (json.message_type !== 'exit_error') return undefined
  return { code: typeof json.code === 'number' ? json.code : undefined, message: text(json.message) }
}

/**
 * Reads an `error` line (stderr): `{"message_type":"error","error":{"message":".."},"during":"archival","item":"/p"}` of backup and
 * restore, `{"message_type":"error","message":".."}` of check. The manual writes `error.message`; it is nested, but both are taken.
 */
export function parseItemFailure(json: Json, during: string): ItemFailure | undefined {
  if (json.message_type !== 'error') return undefined
  const message =
    optionalText(asObject(json.error)?.message) ?? optionalText(json['error.message']) ?? optionalText(json.error) ?? text(json.message)
  return { item: optionalText(json.item) ?? objectIn(message), message: firstLine(message), during: optionalText(json.during) ?? during }
}

/** `pack 26cb2d07...`, `tree ...`, `snapshot ...` if the message names one. */
export function objectIn(message: string): string {
  const match = /\b(pack|tree|snapshot|blob|index)[ /]<?([0-9a-f]{8,64})\b/.exec(message)
  return match ? `${match[1]} ${match[2]}` : ''
}

/** The first line without control characters, doubled `Fatal: ` and a Go stack. */
export function firstLine(message: string): string {
  const line = message.split(/[\r\n]/).find((candidate) => candidate.trim() !== '') ?? ''
  return line
    .replace(/\u001b\[[0-9;]*[A-Za-z]/g, '')
    .replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ')
    .replace(/^(?:\s*Fatal:\s*)+/, '')
    .trim()
    .slice(0, 2000)
}
