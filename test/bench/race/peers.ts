import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** A peer: its program, what it is asked for its version, and the package of Debian that brings it. */
export type Peer = { readonly program: string; readonly asks: readonly string[]; readonly package: string }

/** Who is run beside us. */
export const peerPackages: readonly Peer[] = [
  { program: 'borg', asks: ['--version'], package: 'borgbackup' },
  { program: 'borgmatic', asks: ['--version'], package: 'borgmatic' },
  { program: 'backintime', asks: ['--version'], package: 'backintime-common' },
  { program: 'duplicity', asks: ['--version'], package: 'duplicity' },
  { program: 'vorta', asks: ['--version'], package: 'vorta' },
  { program: 'deja-dup', asks: ['--version'], package: 'deja-dup' },
]

/** The system's own programs come first: peers in Python have to find the Python that they were installed for. */
export const systemPath = '/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin'

/** Where a peer is; undefined where it is not installed. */
export function findPeer(program: string): string | undefined {
  return systemPath
    .split(':')
    .map((folder) => join(folder, program))
    .find((file) => existsSync(file))
}

/** The line that brings what is missing. */
export function missingPeers(): string | undefined {
  const missing = peerPackages.filter(({ program }) => findPeer(program) === undefined)
  return missing.length === 0
    ? undefined
    : `Not installed, and left out: sudo apt-get install ${missing.map((peer) => peer.package).join(' ')}`
}
