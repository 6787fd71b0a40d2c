import { type StandardLinkClient, StandardRPCLink } from '@orpc/client/standard'
import { ClientPeer } from '@orpc/standard-server-peer'

/** What is used of a port. */
export type PagePort = Pick<MessagePort, 'postMessage' | 'addEventListener' | 'start'>

/**
 * The procedures by a port of the window's host. A port that is lost takes with it what was asked for there, as a lost connection does; whoever asks next is
 * answered at a new one.
 */
export function portLink(receive: () => Promise<PagePort>): StandardRPCLink<Record<never, never>> {
  let peer: Promise<ClientPeer> | undefined
  const connect = async (): Promise<ClientPeer> => {
    const port = await receive()
    const made = new ClientPeer((message) => port.postMessage(message))
    const lose = () => {
      peer = undefined
      // What `fetch` rejects with: to the pages it is the same.
      made.close({ reason: new TypeError('The connection to Vaultkeeper was lost.') })
    }
    port.addEventListener('message', ({ data }) => void made.message(data).catch(lose))
    port.addEventListener('close', lose)
    port.start()
    return made
  }
  const client: StandardLinkClient<Record<never, never>> = {
    call: async (request) => {
      peer ??= connect().catch((error: unknown) => {
        peer = undefined
        throw error
      })
      const response = await (await peer).request(request)
      return { ...response, body: () => Promise.resolve(response.body) }
    },
  }
  return new StandardRPCLink(client, { url: 'http://orpc' })
}
