/**
 * A text as a part of a sentence of Markdown, never at the beginning of a line: nothing in it is a mark, a tag or the end of a line. What needs no backslash has
 * none, for whoever reads the document as it is. Pure.
 * @see https://spec.commonmark.org/0.31.2/#backslash-escapes
 */
export function plain(text: string): string {
  return seen(text).replace(/[\\`*_[\]<>&|~#$]/g, '\\$&')
}

/** A text in a fixed width, whatever backticks it holds. Pure. @see https://spec.commonmark.org/0.31.2/#code-spans */
export function code(text: string): string {
  const shown = seen(text)
  const longest = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length))
  const fence = '`'.repeat(longest + 1)
  const space = /^`|`$|^ .* $/.test(shown) || shown === '' ? ' ' : ''
  return `${fence}${space}${shown}${space}${fence}`
}

/** Lines of commands. None of ours begins with a backtick. Pure. */
export function block(language: string, lines: readonly string[]): string[] {
  return [`\`\`\`${language}`, ...lines, '```', '']
}

function seen(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd')
}
