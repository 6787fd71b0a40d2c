import { printable } from './printable.ts'

/** A word of a command line, in quotes where a shell needs them. */
export function quoted(text: string): string {
  return /^[\w./:@%+,-]+$/.test(text) ? text : `'${printable(text).replaceAll("'", "'\\''")}'`
}
