/**
 * A QR code in characters, two modules on each: black on white whatever the colours of the terminal are, where it shows any. Pure.
 * @param modules rows of a square, the quiet zone among them; `true` is dark
 */
export function codeForTerminal(modules: readonly (readonly boolean[])[], coloured: boolean): string {
  const lines: string[] = []
  for (let y = 0; y < modules.length; y += 2) {
    const [upper = [], lower = []] = [modules[y], modules[y + 1]]
    const cells = upper.map((dark, x) => cell(dark, lower[x] === true, coloured)).join('')
    lines.push(coloured ? `\x1b[30;107m${cells}\x1b[0m` : cells)
  }
  return lines.join('\n')
}

/** Without colours terminals are dark more often than not, so that light is what is drawn. */
function cell(upper: boolean, lower: boolean, coloured: boolean): string {
  const [up, low] = coloured ? [upper, lower] : [!upper, !lower]
  if (up && low) return '█'
  return up ? '▀' : low ? '▄' : ' '
}
