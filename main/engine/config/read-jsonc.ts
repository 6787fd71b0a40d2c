import { createScanner, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { inspectTree } from './inspect-tree.ts'
import { plainValue } from './plain-value.ts'

const mostDepth = 32
const mostErrors = 20

/** A mistake at a place in the text. */
export type TextProblem = { readonly offset: number; readonly path: readonly (string | number)[]; readonly sentence: string }

/** A tree with the places of everything, and the same as plain values. */
export type ReadJsonc =
  | { readonly ok: true; readonly root: Node; readonly value: unknown }
  | { readonly ok: false; readonly problems: readonly TextProblem[] }

/**
 * Reads JSON with comments and trailing commas, strictly: what JSON readers take without a word although it cannot be meant (a name twice,
 * 1e999, `__proto__`, half a character) is a mistake. Never throws.
 */
export function readJsonc(text: string): ReadJsonc {
  const deep = firstTooDeep(text)
  if (deep !== undefined)
    return failed([{ offset: deep, path: [], sentence: `There are more than ${mostDepth} brackets inside each other.` }])
  const errors: ParseError[] = []
  const root = parseTree(text, errors, { allowTrailingComma: true })
  if (text.trim() === '') return failed([{ offset: 0, path: [], sentence: 'The file is empty; the least is { "version": 1 }.' }])
  if (root === undefined || errors.length > 0) return failed(errors.slice(0, mostErrors).map(describe))
  const problems = inspectTree(root)
  return problems.length > 0 ? failed(problems) : { ok: true, root, value: plainValue(root) }
}

function failed(problems: readonly TextProblem[]): ReadJsonc {
  return { ok: false, problems }
}

/** Looks for depth before the parser does, which calls itself for each level. */
function firstTooDeep(text: string): number | undefined {
  const scanner = createScanner(text, true)
  let depth = 0
  while (scanner.getPosition() < text.length) {
    scanner.scan()
    const first = text[scanner.getTokenOffset()]
    if (first === '{' || first === '[') depth += 1
    if (first === '}' || first === ']') depth -= 1
    if (depth > mostDepth) return scanner.getTokenOffset()
  }
  return undefined
}

const sentences: Partial<Record<string, string>> = {
  InvalidSymbol: 'This is no value: texts stand in double quotes, and there are numbers, true and false.',
  InvalidNumberFormat: 'This is no number.',
  PropertyNameExpected: 'A name in double quotes is missing here.',
  ValueExpected: 'A value is missing here.',
  ColonExpected: 'A colon is missing before this.',
  CommaExpected: 'A comma is missing before this.',
  CloseBraceExpected: 'A closing bracket } is missing here.',
  CloseBracketExpected: 'A closing bracket ] is missing here.',
  EndOfFileExpected: 'The configuration ends before this; nothing may follow.',
  UnexpectedEndOfComment: 'This comment has no end.',
  UnexpectedEndOfString: 'This text has no closing double quote.',
  UnexpectedEndOfNumber: 'This number ends too early.',
  InvalidUnicode: 'This is no character: after \\u there are four hexadecimal digits.',
  InvalidEscapeCharacter: 'After a backslash only " \\ / b f n r t u may stand; write a backslash as \\\\.',
  InvalidCharacter: 'Here is a character that must not stand in a text.',
}

function describe({ error, offset }: ParseError): TextProblem {
  return { offset, path: [], sentence: sentences[printParseErrorCode(error)] ?? 'This cannot be read.' }
}
