import { RPCLink } from '@orpc/client/fetch'

/** How the pages reach the engine: over HTTP, in this host. Everything else is the same in all of them. */
export const link = new RPCLink({ url: () => new URL('rpc', location.href.replace(/[#?].*$/, '')).href })
