/** The tokens of a text that is known to be JSON: strings, brackets and signs, and what else stands between those and white space. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** What is nested deeper would come out as little but white space. */
const deepest = 64

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
  const lines: string[] = []
  let line = ''
  let depth = 0
  let before = ''
  for (const [token] of text.matchAll(tokens)) {
    const opened = before === '{' || before === '['
    const closes = token === '}' || token === ']'
    if (closes) depth -= 1
    // An empty object or list stays on its line.
    if (before === ',' || opened !== closes) {
      lines.push(line)
      line = '  '.repeat(depth)
    }
    line += token === ':' ? ': ' : token
    if (token === '{' || token === '[') depth += 1
    if (depth > deepest) return undefined
    before = token
  }
  lines.push(line)
  return `${lines.join('\n')}\n`
}
