import type { Configuration } from '../../contract/configuration.ts'
import type { ConfigurationProblem } from '../../contract/configuration-problem.ts'
import type { Core } from '../core.ts'
import { describeSettings, type Setting } from './describe-settings.ts'
import { findConfiguration } from './find-configuration.ts'
import { type LoadedConfiguration, loadConfiguration } from './load-configuration.ts'

/** What is in force, where each value comes from, and the file as it is now. */
export type DescribedConfiguration = Pick<LoadedConfiguration, 'path' | 'source' | 'hash'> & {
  readonly configuration: Configuration | null
  readonly settings: readonly Setting[]
  readonly overrides: readonly { readonly path: string; readonly variable: string; readonly where: string }[]
  readonly problems: readonly ConfigurationProblem[]
  /** `null` where there is no file that can be read. */
  readonly text: string | null
}

/** Reads the configuration anew, and tells all there is to tell of it. */
export async function describeConfiguration(core: Core): Promise<DescribedConfiguration> {
  const found = findConfiguration(core)
  const loaded = await loadConfiguration(core, found)
  const { configuration, source, path, hash, problems, overrides } = loaded
  return {
    path,
    source,
    hash,
    configuration,
    settings: describeSettings(loaded),
    overrides: overrides.map(({ path: at, variable }) => ({ path: at.join('.'), variable: variable.name, where: variable.where })),
    problems,
    text: found.file.kind === 'file' ? new TextDecoder().decode(found.file.bytes) : null,
  }
}
