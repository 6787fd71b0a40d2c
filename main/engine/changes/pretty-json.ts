import { createScanner, SyntaxKind } from 'jsonc-parser'

/**
 * JSON with one value a line, so that it can be compared line by line; `undefined` for what is no JSON. Every token stays as it was written: numbers that
 * JavaScript cannot hold, keys that stand there twice and the like must not vanish from what a person sees. Pure.
 */
export function prettyJson(text: string): string | undefined {
  try {
    JSON.parse(text)
  } catch {
    return undefined
  }
  const scanner = createScanner(text, true)
  const lines: string[] = []
  let line = ''
  let depth = 0
  const startLine = () => {
    lines.push(line)
    line = '  '.repeat(depth)
  }
  let before = SyntaxKind.Unknown
  for (let kind = scanner.scan(); kind !== SyntaxKind.EOF; kind = scanner.scan()) {
    const opened = before === SyntaxKind.OpenBraceToken || before === SyntaxKind.OpenBracketToken
    const closes = kind === SyntaxKind.CloseBraceToken || kind === SyntaxKind.CloseBracketToken
    if (closes) depth -= 1
    // An empty object or list stays on its line.
    if (before === SyntaxKind.CommaToken || opened !== closes) startLine()
    line += text.slice(scanner.getTokenOffset(), scanner.getTokenOffset() + scanner.getTokenLength())
    if (kind === SyntaxKind.ColonToken) line += ' '
    if (kind === SyntaxKind.OpenBraceToken || kind === SyntaxKind.OpenBracketToken) depth += 1
    before = kind
  }
  lines.push(line)
  return `${lines.join('\n')}\n`
}
