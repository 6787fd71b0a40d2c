import { connect, type Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'
import { endpointOf, isThroughProxy } from '../../places/endpoint-of.ts'
import type { PlaceSettings } from './reach.ts'

/** Where a server is met, and who says the first word there. */
type Door = { readonly host: string; readonly port: number; readonly greeting: 'http' | 'tls' | 'none' }

/**
 * Whether a server gives any sign of life before `signal` aborts: a byte, or an end to the connection. That a slow one does as well, long before it has answered
 * restic; one that hangs, or that no packet comes back from, does not. What cannot be asked so is taken to be alive.
 */
export function givesSignOfLife(place: PlaceSettings, environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<boolean> {
  const door = doorOf(place, environment)
  if (door === undefined) return Promise.resolve(true)
  const { host, port, greeting } = door
  return new Promise((resolve) => {
    // Whose certificate it is does not matter here: nothing is said to it.
    const socket: Socket =
      greeting === 'tls'
        ? connectSecurely({ host, port, rejectUnauthorized: false, ...(/^[\d.:]+$/.test(host) ? {} : { servername: host }) })
        : connect({ host, port })
    const tell = (alive: boolean) => {
      resolve(alive)
      signal.removeEventListener('abort', onAbort)
      socket.destroy()
    }
    // ssh may know another way to a name that we do not get to: only one that was reached can be deaf.
    const onAbort = () => tell(greeting === 'none' && socket.connecting)
    signal.addEventListener('abort', onAbort)
    for (const event of ['data', 'secureConnect', 'error', 'end']) socket.on(event, () => tell(true))
    if (greeting === 'http') socket.write(`HEAD / HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: close\r\n\r\n`)
  })
}

function doorOf(place: PlaceSettings, environment: NodeJS.ProcessEnv): Door | undefined {
  if (place.type === 'sftp') return { host: place.host, port: place.port ?? 22, greeting: 'none' }
  const url = endpointOf(place)?.url
  if (url === undefined || isThroughProxy(url, environment)) return undefined
  const secure = url.protocol === 'https:'
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port) || (secure ? 443 : 80),
    greeting: secure ? 'tls' : 'http',
  }
}
