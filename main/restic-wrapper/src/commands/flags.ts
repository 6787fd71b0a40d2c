import { trustedFiles } from '../process/trusted-files.ts'
import type { Repository } from '../repository.ts'

/** Which snapshots a command looks at. */
export type SnapshotFilter = {
  readonly hosts?: readonly string[]
  /** All of these tags (`['a', 'b']`), or one of several sets (`[['a', 'b'], ['c']]`). */
  readonly tags?: readonly string[] | readonly (readonly string[])[]
  /** Absolute; a snapshot must hold all of them. */
  readonly paths?: readonly string[]
}

/** `--name=value` for each value; the `=` keeps a value with a leading dash from becoming a flag. */
export function each(name: string, values: readonly string[] | undefined): string[] {
  return (values ?? []).map((value) => `--${name}=${value}`)
}

/** `--name=value`, or nothing. */
export function one(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [`--${name}=${value}`]
}

/** `--name`, or nothing. */
export function on(name: string, wanted: boolean | undefined): string[] {
  return wanted ? [`--${name}`] : []
}

/** Positional arguments behind `--`, so that none of them can be a flag. */
export function operands(...values: readonly string[]): string[] {
  return values.length === 0 ? [] : ['--', ...values]
}

/** `--host`, `--tag`, `--path`. */
export function filterFlags(filter: SnapshotFilter): string[] {
  const tags = filter.tags ?? []
  const sets = tags.every((tag): tag is string => typeof tag === 'string')
    ? tags.length === 0
      ? []
      : [tags]
    : (tags as readonly (readonly string[])[])
  return [...each('host', filter.hosts), ...sets.map((set) => `--tag=${set.join(',')}`), ...each('path', filter.paths)]
}

/** Says why a tag cannot be used: restic splits at commas and there is no way to write one. */
export function tagProblem(tags: readonly string[] | undefined): string | undefined {
  const bad = (tags ?? []).find((tag) => tag === '' || tag.includes(','))
  return bad === undefined ? undefined : `a tag cannot be empty or hold a comma: "${bad}"`
}

/** Global flags of a repository, without its location and password. `source`: another one that is read from, for which the same flags count. */
export function globalFlags(repository: Repository, neverLocks: boolean, source?: Repository): string[] {
  return [
    ...each('cacert', trustedFiles(repository, source).map(csvField)),
    ...one('limit-upload', repository.limitUpload),
    ...one('limit-download', least(repository.limitDownload, source?.limitDownload)),
    ...one('compression', repository.compression),
    ...one('pack-size', repository.packSize),
    ...one('key-hint', repository.keyHint),
    ...on('no-cache', repository.noCache),
    ...on('no-lock', repository.noLock === true || neverLocks),
    ...one('retry-lock', neverLocks || repository.noLock ? undefined : repository.retryLock),
    ...Object.entries(optionsOf(repository, source)).map(([key, value]) => `--option=${csvField(`${key}=${value}`)}`),
  ]
}

/** Of both; where both say how many connections there may be, the smaller number. Others that differ are refused before. */
function optionsOf(repository: Repository, source: Repository | undefined): Record<string, string> {
  const options = { ...source?.options, ...repository.options }
  for (const [key, value] of Object.entries(source?.options ?? {}))
    if (key.endsWith('.connections')) options[key] = String(least(Number(value), Number(options[key])))
  return options
}

function least(...numbers: readonly (number | undefined)[]): number | undefined {
  const known = numbers.filter((one) => one !== undefined)
  return known.length === 0 ? undefined : Math.min(...known)
}

/** restic reads `-o` as a line of CSV: a comma would cut the value in two, a quote is an error. */
function csvField(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}
