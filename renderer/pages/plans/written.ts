import { valueAt } from '../../editing/draft.ts'

/** A section as the file has it: values of any kind, by their names. */
export type Section = Readonly<Record<string, unknown>>

/** The vaults, repositories or plans that the file names. Pure. */
export function sectionsOf(written: unknown, of: 'vaults' | 'repositories' | 'plans'): readonly (readonly [string, Section])[] {
  return Object.entries(asSection(valueAt(written, [of]))).map(([name, value]) => [name, asSection(value)])
}

/** All places for snapshots: those that the file names, and the one that is there without being named. Pure. */
export function repositoriesOf(written: unknown): readonly (readonly [string, Section])[] {
  const named = sectionsOf(written, 'repositories')
  return named.some(([name]) => name === 'default') ? named : [['default', { type: 'local' }], ...named]
}

/** What a vault is called. Pure. */
export function vaultName(written: unknown, vault: string): string {
  const name = valueAt(written, ['vaults', vault, 'name'])
  return typeof name === 'string' ? name : vault
}

/** Where a repository is, as people say it. Pure. */
export function placeInWords(name: string, repository: Section): string {
  const text = (key: string) => (typeof repository[key] === 'string' ? repository[key] : '')
  switch (repository['type']) {
    case 'local':
      return text('path') || (name === 'default' ? "in Vaultkeeper's own folder" : '')
    case 'rest':
      return text('url')
    case 'sftp':
      return `${text('user') === '' ? '' : `${text('user')}@`}${text('host')}:${text('path')}`
    case 's3':
      return [text('endpoint').replace(/^https?:\/\//, ''), text('bucket'), text('prefix')].filter((part) => part !== '').join('/')
    case 'rclone':
      return text('remote')
    case 'uri':
      return text('uri')
    default:
      return text('bucket') || text('container')
  }
}

/** The repository that one is filled from by copying; `undefined` where plans fill it. Pure. */
export function mirrorOf(repository: Section): string | undefined {
  const of = valueAt(repository, ['mirror', 'of'])
  return typeof of === 'string' ? of : undefined
}

/** Which plans name a vault or a repository. Pure. */
export function plansWith(written: unknown, of: 'vaults' | 'repositories', name: string): readonly string[] {
  return sectionsOf(written, 'plans')
    .filter(([, plan]) => (of === 'repositories' ? listOf(plan['repositories'] ?? ['default']) : vaultsOf(plan['sources'])).includes(name))
    .map(([plan]) => plan)
}

/** A source of a plan: a vault, whole or only what patterns name. */
export type Source = { readonly vault: string; readonly include: readonly string[] | null }

/** The sources of a plan as the file has them. Pure. */
export function sourcesOf(written: unknown): readonly Source[] {
  if (!Array.isArray(written)) return []
  return written.flatMap((one): Source[] => {
    if (typeof one === 'string') return [{ vault: one, include: null }]
    const { vault, include } = asSection(one)
    return typeof vault === 'string' ? [{ vault, include: Array.isArray(include) ? include.map(String) : null }] : []
  })
}

/** Sources as they stand in the file. Pure. */
export function writeSources(sources: readonly Source[]): unknown {
  return sources.map(({ vault, include }) => (include === null ? vault : { vault, include }))
}

function vaultsOf(sources: unknown): readonly unknown[] {
  return sourcesOf(sources).map(({ vault }) => vault)
}

function asSection(value: unknown): Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Section) : {}
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
