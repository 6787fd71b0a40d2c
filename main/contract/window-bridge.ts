/**
 * What a window's page has of its host beside a port: one way of asking for that port. It comes as a `message` of the page's own window, with `portMessage` for
 * its data, because a port cannot be handed through a function of the bridge.
 */
export type WindowBridge = { readonly askForPort: () => void }

/** What the bridge is called in a window's page. In a browser there is none. */
export const bridgeName = 'vaultkeeper'

/** The one message between a window and its host, both ways: "give me a port", "here it is"; and the message by which the page gets it. */
export const portMessage = 'vaultkeeper:port'
