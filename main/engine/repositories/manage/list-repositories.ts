import type { Problem } from '../../../contract/problem.ts'
import type { RepositoryEntry, RepositoryState } from '../../../contract/procedures/repository-entry.ts'
import type { Core } from '../../core.ts'
import { diskOf } from '../../machine/disk-of.ts'
import { copyPlace } from '../../overview/copy-place.ts'
import { appendOnlyStanding } from '../../retention/append-only.ts'
import { listSecrets } from '../../secrets/manage-secrets.ts'
import { pendingPasswordChange } from '../../state/password-changes.ts'
import { knownRepository } from '../../state/queries.ts'
import { bytesWhenPruned, lastSuccess, lastTellingRun, snapshotCounts } from '../../state/repository-queries.ts'
import { placeOfRepository, repositoryNames } from '../repository-place.ts'
import { isOfRepository } from './is-of-repository.ts'
import { placeInWords } from './place-in-words.ts'

/** All repositories: where they are, what they need, how they stand. From the records and the keychain alone: no server is asked. */
export async function listRepositories(core: Core): Promise<RepositoryEntry[]> {
  const secrets = await listSecrets(core)
  return repositoryNames(core).map((name) => entryOf(core, name, secrets))
}

function entryOf(core: Core, name: string, secrets: Awaited<ReturnType<typeof listSecrets>>): RepositoryEntry {
  const { database } = core.state
  const { configuration } = core.settings
  const configured = configuration?.repositories[name]
  const known = knownRepository(database, name)
  const place = placeOfRepository(core, name, known)
  const keptOf = (secret: string): RepositoryEntry['password'] => {
    const listed = secrets.find((one) => one.name === secret)
    if (listed === undefined) return 'nowhere'
    return listed.kept === 'nowhere' && (listed.keychain === 'locked' || listed.keychain === 'not-answering') ? 'unknown' : listed.kept
  }
  const disks = Object.values(configuration?.vaults ?? {}).map((vault) => diskOf(vault.path))
  const copies = (disks.length === 0 ? [diskOf(core.home.root)] : disks).map((disk) => copyPlace(core, name, disk))
  const { state, problem } = standingOf(core, name, copies[0]?.there ?? null)
  const where =
    place.remote || copies[0]?.place === 'server' ? 'server' : copies.some((copy) => copy.place === 'this-disk') ? 'same' : 'other'
  return {
    name,
    kind: configured?.type ?? kindOf(place.location),
    place: configured === undefined ? place.location : placeInWords(configured),
    configured: configured !== undefined,
    settings: configured === undefined ? null : (configured as unknown as Record<string, unknown>),
    onDisk: where,
    appendOnly: place.appendOnly,
    grown: place.appendOnly ? (appendOnlyStanding(core, name)?.sentence ?? null) : null,
    mirrorOf: configured?.mirror?.of ?? null,
    plans: Object.entries(configuration?.plans ?? {})
      .filter(([, { repositories }]) => repositories.includes(name))
      .map(([plan]) => plan),
    password: keptOf(name),
    secrets: place.needs.map(({ part, label, optional }) => ({
      name: `${name}:${part}`,
      part,
      label,
      optional,
      kept: keptOf(`${name}:${part}`),
    })),
    state,
    problem,
    lastSuccess: lastSuccess(database, name),
    ...snapshotCounts(database, name),
    bytes: bytesWhenPruned(database, name),
    passwordChanging: pendingPasswordChange(database, name) !== undefined,
  }
}

function standingOf(
  core: Core,
  name: string,
  there: boolean | null,
): { readonly state: RepositoryState; readonly problem: Problem | null } {
  const { database } = core.state
  const known = knownRepository(database, name)
  const last = lastTellingRun(database, name)
  const problem = last?.problem && isOfRepository(last.problem.code) ? last.problem : null
  if (core.settings.configuration?.repositories[name]?.enabled === false) return { state: 'off', problem: null }
  if (there === false) return { state: 'not-connected', problem: null }
  if (known?.damaged) return { state: 'damaged', problem: null }
  if (problem !== null) return { state: 'failing', problem }
  return { state: known?.id ? 'ready' : 'not-made', problem: null }
}

/** What kind of place an address of restic is; what has no form of its own is a raw one. Pure. */
function kindOf(location: string): RepositoryEntry['kind'] {
  const scheme = /^([a-z0-9]{2,}):/.exec(location)?.[1]
  if (scheme === undefined) return 'local'
  const kinds = ['sftp', 'rest', 's3', 'b2', 'azure', 'gs', 'rclone'] as const
  return kinds.find((kind) => kind === scheme) ?? 'uri'
}
