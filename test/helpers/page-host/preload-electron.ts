/** What the isolated world of a window and the main process tell each other here. */
export type Told =
  | { readonly kind: 'send'; readonly channel: string }
  | { readonly kind: 'post'; readonly channel: string; readonly ports: readonly number[] }
  /** `base64`: it is bytes, which text has to carry here. */
  | { readonly kind: 'message'; readonly port: number; readonly data: string; readonly base64?: boolean }
  | { readonly kind: 'close'; readonly port: number }

/** The isolated world, in which the preload script runs: the page's own scripts see nothing of it. */
type World = { toHost: (told: string) => void; fromHost: (told: Told) => void }
type Listener = (event: { readonly ports: readonly MessagePort[] }) => void

/**
 * Runs in Chromium: what the preload script has of `electron`. As the real one it hands each port over to the page by a channel of the browser; what comes out at the other
 * end goes to the test's process and back.
 */
export function preloadElectron() {
  const world = globalThis as unknown as World
  const tell = (told: Told) => world.toHost(JSON.stringify(told))
  const listeners = new Map<string, Listener[]>()
  const ends = new Map<number, MessagePort>()

  const makePort = (id: number): MessagePort => {
    const { port1, port2 } = new MessageChannel()
    ends.set(id, port2)
    port2.addEventListener('message', ({ data }) => tell({ kind: 'message', port: id, data }))
    port2.addEventListener('close', () => tell({ kind: 'close', port: id }))
    port2.start()
    return port1
  }
  world.fromHost = (told) => {
    if (told.kind === 'post') {
      const ports = told.ports.map(makePort)
      for (const listener of listeners.get(told.channel) ?? []) listener({ ports })
    } else if (told.kind === 'message')
      ends.get(told.port)?.postMessage(told.base64 ? Uint8Array.from(atob(told.data), (letter) => letter.charCodeAt(0)) : told.data)
    else if (told.kind === 'close') ends.get(told.port)?.close()
  }

  const exposed: Record<string, Record<string, () => void>> = {}
  document.addEventListener('bridge-call', (event) => {
    const [name, key] = JSON.parse((event as CustomEvent<string>).detail) as [string, string]
    exposed[name]?.[key]?.()
  })
  document.addEventListener('bridge-ask', () => {
    const names = Object.entries(exposed).map(([name, api]) => [name, Object.keys(api)])
    document.dispatchEvent(new CustomEvent('bridge-answer', { detail: JSON.stringify(names) }))
  })
  return {
    contextBridge: {
      exposeInMainWorld: (name: string, api: Record<string, () => void>) => {
        exposed[name] = api
      },
    },
    ipcRenderer: {
      send: (channel: string) => tell({ kind: 'send', channel }),
      on: (channel: string, listener: Listener) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
    },
  }
}

/** Runs in Chromium, in the page's own world before its scripts: what was exposed is there, and only that. */
export function exposeBridge(): void {
  document.addEventListener(
    'bridge-answer',
    (event) => {
      for (const [name, keys] of JSON.parse((event as CustomEvent<string>).detail) as [string, string[]][]) {
        const call = (key: string) => () =>
          void document.dispatchEvent(new CustomEvent('bridge-call', { detail: JSON.stringify([name, key]) }))
        Object.defineProperty(globalThis, name, { value: Object.freeze(Object.fromEntries(keys.map((key) => [key, call(key)]))) })
      }
    },
    { once: true },
  )
  document.dispatchEvent(new CustomEvent('bridge-ask'))
}
