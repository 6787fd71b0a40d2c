import { printable } from './printable.ts'

/**
 * A word of a command line, in quotes where a shell needs them. What must not be shown as it is stands in it as the bytes that it is, as bash and zsh read them
 * back (`$'new\nline.md'`), whatever their locale.
 */
export function quoted(text: string): string {
  if (/^[\w./:@%+,-]+$/.test(text)) return text
  if (printable(text) === text) return `'${text.replaceAll("'", "'\\''")}'`
  return `$'${[...text].map(spelled).join('')}'`
}

function spelled(character: string): string {
  if (character === '\\' || character === "'") return `\\${character}`
  if (printable(character) === character) return character
  if (character === '\n') return '\\n'
  if (character === '\t') return '\\t'
  return [...new TextEncoder().encode(character)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('')
}
