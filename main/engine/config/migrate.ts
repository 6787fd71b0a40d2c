import { applyEdits, findNodeAtLocation, modify, type Node } from 'jsonc-parser'
import { configurationVersion } from '../../contract/configuration.ts'
import { planNames } from './migrations/0-plan-names.ts'
import type { Migration } from './migrations/migration.ts'
import type { ValuePath } from './positions.ts'
import { readJsonc } from './read-jsonc.ts'

/** One for each version before this one, in their order. */
const migrations: readonly Migration[] = [planNames]

/** A file of this version, and for what it names now where an older file had it. */
export type MigratedText = {
  readonly text: string
  readonly value: unknown
  /** The version that the file had, `null` when it was this one. */
  readonly from: number | null
  /** Where a value of now stands in the text as it was. */
  readonly before: (path: ValuePath) => ValuePath
}

/** The version of a file; a file without one is of version 0. `undefined` for what is no version. */
export function versionOf(root: Node): number | undefined {
  if (root.type !== 'object') return undefined
  const version: unknown = findNodeAtLocation(root, ['version']) === undefined ? 0 : findNodeAtLocation(root, ['version'])?.value
  return typeof version === 'number' && Number.isInteger(version) && version >= 0 ? version : undefined
}

/** Brings the text of an older file up to this version, one step at a time. Comments, order and form stay. */
export function migrate(text: string, root: Node, value: unknown): MigratedText {
  const version = versionOf(root)
  if (version === undefined || version >= configurationVersion) return { text, value, from: null, before: (path) => path }
  const moved: { from: ValuePath; to: ValuePath }[] = []
  let now = { text, root, value }
  for (const migration of migrations.slice(version)) {
    const plan = migration.plan(now.root)
    const edited = applyEdits(now.text, [...plan.edits])
    const next = withVersion(edited, migration.from + 1)
    const read = readJsonc(next)
    // Nothing but names and values was put in the place of others: it reads as before, or this program is wrong.
    if (!read.ok) throw new Error(`Migration ${migration.from} left a file that cannot be read: ${read.problems[0]?.sentence}`)
    moved.unshift(...plan.moved)
    now = { text: next, root: read.root, value: read.value }
  }
  return { text: now.text, value: now.value, from: version, before: (path) => moved.reduce(back, path) }
}

function withVersion(text: string, version: number): string {
  // In front: what stands behind another property might get between that and its comment.
  return applyEdits(text, modify(text, ['version'], version, { getInsertionIndex: () => 0, formattingOptions: formOf(text) }))
}

/** How a text is indented, and how its lines end. */
function formOf(text: string): { tabSize: number; insertSpaces: boolean; eol: string; keepLines: boolean } {
  const [, indent = '  '] = /^([ \t]+)["/]/m.exec(text) ?? []
  return {
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    insertSpaces: !indent.startsWith('\t'),
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    keepLines: true,
  }
}

function back(path: ValuePath, { from, to }: { from: ValuePath; to: ValuePath }): ValuePath {
  return to.every((part, index) => path[index] === part) ? [...from, ...path.slice(to.length)] : path
}
