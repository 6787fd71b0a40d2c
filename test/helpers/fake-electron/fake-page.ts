import type { MessagePort } from 'node:worker_threads'
import { bridgeName, type WindowBridge } from '../../../main/contract/window-bridge.ts'
import { offerPort } from '../../../preload/offer-port.ts'

/** What runs in a window: the real preload's code, and behind it what the page has of it. */
export class FakePage {
  /** Everything that the preload gives to the page. */
  readonly exposed: Record<string, unknown> = {}
  /** Something in it was not saved. */
  unsaved = false
  /** It does not answer any more. */
  hangs = false
  private readonly held: MessagePort[] = []
  private readonly waiting: ((port: MessagePort) => void)[] = []
  private onPort: ((event: { readonly ports: readonly MessagePort[] }) => void) | undefined

  constructor(send: (channel: string) => void) {
    const ipc = {
      send: (channel: string) => send(channel),
      on: (_channel: string, listener: unknown) => {
        this.onPort = listener as typeof this.onPort
        return ipc
      },
    }
    const page = {
      location: { origin: 'vaultkeeper-pages://pages' },
      postMessage: (_message: string, _origin: string, ports: readonly unknown[]) => {
        for (const port of ports as MessagePort[]) this.take(port)
      },
    }
    offerPort({ exposeInMainWorld: (name, api) => Object.assign(this.exposed, { [name]: api }) }, ipc as never, page)
  }
  get bridge(): WindowBridge {
    return this.exposed[bridgeName] as WindowBridge
  }
  /** Asks for a port as pages do, and waits for it. */
  receivePort(): Promise<MessagePort> {
    return new Promise((resolve) => {
      this.waiting.push(resolve)
      this.bridge.askForPort()
    })
  }
  /** What the main process posts to it. */
  receive(_channel: string, _message: unknown, ports: readonly MessagePort[]): void {
    this.onPort?.({ ports })
  }
  /** Its process is gone, and with it what it holds. */
  end(): void {
    for (const port of this.held.splice(0)) port.close()
  }

  private take(port: MessagePort): void {
    this.held.push(port)
    this.waiting.shift()?.(port)
  }
}
