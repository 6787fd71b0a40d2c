import type { ConfigurationProblem } from '../../main/contract/configuration-problem.ts'
import type { Edit } from '../../main/contract/procedures/editing.ts'

/** Values that are to stand in a section of the file, by their way in it (`keep`, `conditions.onBattery`); `undefined`: nothing is to stand there. */
export type Changes = Readonly<Record<string, unknown>>

/** The section at a way, as the file has it; `undefined` where it has none. Pure. */
export function valueAt(value: unknown, way: readonly string[]): unknown {
  let found = value
  for (const name of way) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return undefined
    found = (found as Record<string, unknown>)[name]
  }
  return found
}

/** The value that stands in a section by its changes, else by what the file says. Pure. */
export function drafted(section: unknown, changes: Changes, key: string): unknown {
  if (Object.hasOwn(changes, key)) return changes[key]
  return valueAt(section, key.split('.'))
}

/** The changes with one more; one that leads back to what the file says is none any more. Pure. */
export function withChange(section: unknown, changes: Changes, key: string, value: unknown): Changes {
  const { [key]: _, ...others } = changes
  return JSON.stringify(valueAt(section, key.split('.'))) === JSON.stringify(value) ? others : { ...others, [key]: value }
}

/** The changes of a section as edits of the file. Pure. */
export function editsOf(way: readonly string[], changes: Changes): Edit[] {
  return Object.entries(changes).map(([key, value]) => editOf(way, key, value))
}

/** The changes that are not among the edits that were saved: made, or made otherwise, since those were sent. Pure. */
export function unsavedOf(way: readonly string[], changes: Changes, saved: readonly Edit[]): Changes {
  const known = new Set(saved.map((edit) => JSON.stringify(edit)))
  return Object.fromEntries(Object.entries(changes).filter(([key, value]) => !known.has(JSON.stringify(editOf(way, key, value)))))
}

function editOf(way: readonly string[], key: string, value: unknown): Edit {
  const path = [...way, ...key.split('.')]
  return value === undefined ? { path } : { path, value }
}

/** The sentence about what stands at a key of a section, for below its field; `undefined` when there is nothing to say. Pure. */
export function mistakeAt(problems: readonly ConfigurationProblem[], way: readonly string[], key: string): string | undefined {
  const place = [...way, key].join('.')
  const found = problems.find(({ path }) => path === place || path.startsWith(`${place}.`) || path.startsWith(`${place}[`))
  return found === undefined ? undefined : aboutThis(found)
}

/** A sentence without the way to what it is about, which the field beside it shows. */
function aboutThis({ path, sentence }: ConfigurationProblem): string {
  return sentence.startsWith(`${path} `) ? `This ${sentence.slice(path.length + 1)}` : sentence
}
