import { readFileSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Kit } from '../../contract/procedures/kit.ts'
import type { Core, RunHost } from '../core.ts'
import { fail, ProblemError } from '../problem-error.ts'
import { keyIds } from '../repositories/local-files.ts'
import { placeInWords } from '../repositories/manage/place-in-words.ts'
import { openRepository } from '../repositories/open-repository.ts'
import type { PlaceOf } from '../repositories/reach/reach.ts'
import { embedded, placeOfRepository, type RepositoryPlace, repositoryNames } from '../repositories/repository-place.ts'
import { findRestic } from '../restic/find-restic.ts'
import { personFolder } from '../setup/person-path.ts'
import { knownKit } from '../state/kits.ts'
import { homeHost, type KnownRepository, knownRepository, knownSnapshots, knownVaults } from '../state/queries.ts'
import { isInside } from '../vaults.ts'
import { keysOfHost } from './host-keys.ts'
import { kitText, passwordBlank } from './kit-text.ts'
import { type KitWay, kitWay } from './kit-way.ts'
import { resticCommands } from './restic-commands.ts'

/** Whose kits there are, and when each was shown and checked last. */
export function listKits(core: Core): { repository: string; place: string; shown: string | null; checked: string | null }[] {
  return repositoryNames(core).flatMap((repository) => {
    const known = knownRepository(core.state.database, repository)
    if (!known?.id) return []
    return [
      {
        repository,
        place: describePlace(core, repository, placeFor(core, repository, known)),
        ...knownKit(core.state.database, repository),
      },
    ]
  })
}

/** The emergency kit of a repository, without its password. Throws a problem for one that is yet to be made. */
export async function makeKit(core: Core, repository: string, host: RunHost): Promise<Kit> {
  const known = kitRepository(core, repository)
  const place = placeFor(core, repository, known)
  const way = wayTo(core, repository, place.location)
  const { checked } = knownKit(core.state.database, repository)
  const vaults = vaultsIn(core, repository)
  const found = await findRestic({
    environment: core.ports.environment,
    binDirectory: core.home.programs,
    bundled: core.ports.bundledRestic,
    progress: () => undefined,
    bring: false,
  })
  const kit: Omit<Kit, 'text' | 'blank'> = {
    repository,
    place: describePlace(core, repository, place),
    location: way.location,
    onThisComputer: isInside(place.location, core.home.root),
    id: known.id,
    keys: await keysOf(core, repository, place, host),
    restic: found.ok ? found.restic.version : null,
    made: core.ports.clock.now().toISOString(),
    host: homeHost(core.state.database) ?? hostname(),
    kept: known.password,
    checked,
    showable: checked === null,
    vaults,
    steps: resticCommands({ way, vaults }).map(({ title, commands }) => ({ title, commands: [...commands] })),
  }
  return { ...kit, text: kitText(kit), blank: passwordBlank }
}

/** A repository that was seen to exist. Throws a problem for one that was not. */
export function kitRepository(core: Core, repository: string): KnownRepository & { readonly id: string } {
  const known = knownRepository(core.state.database, repository)
  if (known?.id) return { ...known, id: known.id }
  placeOfRepository(core, repository, known)
  return fail(
    'kit-too-early',
    `The repository "${repository}" is not made yet, so there is nothing to get back from it.`,
    'Set it up first, or make a backup.',
  )
}

/** Where it is as configured; one that is not configured any more is where it was seen. */
function placeFor(core: Core, repository: string, known: KnownRepository): Pick<RepositoryPlace, 'location' | 'remote'> {
  try {
    return placeOfRepository(core, repository, known)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { location: known.location, remote: /^[a-z0-9]{2,}:/.test(known.location) }
  }
}

/** How plain restic gets there from another computer. */
function wayTo(core: Core, repository: string, location: string): KitWay {
  const configured = core.settings.configuration?.repositories[repository]
  if (configured === undefined || configured.type === 'local') return { location, flags: [], steps: [] }
  const certificate = 'caCertificate' in configured ? configured.caCertificate : undefined
  const { platform } = process
  return kitWay(configured, {
    caCertificate: certificate === undefined ? null : certificatesIn(readText(certificate) ?? ''),
    hostKeys: configured.type === 'sftp' ? hostKeysOf(core, configured) : [],
    platform,
  })
}

/** By which keys the server of a place is known on this computer: those that were confirmed in Vaultkeeper, and the person's own. */
function hostKeysOf(core: Core, { host, port, knownHosts }: PlaceOf<'sftp'>): string[] {
  const files = [core.home.knownHosts, knownHosts ?? join(personFolder(core), '.ssh', 'known_hosts')]
  return [...new Set(files.flatMap((file) => keysOfHost(readText(file) ?? '', host, port)))]
}

/** Certificates and host keys take less, in bytes. */
const largest = 4 * 2 ** 20

function readText(file: string): string | null {
  try {
    const facts = statSync(file)
    // A pipe or a device would be read for ever.
    return facts.isFile() && facts.size <= largest ? readFileSync(file, 'utf8') : null
  } catch {
    // Without it the kit says which file is needed.
    return null
  }
}

/** The certificates of a PEM file and nothing else: the private key of the server may stand beside them. `null` where there is none. Pure. */
function certificatesIn(text: string): string | null {
  const found = text.match(/-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g) ?? []
  return found.length === 0 ? null : found.join('\n')
}

function describePlace(core: Core, repository: string, { location, remote }: Pick<RepositoryPlace, 'location' | 'remote'>): string {
  const configured = core.settings.configuration?.repositories[repository]
  if (remote) return `on a server: ${configured === undefined ? location : placeInWords(configured)}`
  return repository === embedded ? `on this computer, in Vaultkeeper's own folder` : 'in a folder of this computer, or on a drive of it'
}

/** What is configured to go there, and what went there before. */
function vaultsIn(core: Core, repository: string): { id: string; name: string; path: string }[] {
  const { configuration } = core.settings
  const planned = Object.values(configuration?.plans ?? {}).filter(({ repositories }) => repositories.includes(repository))
  const ids = new Set(planned.flatMap(({ sources }) => sources.map(({ vault }) => vault)))
  const configured = Object.entries(configuration?.vaults ?? {}).filter(([id]) => ids.has(id))
  const { database } = core.state
  const saved = new Set(knownSnapshots(database, repository).map(({ vault }) => vault))
  const named = configured.map(([id, { name, path }]) => ({ id, name, path }))
  return [...named, ...knownVaults(database).filter(({ id }) => saved.has(id) && !ids.has(id))]
}

/** The ids of its keys, as restic shortens them. A folder shows them; a server is asked, and where it does not answer they are left out. */
async function keysOf(
  core: Core,
  repository: string,
  { location, remote }: Pick<RepositoryPlace, 'location' | 'remote'>,
  host: RunHost,
): Promise<string[]> {
  if (!remote) return keyIds(location).map((id) => id.slice(0, 8))
  try {
    const opened = await openRepository(core, repository, 'read', host)
    return opened.done(await opened.restic.keyList(opened.readTarget, {}, { signal: host.signal }).outcome).map(({ id }) => id)
  } catch (error) {
    if (error instanceof ProblemError) return []
    throw error
  }
}
