import { isDeepStrictEqual } from 'node:util'
import type { Configuration } from '../../contract/configuration.ts'
import type { SetupChoices } from '../../contract/procedures/setup.ts'
import type { ConfigurationEdit } from '../config/edit-text.ts'
import { embedded } from '../repositories/repository-place.ts'

/** What the choices of a set-up come to. */
export type PlannedSetup = {
  readonly repository: string
  /** What names the repository; it is made before anything else is configured. */
  readonly placeEdits: readonly ConfigurationEdit[]
  /** Vaults and plans. */
  readonly edits: readonly ConfigurationEdit[]
  readonly plans: readonly string[]
}

/**
 * The edits that put choices into a configuration. What is there already, from a set-up that was cut off or by hand, is used again and not changed, so that
 * making it twice comes to the same. Paths are absolute. Pure.
 * @param known names of repositories that the history knows: another one must not take them
 */
export function planSetup(choices: SetupChoices, configuration: Configuration | null, known: readonly string[]): PlannedSetup {
  const repository = nameRepository(choices.place, configuration, known)
  const vaults = new Map<string, string>()
  const taken = new Set(Object.keys(configuration?.vaults ?? {}))
  const edits: ConfigurationEdit[] = []
  for (const { path, name, exclude } of choices.vaults) {
    const there = Object.entries(configuration?.vaults ?? {}).find(([, vault]) => vault.path === path)?.[0]
    const key = there ?? freeName(slug(name, 'vault'), taken)
    taken.add(key)
    vaults.set(path, key)
    if (there === undefined)
      edits.push({ path: ['vaults', key], value: { name, path, ...(exclude.length > 0 ? { exclude: [...exclude] } : {}) } })
  }
  const sources = [...vaults.values()]
  const plans: string[] = []
  const wanted = [
    ...(choices.daily === null ? [] : [{ kind: 'daily', ...(choices.daily === '07:00' ? {} : { schedule: cronAt(choices.daily) }) }]),
    // Every state of ten minutes is enough for people; approval is for what programs change, and can be switched on.
    ...(choices.onChange
      ? [{ kind: 'on-change', approval: false, debounce: '30s', atMostEvery: '10m', keep: { last: 20, hourly: 24 } }]
      : []),
  ]
  const takenPlans = new Set(Object.keys(configuration?.plans ?? {}))
  for (const plan of wanted) {
    const there = samePlan(configuration, plan, sources, repository)
    const name = there ?? freeName(plan.kind, takenPlans)
    takenPlans.add(name)
    plans.push(name)
    if (there === undefined)
      edits.push({ path: ['plans', name], value: { ...plan, sources, ...(repository === embedded ? {} : { repositories: [repository] }) } })
  }
  return { repository, placeEdits: placeEdits(choices.place, repository, configuration), edits, plans }
}

function nameRepository(place: SetupChoices['place'], configuration: Configuration | null, known: readonly string[]): string {
  if (place.type === 'embedded') return embedded
  const repositories = configuration?.repositories ?? {}
  const there = Object.entries(repositories).find(([, one]) => isPlace(one, place))?.[0]
  if (there !== undefined) return there
  return freeName(usualName(place), new Set([embedded, ...Object.keys(repositories), ...known]))
}

function usualName(place: Exclude<SetupChoices['place'], { type: 'embedded' }>): string {
  if (place.type === 'configured') return names[String(place.settings['type'])] ?? 'offsite'
  return /^(?:\/media\/|\/mnt\/|\/run\/media\/|\/Volumes\/|[D-Z]:)/i.test(place.path) ? 'drive' : 'folder'
}

const names: Readonly<Record<string, string>> = {
  rest: 'server',
  sftp: 'server',
  s3: 's3',
  b2: 'b2',
  azure: 'azure',
  gs: 'google',
  rclone: 'cloud',
}

function isPlace(one: Configuration['repositories'][string], place: SetupChoices['place']): boolean {
  if (place.type === 'embedded') return false
  if (place.type === 'local') return one.type === 'local' && one.path === place.path
  const there: Readonly<Record<string, unknown>> = one
  const isSaid = Object.entries(place.settings).every(([key, value]) => isDeepStrictEqual(there[key], value))
  // Where the file names a user or a folder that this one does not, it is another place.
  return isSaid && wayKeys.every((key) => place.settings[key] !== undefined || there[key] === undefined)
}

/** What makes a place another one if only one of two has it. */
const wayKeys = ['user', 'port', 'prefix', 'endpointSuffix', 'configFile'] as const

function placeEdits(place: SetupChoices['place'], name: string, configuration: Configuration | null): ConfigurationEdit[] {
  if (place.type === 'embedded' || configuration?.repositories[name] !== undefined) return []
  return [{ path: ['repositories', name], value: place.type === 'local' ? { type: 'local', path: place.path } : { ...place.settings } }]
}

function samePlan(
  configuration: Configuration | null,
  wanted: { kind: string },
  sources: readonly string[],
  repository: string,
): string | undefined {
  return Object.entries(configuration?.plans ?? {}).find(
    ([, plan]) =>
      plan.kind === wanted.kind &&
      isDeepStrictEqual(
        plan.sources.map(({ vault }) => vault),
        sources,
      ) &&
      plan.sources.every(({ include }) => include === null) &&
      plan.repositories.includes(repository),
  )?.[0]
}

function cronAt(time: string): string {
  const [hour, minute] = time.split(':').map(Number)
  return `${minute} ${hour} * * *`
}

/** A name as keys of the configuration are: small letters, digits, hyphens. */
function slug(name: string, otherwise: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '')
  // The same names that the configuration refuses.
  return plain === '' || /^(?:con|prn|aux|nul|com\d|lpt\d|constructor)$/.test(plain) ? otherwise : plain
}

function freeName(wish: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wish)) return wish
  for (let number = 2; ; number++) if (!taken.has(`${wish}-${number}`)) return `${wish}-${number}`
}
