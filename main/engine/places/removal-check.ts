import type { PlaceCheck } from '../../contract/procedures/places.ts'
import type { Core } from '../core.ts'
import type { Asked } from './ask-restic.ts'
import { attention, good } from './place-check.ts'
import { probeHttp } from './probe-http.ts'
import type { RemotePlace } from './test-remote.ts'

/**
 * Whether what is old can be removed at a place. A REST server is asked to delete a file that cannot be there: one that only lets add says no, another says that
 * it is not there. Of other places only the lock tells, which restic removes again.
 * @see https://github.com/restic/rest-server#append-only-mode
 */
export async function removalCheck(
  core: Core,
  { place, credentials, appendOnly }: RemotePlace,
  asked: Asked,
  signal: AbortSignal,
): Promise<PlaceCheck[]> {
  const isRefused =
    place.type === 'rest' ? await refusesDelete(core, place, credentials, signal) : asked.kind === 'opened' && asked.notRemoved
  if (isRefused === undefined) return []
  if (isRefused)
    return [
      appendOnly
        ? good('remove', 'Nothing can be removed there, as it is meant: append-only.')
        : attention(
            'remove',
            'Nothing can be removed there (append-only): nobody can delete your backups from here, and they only grow.',
            'If that is meant, write "appendOnly": true (--append-only). Old snapshots are then removed by the server itself, or never.',
          ),
    ]
  return place.type === 'rest' || asked.kind === 'opened' ? [good('remove', 'What is old can be removed there.')] : []
}

async function refusesDelete(
  core: Core,
  { url, user, caCertificate }: Extract<RemotePlace['place'], { type: 'rest' }>,
  credentials: RemotePlace['credentials'],
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const nothing = core.ports.randomBytes(32).toString('hex')
  const authorization = user === undefined ? undefined : `${user}:${credentials.get('user-password') ?? ''}`
  const probe = await probeHttp(
    { url: new URL(`${url.replace(/\/+$/, '')}/data/${nothing}`), method: 'DELETE', caCertificate, authorization },
    signal,
  )
  if (probe.kind !== 'answer') return undefined
  const { status } = probe.answer
  return status === 403 || status === 405 ? true : status === 404 || status === 200 ? false : undefined
}
