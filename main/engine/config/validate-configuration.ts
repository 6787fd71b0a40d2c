import { resolve } from 'node:path'
import type { ConfigurationProblem } from '../../contract/configuration-problem.ts'
import { configurationNotes } from './configuration-notes.ts'
import { placesOf } from './configuration-path.ts'
import { type ConfigurationCore, findConfiguration } from './find-configuration.ts'
import { mostBytes } from './limits.ts'
import { whatIsInTheWay } from './load-configuration.ts'
import { readRegularFile } from './read-regular-file.ts'

/** How a configuration stands. `migratedFrom`: its version, where that is an older one. */
export type ValidatedConfiguration = {
  readonly path: string
  readonly exists: boolean
  readonly migratedFrom: number | null
  readonly problems: readonly ConfigurationProblem[]
  /** What is no mistake, but will not work as things are. */
  readonly notes: readonly string[]
}

/**
 * Looks a configuration over without putting it in force, and without writing anything.
 * @param path another file than that of this home, by itself: without the variables that would replace values of it
 */
export async function validateConfiguration(core: ConfigurationCore, path?: string): Promise<ValidatedConfiguration> {
  const own = findConfiguration(core)
  const found =
    path === undefined
      ? own
      : { ...own, path: resolve(path), named: false, file: readRegularFile(path, mostBytes), replacing: [], problems: [] }
  const problems = [...found.problems, ...whatIsInTheWay(found, false)]
  if (path !== undefined && found.file.kind === 'missing')
    problems.push({ where: 'file', line: 0, column: 0, path: '', sentence: `There is no file ${found.path}.` })
  const result = { path: found.path, exists: found.file.kind === 'file', migratedFrom: null, problems, notes: [] }
  if (problems.length > 0 || (found.file.kind === 'missing' && found.replacing.length === 0)) return result
  const { parseConfiguration } = await import('./parse-configuration.ts')
  const text = found.file.kind === 'file' ? found.file.bytes : '{ "version": 1 }'
  const parsed = parseConfiguration(text, placesOf(core.home, found.variables), found.replacing)
  return parsed.ok
    ? { ...result, migratedFrom: parsed.migratedFrom, notes: configurationNotes(parsed.configuration) }
    : { ...result, problems: parsed.problems }
}
