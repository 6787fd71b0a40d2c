import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Core } from '../core.ts'
import { ProblemError } from '../problem-error.ts'
import { placeInWords } from '../repositories/manage/place-in-words.ts'
import type { PlaceOf } from '../repositories/reach/reach.ts'
import { placeOfRepository, type RepositoryPlace } from '../repositories/repository-place.ts'
import { personFolder } from '../setup/person-path.ts'
import type { KnownRepository } from '../state/queries.ts'
import { isInside } from '../vaults.ts'
import { keysOfHost } from './host-keys.ts'
import { type KitWay, kitWay } from './kit-way.ts'

/** Where it is as configured; one that is not configured any more is where it was seen. */
export function placeFor(core: Core, repository: string, known: KnownRepository): Pick<RepositoryPlace, 'location' | 'remote'> {
  try {
    return placeOfRepository(core, repository, known)
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { location: known.location, remote: /^[a-z0-9]{2,}:/.test(known.location) }
  }
}

/** How plain restic gets there from another computer. */
export function wayTo(core: Core, repository: string, location: string): KitWay {
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

/** Where it is, as a person would say it. */
export function describePlace(core: Core, repository: string, { location, remote }: Pick<RepositoryPlace, 'location' | 'remote'>): string {
  const configured = core.settings.configuration?.repositories[repository]
  if (remote) return `on a server: ${configured === undefined ? location : placeInWords(configured)}`
  return isInside(location, core.home.root)
    ? `on this computer, in Vaultkeeper's own folder`
    : 'in a folder of this computer, or on a drive of it'
}
