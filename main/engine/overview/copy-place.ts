import type { VaultCopy } from '../../contract/procedures/overview.ts'
import type { Core } from '../core.ts'
import { type Disk, diskOf } from '../machine/disk-of.ts'
import { isThere } from '../machine/silent-mounts.ts'
import { missingDrive, placeOfRepository } from '../repositories/repository-place.ts'
import { knownRepository } from '../state/queries.ts'

/**
 * Where a repository is and whether it is there, as far as this machine can tell without asking anybody.
 * @param disk the one that the vault lies on: a copy on the same one ends with it
 */
export function copyPlace(core: Core, repository: string, disk: Disk | undefined): Pick<VaultCopy, 'location' | 'place' | 'there'> {
  const known = knownRepository(core.state.database, repository)
  const { location, remote } = placeOfRepository(core, repository, known)
  if (remote) return { location, place: 'server', there: null }
  // One that was never made is not missed.
  const there = isThere(location) ? true : known?.id ? false : null
  if (there === false || missingDrive(location) !== undefined) return { location, place: 'another-disk', there }
  const holder = diskOf(location)
  // A folder of another machine that is mounted here goes with that one, not with this.
  if (holder?.network && holder.key !== disk?.key) return { location, place: 'server', there }
  return { location, place: holder?.key === disk?.key ? 'this-disk' : 'another-disk', there }
}
