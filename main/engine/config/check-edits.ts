import { basename } from 'node:path'
import type { ConfigurationProblem } from '../../contract/configuration-problem.ts'
import type { FileDiff } from '../../contract/procedures/file-diff.ts'
import { diffTexts } from '../content/diff-texts.ts'
import { configurationNotes } from './configuration-notes.ts'
import { placesOf } from './configuration-path.ts'
import { emptyText } from './edit-configuration.ts'
import { type ConfigurationEdit, editText } from './edit-text.ts'
import { type ConfigurationCore, findConfiguration } from './find-configuration.ts'
import { whatIsInTheWay } from './load-configuration.ts'
import { parseConfiguration } from './parse-configuration.ts'

/** What edits would come to; see the contract's `editing.check`. */
export type CheckedEdits = {
  readonly path: string
  readonly hash: string
  readonly before: string
  readonly after: string
  readonly diff: FileDiff | null
  readonly written: unknown
  readonly problems: readonly ConfigurationProblem[]
  readonly broken: boolean
  readonly notes: readonly string[]
  readonly migratedFrom: number | null
}

/** What edits would make of the configuration, and which mistakes that would have. Nothing is written. */
export function checkEdits(core: ConfigurationCore, edits: readonly ConfigurationEdit[]): CheckedEdits {
  const found = findConfiguration(core)
  const { path, hash, file, variables, replacing } = found
  const before = file.kind === 'file' ? new TextDecoder().decode(file.bytes) : ''
  const broken = (problems: readonly ConfigurationProblem[]) => ({
    ...{ path, hash, before, after: before, diff: null, written: null, problems, broken: true, notes: [], migratedFrom: null },
  })
  const inTheWay = [...found.problems, ...whatIsInTheWay(found, false)]
  if (inTheWay.length > 0) return broken(inTheWay)
  const places = placesOf(core.home, variables)
  const old = parseConfiguration(file.kind === 'file' ? file.bytes : emptyText, places)
  if (!old.ok) return broken(old.problems)
  const after = editText(old.text, edits)
  const now = { path, hash, before, after, diff: diffOf(path, before, after), broken: false, notes: [], migratedFrom: old.migratedFrom }
  const edited = parseConfiguration(after, places)
  if (!edited.ok) return { ...now, written: null, problems: edited.problems }
  // Variables count as well: what they make of it has to be good, too.
  const counting = replacing.length === 0 ? edited : parseConfiguration(after, places, replacing)
  if (!counting.ok) return { ...now, written: edited.written, problems: counting.problems }
  return { ...now, written: edited.written, problems: [], notes: configurationNotes(counting.configuration) }
}

function diffOf(path: string, before: string, after: string): FileDiff | null {
  if (before === after) return null
  const diff = diffTexts(before, after, { format: 'json', asWritten: true })
  return { path: basename(path), change: before === '' ? 'added' : 'modified', before: null, after: null, ...diff }
}
