import type { AnyRouter, Context } from '@orpc/server'
import { StandardRPCHandler } from '@orpc/server/standard'
import { ServerPeer } from '@orpc/standard-server-peer'
import type { MessagePortMain } from 'electron'
import { createHosting } from '../../engine/procedures/hosting.ts'

/** Our end of a channel to a page. */
export type Port = Pick<MessagePortMain, 'on' | 'postMessage' | 'start' | 'close'>

/** A page that is being answered. `close` ends all that it asked for, and the port. */
export type Connection = { readonly close: () => void }

/** The procedures, for whatever page has a port. */
export type PortsHost = {
  /** Begins to answer at a port, until it is closed from either side. */
  readonly connect: (port: Port) => Connection
  /** How many ports are open. */
  readonly open: () => number
  /** Ends every connection. */
  readonly end: () => void
}

type Answer = NonNullable<Parameters<ServerPeer['message']>[1]>

/** The longest message that is taken, as over HTTP. */
const longest = 1_048_576

/** Makes procedures answer at ports. What a page sends that is no question of ours costs it its connection; it never costs more. */
export function hostPorts<T extends Context>(router: AnyRouter, context: T, log: (text: string) => void): PortsHost {
  const hosting = createHosting<T>(log)
  const handler = new StandardRPCHandler<T>(router, hosting.options)
  const answer: Answer = async (request) => {
    const { response } = await handler.handle({ ...request, body: () => Promise.resolve(request.body) }, { context })
    return response ?? { status: 404, headers: {}, body: undefined }
  }
  const connections = new Set<Connection>()

  const connect = (port: Port): Connection => {
    const peer = new ServerPeer((message) => port.postMessage(message))
    const close = () => {
      if (!connections.delete(connection)) return
      peer.close()
      port.close()
    }
    const connection: Connection = { close }
    connections.add(connection)
    const refuse = (why: string) => {
      log(`A window's page was cut off: ${why}`)
      close()
    }
    port.on('message', ({ data }) => {
      if (!connections.has(connection)) return
      if (typeof data !== 'string') return refuse('it sent something else than text.')
      if (data.length > longest) return refuse(`it sent a message of ${data.length} characters.`)
      peer.message(data, answer).catch((error: unknown) => {
        // What ended with its connection has nobody to be told to.
        if (connections.has(connection)) refuse(error instanceof Error ? (error.stack ?? error.message) : String(error))
      })
    })
    port.on('close', close)
    port.start()
    return connection
  }

  return {
    connect,
    open: () => connections.size,
    end: () => {
      for (const connection of [...connections]) connection.close()
      hosting.end()
    },
  }
}
