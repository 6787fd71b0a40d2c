import type { ContextBridge, IpcRenderer } from 'electron'
import { bridgeName, portMessage, type WindowBridge } from '../main/contract/window-bridge.ts'

/** The page's own window, as far as it is used here. */
type PageWindow = {
  readonly location: { readonly origin: string }
  postMessage(message: string, origin: string, ports: MessagePort[]): void
}

/**
 * Gives the page a way to ask for a port, and passes on each that comes. Which page may have one is decided by the other side, for here anything could have been
 * changed by whoever got in.
 */
export function offerPort(bridge: Pick<ContextBridge, 'exposeInMainWorld'>, ipc: Pick<IpcRenderer, 'send' | 'on'>, page: PageWindow): void {
  const offered: WindowBridge = { askForPort: () => ipc.send(portMessage) }
  bridge.exposeInMainWorld(bridgeName, offered)
  ipc.on(portMessage, ({ ports }) => page.postMessage(portMessage, page.location.origin, ports))
}
