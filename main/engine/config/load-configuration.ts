import { basename } from 'node:path'
import type { Configuration } from '../../contract/configuration.ts'
import type { ConfigurationProblem } from '../../contract/configuration-problem.ts'
import { placesOf } from './configuration-path.ts'
import type { Variable } from './dot-env.ts'
import { type ConfigurationCore, type FoundConfiguration, findConfiguration } from './find-configuration.ts'
import { keepLastGood, readLastGood } from './last-good.ts'
import type { Override } from './overrides.ts'
import type { ParsedConfiguration } from './parse-configuration.ts'
import type { Places } from './resolve-places.ts'
import { tidyConfiguration } from './tidy-configuration.ts'

/** The configuration that is in force, and how it came to be. */
export type LoadedConfiguration = {
  /** `null` where nothing is configured: there is the embedded repository, and no plan. */
  readonly configuration: Configuration | null
  /** `last-good`: the file has mistakes or is gone, and what it was before stays in force. `none`: there is no file. */
  readonly source: 'file' | 'last-good' | 'none'
  readonly problems: readonly ConfigurationProblem[]
  readonly path: string
  /** See {@link FoundConfiguration.hash}. Of what was found, or what became of it where it was brought up, not of the last good one that may be in force. */
  readonly hash: string
  /** What the file in force says, as plain values, and what variables replace of it. */
  readonly written: unknown
  readonly overrides: readonly Override[]
}

/**
 * Loads `backup_schedule.json`. A good one is kept aside, so that a mistake made later does not stop the backups, not even over a restart;
 * one of an older version is brought up on the disk, too. Never throws for what a person may have written.
 */
export async function loadConfiguration(
  core: ConfigurationCore,
  found: FoundConfiguration = findConfiguration(core),
  parse: ParseConfiguration = parseHere,
): Promise<LoadedConfiguration> {
  const { path, file, variables, replacing, hash } = found
  tidyConfiguration(core, path)
  const kept = readLastGood(core, path)
  const none = { configuration: null, source: 'none', problems: [], path, hash, written: {}, overrides: [] } as const
  const problems = [...found.problems, ...whatIsInTheWay(found, kept !== undefined)]
  if (file.kind === 'missing' && problems.length === 0 && replacing.length === 0) return none
  const places = placesOf(core.home, variables)
  if (problems.length === 0) {
    const parsed = await parse(file.kind === 'file' ? file.bytes : '{ "version": 1 }', places, replacing)
    if (parsed.ok) {
      const { configuration, written, overrides, text, migratedFrom } = parsed
      let now = hash
      if (file.kind === 'file') {
        keepLastGood(core, { path, text, variables: replacing })
        if (migratedFrom !== null) {
          tidyConfiguration(core, path, { before: file.bytes, version: migratedFrom, text })
          now = broughtUp(findConfiguration(core), text) ?? hash
        }
      }
      return { ...none, hash: now, configuration, written, overrides, source: file.kind === 'file' ? 'file' : 'none' }
    }
    problems.push(...parsed.problems)
  }
  const before = kept && (await parse(kept.text, places, kept.variables))
  if (!before?.ok) return { ...none, problems }
  const { configuration, written, overrides } = before
  return { ...none, problems, configuration, written, overrides, source: 'last-good' }
}

/** The hash of what lies there now, if that is an older file brought up: nobody has changed it then. */
function broughtUp({ file, hash }: FoundConfiguration, text: string): string | undefined {
  return file.kind === 'file' && Buffer.from(text).equals(file.bytes) ? hash : undefined
}

/** So it is told of a file that was there: a validation, which knows no home, finds nothing wrong then. */
export const fileGone = ' is gone. What it said last stays in force;'

/**
 * What keeps the file from being read. One that was there and is gone would stop all backups without a word, were it taken for none.
 * @param kept whether there is a last good version
 */
export function whatIsInTheWay({ path, named, file }: FoundConfiguration, kept: boolean): ConfigurationProblem[] {
  const problem = (sentence: string): ConfigurationProblem[] => [{ where: 'file', line: 0, column: 0, path: '', sentence }]
  if (file.kind === 'refused') return problem(`${path} ${file.why}.`)
  if (file.kind === 'file') return []
  if (kept) return problem(`${path}${fileGone} put it back, or write { "version": 1 } into it to have no plans any more.`)
  return named ? problem(`There is no ${path}, which VAULTKEEPER_CONFIG names.`) : []
}

/** A problem as a person reads it: `backup_schedule.json:12:7: sentence`. */
export function problemLine({ where, line, column, sentence }: ConfigurationProblem, path: string): string {
  if (where === 'environment' || line === 0) return sentence
  return `${where === 'file' ? basename(path) : where}:${line}:${column}: ${sentence}`
}

/** See parse-configuration.ts. */
export type ParseConfiguration = (
  source: string | Uint8Array,
  places: Places,
  variables: readonly Variable[],
) => Promise<ParsedConfiguration>

/** Only when there is something to parse: it brings zod and the parser along, for which a command without a configuration need not wait. */
const parseHere: ParseConfiguration = async (source, places, variables) =>
  (await import('./parse-configuration.ts')).parseConfiguration(source, places, variables)
