/**
 * What a line of a text stands under, for the head of a hunk: in Markdown its headings (`Plans > Week 47`), in code the last line that begins at the left.
 * `undefined` for texts that have no such thing. Made once for a text; lines are counted from 0. Pure.
 * @param format as `kindOf` tells it
 */
export function lineContext(lines: readonly string[], format: string): ((line: number) => string | null) | undefined {
  if (format === 'markdown') return headingsOf(lines)
  if (!leftmost.has(format)) return undefined
  return (line) => {
    for (let at = Math.min(line, lines.length) - 1; at >= 0 && at > line - farthest; at--)
      if (/^[\p{L}_$]/u.test(lines[at] ?? '')) return shortened((lines[at] ?? '').slice(0, longest).replace(/[\s{:(]+$/, ''))
    return null
  }
}

const leftmost: ReadonlySet<string> = new Set(['code', 'javascript', 'typescript', 'python', 'shell', 'sql', 'css', 'yaml'])
/** A place that is farther away says little. */
const farthest = 500
/** More of a line is not looked at. */
const longest = 300

function headingsOf(lines: readonly string[]): (line: number) => string | null {
  const heads: { readonly at: number; readonly depth: number; readonly title: string }[] = []
  let fence: string | undefined
  for (const [at, line] of lines.entries()) {
    const [, mark] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? []
    if (mark !== undefined && (fence === undefined || (line.trim() === mark && mark.startsWith(fence))))
      fence = fence === undefined ? mark : undefined
    if (fence !== undefined || mark !== undefined) continue
    const [, hashes, title] = /^ {0,3}(#{1,6})[ \t]+(\S.*)$/.exec(line) ?? []
    if (hashes !== undefined && title !== undefined)
      heads.push({ at, depth: hashes.length, title: withoutClosing(title.slice(0, longest)) })
  }
  return (line) => {
    const path: string[] = []
    let depth = 7
    for (const head of heads.toReversed()) {
      if (head.at >= line || head.depth >= depth) continue
      path.unshift(head.title)
      depth = head.depth
    }
    return path.length === 0 ? null : shortened(path.join(' > '))
  }
}

/** Without the signs that may close a heading: `## Week 47 ##`. */
function withoutClosing(title: string): string {
  return title
    .trimEnd()
    .replace(/(?:^|\s)#+$/, '')
    .trimEnd()
}

function shortened(text: string): string {
  return text.length > 120 ? `${text.slice(0, 119)}…` : text
}
