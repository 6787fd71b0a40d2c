import { createServer, type RequestListener, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { fail, systemCode } from '../../engine/problem-error.ts'
import { type Refusal, refusals } from './refusal.ts'
import { rawRefusal } from './send-refusal.ts'

/** This machine's own addresses: who sits elsewhere cannot reach them. */
const addresses = ['127.0.0.1', '::1'] as const
/** What an address family says that this machine does not have. */
const absent = ['EAFNOSUPPORT', 'EADDRNOTAVAIL', 'EINVAL']

/** Servers on one port of this machine's own addresses. */
export type Listeners = { readonly port: number; readonly servers: readonly Server[] }

/**
 * Listens on 127.0.0.1 and, where there is one, ::1. `port` 0 is any free one.
 * @returns `undefined` when the port is taken
 */
export async function listenOnLoopback(port: number, listener: RequestListener): Promise<Listeners | undefined> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const listeners = await listenOnce(port, listener)
    // A port that was free on one of the two may be taken on the other: another one, then.
    if (listeners !== undefined || port !== 0) return listeners
  }
  return undefined
}

async function listenOnce(wanted: number, listener: RequestListener): Promise<Listeners | undefined> {
  const servers: Server[] = []
  let port = wanted
  for (const host of addresses) {
    const server = guardedServer(listener)
    const code = await listen(server, host, port)
    if (code === '') {
      servers.push(server)
      const address = server.address()
      if (typeof address === 'object' && address !== null) port = address.port
    } else if (!(host === '::1' && absent.includes(code))) {
      for (const open of servers) open.close()
      if (code === 'EADDRINUSE') return undefined
      return fail(
        'server-cannot-listen',
        `The pages cannot be served on ${host}, port ${port} (${code}).`,
        code === 'EACCES' ? 'Take a port above 1023.' : 'Take another port with --port.',
      )
    }
  }
  return { port, servers }
}

function listen(server: Server, host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const onError = (error: Error) => resolve(systemCode(error) || 'unknown')
    server.once('error', onError)
    server.listen({ host, port, ipv6Only: host === '::1', exclusive: true }, () => {
      server.off('error', onError)
      resolve('')
    })
  })
}

/** A server that neither slow nor endless requests can tie up. Answers may take as long as they like: streams do. */
function guardedServer(listener: RequestListener): Server {
  const server = createServer(
    {
      maxHeaderSize: 16_384,
      headersTimeout: 5_000,
      requestTimeout: 30_000,
      connectionsCheckingInterval: 1_000,
      keepAliveTimeout: 10_000,
      // Refused by us, with our headers.
      requireHostHeader: false,
    },
    listener,
  )
  server.maxConnections = 256
  server.on('clientError', (error, socket) => refuse(socket as Socket, refusalOf(systemCode(error))))
  for (const event of ['checkContinue', 'checkExpectation'] as const) server.on(event, listener)
  // Whatever they ask for, it is no other protocol.
  server.on('connect', (_, socket) => refuse(socket as Socket, refusals.method))
  return server
}

function refusalOf(code: string): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return refusals.manyHeaders
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? refusals.slow : refusals.malformed
}

function refuse(socket: Socket, refusal: Refusal): void {
  socket.on('error', () => undefined)
  // Something was answered already, or nobody listens any more: nothing to add.
  if (!socket.writable || socket.bytesWritten > 0) return void socket.destroy()
  socket.end(rawRefusal(refusal), () => socket.destroy())
}
