/** A marked place for what a person adds: the lines between its two marks, which stand alone on theirs. */
export type Place = { readonly name: string; readonly lines: readonly string[] }

const mark = /^\s*<!-- yours: (begin|end) ([a-z0-9-]{1,40}) -->\s*$/

/** The lines of a place that nobody wrote into yet. Pure. */
export function emptyPlace(name: string): string[] {
  return [`<!-- yours: begin ${name} -->`, `<!-- yours: end ${name} -->`, '']
}

/** The marked places of a text in their order, and the text without what is in them. A mark without its fellow is no place. Pure. */
export function takeApart(text: string): { places: Place[]; rest: string } {
  const lines = text.split('\n')
  const places: Place[] = []
  const rest: string[] = []
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? ''
    rest.push(line)
    const [, side, name] = mark.exec(line) ?? []
    if (side !== 'begin' || name === undefined) continue
    const end = lines.findIndex((other, index) => index > at && isEnd(other, name))
    if (end < 0) continue
    places.push({ name, lines: lines.slice(at + 1, end) })
    at = end - 1
  }
  return { places, rest: rest.join('\n') }
}

/** A text with what a person had written into its places; what was in a place that it does not have is put into its last one. Pure. */
export function putTogether(text: string, places: readonly Place[]): string {
  const own = takeApart(text).places.map(({ name }) => name)
  const last = own.at(-1)
  const contents = new Map<string, string[]>()
  for (const { name, lines } of places) {
    const to = own.includes(name) ? name : last
    if (to !== undefined) contents.set(to, [...(contents.get(to) ?? []), ...lines])
  }
  return text
    .split('\n')
    .flatMap((line) => {
      const [, side, name = ''] = mark.exec(line) ?? []
      return side === 'begin' ? [line, ...(contents.get(name) ?? [])] : [line]
    })
    .join('\n')
}

function isEnd(line: string, name: string): boolean {
  const [, side, of] = mark.exec(line) ?? []
  return side === 'end' && of === name
}
