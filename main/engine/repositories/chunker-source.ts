import type { Configuration } from '../../contract/configuration.ts'

/**
 * The repositories whose way of cutting files a new one is to share, so that copies between them share their data; the likeliest to be copied from first: that
 * which it is a mirror of, those of the same plans, then the others. Pure.
 * @param made the repositories that are there already
 * @see https://restic.readthedocs.io/en/stable/045_working_with_repos.html#ensuring-deduplication-for-copied-snapshots
 */
export function chunkerSources(configuration: Configuration | null, made: readonly string[], name: string): string[] {
  const source = configuration?.repositories[name]?.mirror?.of
  const plans = Object.values(configuration?.plans ?? {}).map(({ repositories }) => repositories)
  const beside = plans.filter((repositories) => repositories.includes(name)).flat()
  const wanted = [...(source === undefined ? [] : [source]), ...beside, ...plans.flat(), ...made]
  return [...new Set(wanted)].filter((one) => one !== name && made.includes(one) && configuration?.repositories[one]?.enabled !== false)
}
