import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { RateLimit } from '../../contract/configuration/rate-limit.ts'
import type { Core } from '../core.ts'
import { silentMountOf } from '../machine/silent-mounts.ts'
import { fail } from '../problem-error.ts'
import { isAppendOnly } from '../retention/is-append-only.ts'
import { type KnownRepository, knownRepositories, knownRepository } from '../state/queries.ts'
import { whereDriveIs } from './found-drive.ts'
import type { Reach, ReachFacts } from './reach/reach.ts'
import { reachOf } from './reach/reach-of.ts'

/** The repository that is there without any configuration, inside the home folder. */
export const embedded = 'default'

/** Where a repository is, how restic gets there, and how it is to be treated. */
export type RepositoryPlace = Reach & {
  readonly appendOnly: boolean
  /** Bytes a second, or such rates by the time of day; `null`: no limit. */
  readonly limitUpload: RateLimit | null
  readonly limitDownload: RateLimit | null
  readonly compression: 'auto' | 'off' | 'fastest' | 'better' | 'max'
  /** Bytes; `null`: as restic does. */
  readonly packSize: number | null
  /** Files that are read at once; `null`: as restic does. */
  readonly readConcurrency: number | null
}

/**
 * Where a repository is: as configured (its drive may be mounted elsewhere today: {@link whereDriveIs}), else where it was seen last, else, for the
 * embedded one, in the home folder. Throws a problem for a name that nobody knows.
 */
export function placeOfRepository(core: Core, name: string, known: KnownRepository | undefined): RepositoryPlace {
  const configured = core.settings.configuration?.repositories[name]
  if (configured === undefined) {
    if (known !== undefined) return { ...untreated, location: known.location, remote: /^[a-z0-9]{2,}:/.test(known.location) }
    if (name === embedded) return { ...untreated, location: join(core.home.repositories, embedded), remote: false }
    return fail(
      'repository-unknown',
      `There is no repository "${name}".`,
      `There is: ${repositoryNames(core).join(', ')}. More are named in the configuration: vaultkeeper config path`,
    )
  }
  const { appendOnly, limitUpload, limitDownload, compression, packSize, readConcurrency } = configured
  return {
    ...reachOf(
      configured.type === 'local' ? { ...configured, path: whereDriveIs(core, configured.path, known) } : configured,
      reachFacts(core),
    ),
    appendOnly: isAppendOnly(appendOnly, known),
    limitUpload,
    limitDownload,
    compression,
    packSize,
    readConcurrency,
  }
}

/** What the ways to repositories depend on besides the configuration. */
export function reachFacts({ home }: Pick<Core, 'home'>): ReachFacts {
  return { platform: process.platform, knownHosts: home.knownHosts }
}

const untreated = {
  environment: {},
  options: {},
  needs: [],
  program: null,
  appendOnly: false,
  limitUpload: null,
  limitDownload: null,
  compression: 'auto',
  packSize: null,
  readConcurrency: null,
} as const

/** All repositories that are configured or known, the embedded one first. */
export function repositoryNames(core: Core): string[] {
  const known = knownRepositories(core.state.database).map(({ name }) => name)
  return [...new Set([embedded, ...Object.keys(core.settings.configuration?.repositories ?? {}), ...known])]
}

/** The repositories that were seen to exist, the embedded one first: where snapshots can be looked for. Never empty. */
export function seenRepositories(core: Core): string[] {
  const seen = repositoryNames(core).filter((name) => knownRepository(core.state.database, name)?.id)
  return seen.length > 0 ? seen : [embedded]
}

/** The name of the lock that orders the work in a repository. */
export function repositoryLock(name: string): string {
  return name === embedded ? name : `repository-${name}`
}

const mountRoots = /^(?:\/media(?:\/[^/]+)?|\/mnt|\/run\/media(?:\/[^/]+)?|\/Volumes)$/

/**
 * The folder under which a drive would be mounted that is not there now: a repository made below it would fill the system's own disk. Or the mount point of a
 * network drive that does not answer, where nothing must be asked for.
 */
export function missingDrive(location: string, exists: (path: string) => boolean = existsSync): string | undefined {
  const silent = silentMountOf(location)
  if (silent !== undefined) return silent
  let path = location
  while (!exists(path) && dirname(path) !== path) path = dirname(path)
  return path !== location && mountRoots.test(path) ? path : undefined
}
