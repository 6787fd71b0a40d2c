import type { Node } from 'jsonc-parser'
import type { TextProblem } from './read-jsonc.ts'

const longestText = 4096
const mostEntries = 2000
const mostProblems = 50

/** `name:password@` in an address, as in `rest:https://me:secret@host/`. */
const passwordInAddress = /\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/?#@]*:[^\s/?#]*@/i

/** Finds what JSON allows, but nobody means. */
export function inspectTree(root: Node): TextProblem[] {
  const problems: TextProblem[] = []
  const waiting: { node: Node; path: readonly (string | number)[] }[] = [{ node: root, path: [] }]
  for (let next = waiting.pop(); next !== undefined && problems.length < mostProblems; next = waiting.pop()) {
    const { node, path } = next
    const tell = (sentence: string, at = node, of = path) => problems.push({ offset: at.offset, path: of, sentence })
    const children = node.children ?? []
    if (children.length > mostEntries) {
      tell(`There are more than ${mostEntries.toLocaleString('en-US')} entries here.`)
      continue
    }
    switch (node.type) {
      case 'object': {
        const seen = new Set<string>()
        for (const { children: [name, value] = [] } of children) {
          if (name === undefined || value === undefined) continue
          const key = String(name.value)
          const inside = [...path, key]
          const wrong = wrongName(key, seen)
          seen.add(key)
          if (wrong === undefined) waiting.push({ node: value, path: inside })
          else tell(wrong, name, inside)
        }
        break
      }
      case 'array':
        for (const [index, child] of children.entries()) waiting.push({ node: child, path: [...path, index] })
        break
      case 'string': {
        const wrong = wrongText(String(node.value))
        if (wrong !== undefined) tell(wrong)
        break
      }
      case 'number':
        if (!Number.isFinite(node.value) || Math.abs(node.value) > Number.MAX_SAFE_INTEGER) tell('This number is too large.')
    }
  }
  return problems
}

function wrongName(key: string, seen: ReadonlySet<string>): string | undefined {
  if (seen.has(key)) return 'This name is here a second time; only one of the two can count.'
  if (key === '__proto__') return 'This name cannot be used.'
  return wrongText(key)
}

/** What no text of the configuration may be, whatever it is for; `undefined` when it is fine. */
export function wrongText(text: string): string | undefined {
  if (text.length > longestText) return `This text is longer than ${longestText.toLocaleString('en-US')} characters.`
  if (/[\u0000-\u001f\u007f]/.test(text)) return 'There is a line break or another control character in this text.'
  if (!text.isWellFormed()) return 'There is half a character in this text (a surrogate without its other half).'
  if (passwordInAddress.test(text))
    return 'There is a password in this address, and secrets do not belong into this file: take it out and store it with: vaultkeeper secret set NAME'
  return undefined
}
