/** The tokens of a text that is known to be JSON: strings, brackets and signs, and what else stands between those and white space. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** What is nested deeper would come out as little but white space. */
const deepest = 64

/** A line of pretty JSON and where it belongs: `agents.em.rules[2]`; empty at the top. */
export type JsonLine = { readonly line: string; readonly path: string }

/** A value by its tokens; `key` where it stands in an object. */
type Value = { readonly key: string | null; readonly text: string; readonly inside: Value[] | null }

/**
 * JSON with one value a line, so that it can be compared line by line; `undefined` for what is no JSON. Every token stays as it was written: numbers that
 * JavaScript cannot hold, keys that stand there twice and the like must not vanish from what a person sees. Pure.
 * @param sortKeys objects in the order of their keys, so that those that were only moved do not differ
 */
export function prettyJson(text: string, sortKeys = false): JsonLine[] | undefined {
  try {
    JSON.parse(text)
  } catch {
    return undefined
  }
  const root = readValue(text)
  if (root === undefined) return undefined
  const lines: JsonLine[] = []
  print(root, '', 0, '', sortKeys, lines)
  return lines
}

function readValue(text: string): Value | undefined {
  const top: Value[] = []
  const open: Value[][] = [top]
  let key: string | null = null
  let before = ''
  for (const [token] of text.matchAll(tokens)) {
    if (token === '}' || token === ']') open.pop()
    else if (token === ':') {
      const named = open.at(-1)?.pop()
      key = named?.text ?? null
    } else if (token !== ',') {
      const inside: Value[] | null = token === '{' || token === '[' ? [] : null
      open.at(-1)?.push({ key: before === ':' ? key : null, text: token, inside })
      if (inside !== null) open.push(inside)
      if (open.length > deepest + 1) return undefined
    }
    before = token
  }
  return top[0]
}

function print(value: Value, path: string, depth: number, comma: string, sortKeys: boolean, lines: JsonLine[]): void {
  const { key, text, inside } = value
  const begin = `${'  '.repeat(depth)}${key === null ? '' : `${key}: `}`
  const add = (line: string) => lines.push({ line, path })
  // An empty object or list stays on its line.
  const end = text === '{' ? '}' : ']'
  if (inside === null) add(`${begin}${text}${comma}`)
  else if (inside.length === 0) add(`${begin}${text}${end}${comma}`)
  else {
    add(`${begin}${text}`)
    const isObject = text === '{'
    const order = (one: Value, other: Value) => (one.key === other.key ? 0 : (one.key ?? '') < (other.key ?? '') ? -1 : 1)
    const shown = sortKeys && isObject ? inside.toSorted(order) : inside
    for (const [number, one] of shown.entries()) {
      const step = isObject ? nameOf(one.key ?? '') : `[${number}]`
      const below = isObject && path !== '' && !step.startsWith('[') ? `${path}.${step}` : `${path}${step}`
      print(one, below, depth + 1, number < shown.length - 1 ? ',' : '', sortKeys, lines)
    }
    add(`${'  '.repeat(depth)}${end}${comma}`)
  }
}

/** `em` of `"em"`; `["two words"]` of what is no plain word. */
function nameOf(key: string): string {
  return /^"[\p{L}\p{N}_$-]+"$/u.test(key) ? key.slice(1, -1) : `[${key}]`
}
