import { join, resolve } from 'node:path'
import type { Configuration } from '../../contract/configuration.ts'

/** What paths in the configuration are seen from. */
export type Places = {
  /** What `~` stands for. */
  readonly person: string
  /** Where the embedded repository lies. */
  readonly embedded: string
}

/** The value of the file with the embedded repository `default`, which is there without being named. */
export function withEmbedded(value: unknown, places: Places): unknown {
  if (!isObject(value)) return value
  const { repositories = {} } = value
  if (!isObject(repositories) || Object.hasOwn(repositories, 'default')) return value
  // First, so that of two names for this folder the other one is the mistake.
  return { ...value, repositories: { default: { type: 'local', path: places.embedded }, ...repositories } }
}

/** Makes all paths of this machine absolute. */
export function resolvePlaces(configuration: Configuration, places: Places): Configuration {
  const absolute = (path: string) => resolvePath(path, places.person)
  const { vaults, repositories, agents } = configuration
  // In place: these records belong to this configuration alone, and have no prototype, which a copy would give them.
  for (const [name, vault] of Object.entries(vaults)) vaults[name] = { ...vault, path: absolute(vault.path) }
  for (const [name, agent] of Object.entries(agents)) agents[name] = { ...agent, path: absolute(agent.path) }
  for (const [name, repository] of Object.entries(repositories)) repositories[name] = resolveRepository(repository, places.person)
  return configuration
}

/** The settings of a repository that name a file or folder of this machine; `path` of another kind is one of another machine. */
const files = {
  local: ['path'],
  sftp: ['identityFile', 'knownHosts'],
  rest: ['caCertificate'],
  s3: ['caCertificate'],
  rclone: ['configFile'],
  uri: ['caCertificate'],
}

/** The settings of a repository with all files and folders of this machine absolute. `person`: what `~` stands for. */
export function resolveRepository<Settings extends { readonly type: keyof typeof files | 'b2' | 'azure' | 'gs' }>(
  repository: Settings,
  person: string,
): Settings {
  const named: readonly string[] = Object.hasOwn(files, repository.type) ? files[repository.type as keyof typeof files] : []
  const written = Object.entries(repository).filter(([key, value]) => named.includes(key) && typeof value === 'string')
  return { ...repository, ...Object.fromEntries(written.map(([key, path]) => [key, resolvePath(String(path), person)])) }
}

/** A path that a person wrote, made absolute: `~` is the folder `person`. */
export function resolvePath(path: string, person: string): string {
  return resolve(/^~(?:[/\\]|$)/.test(path) ? join(person, path.slice(1)) : path)
}

/** Whether a value is an object with names. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
