import { dirname } from 'node:path'
import type { Node } from 'jsonc-parser'
import { Configuration, configurationVersion } from '../../contract/configuration.ts'
import type { ConfigurationProblem } from '../../contract/configuration-problem.ts'
import { checkReferences } from './check-references.ts'
import { describeIssues, type Mistake, predicateFor } from './describe-issues.ts'
import type { Variable } from './dot-env.ts'
import { mostBytes } from './limits.ts'
import { type MigratedText, migrate, versionOf } from './migrate.ts'
import { applyOverrides, findOverrides, type Override, variableProblem } from './overrides.ts'
import { asWritten, locate, pathText, positionOf, type ValuePath } from './positions.ts'
import { readJsonc } from './read-jsonc.ts'
import { type Places, resolvePlaces, withEmbedded } from './resolve-places.ts'

const mostProblems = 100

/** What became of a text. */
export type ParsedConfiguration =
  | {
      readonly ok: true
      readonly configuration: Configuration
      /** The text in the form of this version, without a byte order mark. */
      readonly text: string
      /** The version that it had, where that is older. */
      readonly migratedFrom: number | null
      /** What the file says, as plain values, before anything was replaced or filled in. */
      readonly written: unknown
      readonly overrides: readonly Override[]
    }
  | { readonly ok: false; readonly problems: readonly ConfigurationProblem[] }

/**
 * Reads `backup_schedule.json`: JSON with comments and trailing commas. Nothing that is mistyped becomes a default; each mistake has its
 * line, column and sentence. Never throws.
 * @param source the file, or its text
 * @param variables what may replace values of the file, see {@link findOverrides}
 */
export function parseConfiguration(source: string | Uint8Array, places: Places, variables: readonly Variable[] = []): ParsedConfiguration {
  const decoded = decode(source)
  if (typeof decoded !== 'string') return refused([decoded])
  const read = readJsonc(decoded)
  if (!read.ok)
    return refused(read.problems.map(({ offset, path, sentence }) => fileProblem(decoded, offset, pathText(path), named(path, sentence))))
  const version = versionOf(read.root)
  if (version !== undefined && version > configurationVersion)
    return refused([
      fileProblem(
        decoded,
        locate(read.root, ['version'], false).offset,
        'version',
        `This file was made by a newer Vaultkeeper (version ${version}); this one knows versions up to ${configurationVersion} and leaves it as it is. Update Vaultkeeper.`,
      ),
    ])
  const migrated = migrate(decoded, read.root, read.value)
  const written = withEmbedded(migrated.value, places)
  const { overrides, problems } = findOverrides(variables, written)
  const value = applyOverrides(written, overrides)
  // One file is parsed once: compiling the rules to functions first takes longer than that.
  const result = Configuration.safeParse(value, { error: predicateFor, jitless: true })
  const configuration = result.success ? resolvePlaces(result.data, places) : undefined
  const mistakes = result.success ? checkReferences(result.data, dirname(places.embedded)) : describeIssues(result.error.issues, value)
  const placed = mistakes.slice(0, mostProblems).map((mistake) => placeMistake(mistake, decoded, read.root, migrated, overrides))
  if (mistakes.length > mostProblems)
    placed.push(fileProblem(decoded, read.root.offset, '', `There are ${mistakes.length - mostProblems} more mistakes.`))
  if (configuration === undefined || placed.length + problems.length > 0) return refused([...problems, ...placed])
  return { ok: true, configuration, text: migrated.text, migratedFrom: migrated.from, written: migrated.value, overrides }
}

function decode(source: string | Uint8Array): string | ConfigurationProblem {
  if (source.length > mostBytes) return fileProblem('', 0, '', `The file is larger than ${mostBytes / 1024} KiB.`)
  if (typeof source === 'string') return source.replace(/^\ufeff/, '')
  if ((source[0] === 0xff && source[1] === 0xfe) || (source[0] === 0xfe && source[1] === 0xff))
    return fileProblem('', 0, '', 'The file is saved as UTF-16; save it as UTF-8.')
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(source)
  } catch {
    const text = new TextDecoder('utf-8').decode(source)
    return fileProblem(text, Math.max(0, text.indexOf('\ufffd')), '', 'There are bytes here that are not UTF-8; save the file as UTF-8.')
  }
}

function placeMistake(
  mistake: Mistake,
  text: string,
  root: Node,
  migrated: MigratedText,
  overrides: readonly Override[],
): ConfigurationProblem {
  const override = overrides.findLast(({ path }) => path.every((part, index) => mistake.path[index] === part))
  // An older file says it elsewhere, but a person mends it by the names of now.
  const written = (path: ValuePath) => (migrated.from === null ? asWritten(root, path) : path)
  const subject = pathText(written(mistake.subject)) || 'The configuration'
  const sentence = `${subject} ${mistake.predicate}${/[.?]$/.test(mistake.predicate) ? '' : '.'}`
  if (override !== undefined) return variableProblem(override.variable, sentence)
  const { offset } = locate(root, migrated.before(written(mistake.path)), mistake.atName)
  return fileProblem(text, offset, pathText(written(mistake.path)), sentence)
}

function fileProblem(text: string, offset: number, path: string, sentence: string): ConfigurationProblem {
  return { where: 'file', ...positionOf(text, offset), path, sentence }
}

function named(path: readonly (string | number)[], sentence: string): string {
  return path.length === 0 ? sentence : `${pathText(path)}: ${sentence}`
}

/** In the order of the file, which is that of mending. */
function refused(problems: readonly ConfigurationProblem[]): ParsedConfiguration {
  return { ok: false, problems: problems.toSorted((a, b) => a.line - b.line || a.column - b.column) }
}
