import type { ComebackPlace } from '../../contract/procedures/comeback.ts'
import type { HostKey } from '../../contract/procedures/places.ts'
import type { RepositorySecret } from '../../contract/procedures/repository-entry.ts'
import type { Core } from '../core.ts'
import { testPlace } from '../places/test-place.ts'
import { placeInWords } from '../repositories/manage/place-in-words.ts'
import { namedPlace } from './open-backups.ts'

/** What a place is, and which secrets it asks for. Nothing is opened; of a server that ssh reaches the host key is looked at. Throws a problem for what is no place. */
export async function describePlace(
  core: Core,
  named: ComebackPlace,
  signal: AbortSignal | undefined,
): Promise<{
  readonly place: string
  readonly settings: Record<string, unknown>
  readonly needs: readonly RepositorySecret[]
  readonly hostKey: HostKey | null
}> {
  const { place, settings, needs, given } = namedPlace(core, named)
  const hostKey = place.type === 'sftp' ? (await testPlace(core, { settings }, signal)).hostKey : null
  return {
    place: placeInWords(place),
    settings: { ...settings },
    needs: needs.map(({ part, label, optional, instead }) => ({
      name: part,
      part,
      label,
      optional: optional || instead !== undefined,
      kept: given[part] === undefined ? 'nowhere' : 'environment',
    })),
    hostKey,
  }
}
