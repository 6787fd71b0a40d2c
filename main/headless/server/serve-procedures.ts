import type { Context } from '@orpc/server'
import type { Pages } from '../../engine/pages/read-pages.ts'
import type { Ports } from '../../engine/ports.ts'
import { createCredentials } from './credentials.ts'
import { handleRequest, type Site } from './handle-request.ts'
import { listenOnLoopback } from './loopback-listeners.ts'
import { oneTimeAddress } from './one-time-codes.ts'
import { hostProcedures, type Procedures } from './procedures.ts'

/** A server that is at work. */
export type RunningServer = {
  readonly port: number
  /** An address that opens the pages once, within ten minutes: each call makes another. Show it to nobody but the person. */
  readonly address: () => string
  /** Ends streams, waits a little for answers that are under way, and gives the port back. */
  readonly close: () => Promise<void>
}

/** How long answers that are under way may take at the end, in ms. */
const patience = 2_000

/** Serves procedures and pages on loopback to whoever has the token. @returns `undefined` when the port is taken */
export async function serveProcedures<T extends Context>(
  procedures: Procedures<T>,
  pages: Pages,
  secrets: { readonly token: string; readonly key: string },
  port: number,
  ports: Pick<Ports, 'clock' | 'randomBytes' | 'log'>,
): Promise<RunningServer | undefined> {
  let site: Site | undefined
  let leave = () => {}
  const listeners = await listenOnLoopback(port, (request, response) => {
    if (site === undefined) return void response.destroy()
    // A connection that is kept for another request would keep an ending server waiting.
    response.once('close', () => setImmediate(leave))
    void handleRequest(site, request, response)
  })
  if (listeners === undefined) return undefined
  const host = hostProcedures(procedures, ports.log)
  const credentials = createCredentials(secrets, listeners.port, ports)
  site = { port: listeners.port, pages, procedures: host, credentials, ports }
  return {
    port: listeners.port,
    address: () => oneTimeAddress(listeners.port, secrets.key, ports),
    close: async () => {
      const { servers } = listeners
      leave = () => {
        for (const server of servers) server.closeIdleConnections()
      }
      const ended = servers.map((server) => new Promise((resolve) => server.close(resolve)))
      host.end()
      const timer = setTimeout(() => {
        for (const server of servers) server.closeAllConnections()
      }, patience)
      await Promise.all(ended)
      clearTimeout(timer)
    },
  }
}
