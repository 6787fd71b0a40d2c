import { EventEmitter } from 'node:events'
import type { MessagePort } from 'node:worker_threads'
import { ServerPeer } from '@orpc/standard-server-peer'
import type { MessagePortMain, WebContents, WebFrameMain } from 'electron'
import type { Page } from 'playwright-core'
import { connectWindow } from '../../../main/electron/carrier/connect-window.ts'
import type { PortsHost } from '../../../main/electron/carrier/host-ports.ts'
import { pagesOrigin } from '../../../main/electron/hardening/pages-scheme.ts'
import type { Pages } from '../../../main/engine/pages/read-pages.ts'
import { faithful } from '../fake-electron/faithful.ts'
import { createFakeMessageChannel, handOver } from '../fake-electron/message-channel.ts'
import { answerRequests } from './answer-requests.ts'
import { beginDocuments, world } from './begin-documents.ts'
import type { Told } from './preload-electron.ts'

/** What a window is opened with. `origin` stands for the pages' scheme. */
export type WindowParts = {
  readonly origin: string
  readonly pages: Pages
  /** The text of the bundled preload script. */
  readonly preload: string
  /** `undefined` while the engine does not answer. */
  readonly procedures: () => PortsHost | undefined
  readonly log: (text: string) => void
}

/** Stands between a page and the procedures: is given each question of the page, and passes it on or has it answered with something else. */
type Between = (question: string, pass: () => void, answer: (question: string, status: number, body: unknown) => void) => void

/** A window, as its host sees it. */
export type WindowOpened = {
  /** The host closes the port of its page, and knows nothing of it any more. */
  readonly losePort: () => void
  /** Ports that are open, on either side of it. */
  readonly openPorts: () => number
  /** `undefined`: nothing stands there any more. */
  readonly putBetween: (between: Between | undefined) => void
}

let windows = 0

/**
 * Makes a page of Chromium a window of the tray app: the real preload script in a world of its own, the real carrier at the other end of its ports, the pages as their
 * scheme answers for them. Only `electron` itself is stood in for.
 */
export async function openInWindow(page: Page, parts: WindowParts): Promise<WindowOpened> {
  const { origin, preload, procedures, log } = parts
  const session = await page.context().newCDPSession(page)
  await answerRequests(page, parts)
  const channels = createFakeMessageChannel()
  const ipc = new EventEmitter()
  const contents = new EventEmitter()
  const id = ++windows
  const ports = new Map<number, MessagePort>()
  let [url, context, posted] = ['about:blank', 0, 0]
  const asSeenByHost = (address: string) => (address.startsWith(origin) ? pagesOrigin + address.slice(origin.length) : address)

  const tell = async (told: Told) => {
    // A document that is gone hears nothing more.
    await session
      .send('Runtime.evaluate', { expression: `fromHost(${JSON.stringify(told)})`, contextId: context })
      .catch((error: unknown) => log(`Not told to a window's page: ${String(error)}`))
  }
  const dropPorts = () => {
    for (const port of ports.values()) port.close()
    ports.clear()
  }
  const give = (port: MessagePort): number => {
    posted += 1
    const number = posted
    ports.set(number, port)
    port.on('message', (data: string | Uint8Array) => {
      const bytes = typeof data === 'string' ? { data } : { data: Buffer.from(data).toString('base64'), base64: true }
      void tell({ kind: 'message', port: number, ...bytes })
    })
    port.on('close', () => {
      if (ports.delete(number)) void tell({ kind: 'close', port: number })
    })
    return number
  }
  const frame = faithful<WebFrameMain>('WebFrameMain', {
    parent: null,
    frameTreeNodeId: 1,
    get url() {
      return asSeenByHost(url)
    },
    get origin() {
      return url.startsWith(origin) ? pagesOrigin : 'null'
    },
    detached: false,
    isDestroyed: () => page.isClosed(),
    postMessage: (channel: string, _message: unknown, transfer: MessagePortMain[] = []) =>
      void tell({ kind: 'post', channel, ports: transfer.map(handOver).map(give) }),
  })
  const window = faithful<WebContents>('WebContents', {
    id,
    mainFrame: frame,
    isDestroyed: () => page.isClosed(),
    ipc: ipc as unknown as WebContents['ipc'],
    ...listening(contents),
  })
  const connect: PortsHost['connect'] = (port) => {
    const host = procedures()
    if (host !== undefined) return host.connect(port)
    port.close()
    return { close: () => undefined }
  }
  connectWindow({ electron: channels.electron, contents: window, connect, log })

  const hear = (told: Told) => {
    if (told.kind === 'send') ipc.emit(told.channel, { sender: window, senderFrame: frame })
    else if (told.kind === 'message') between(told.data, askHost(told), answerInstead(told.port))
    else if (told.kind === 'close') ports.get(told.port)?.close()
  }
  const askHost =
    ({ port, data }: { readonly port: number; readonly data: string }) =>
    () =>
      void ports.get(port)?.postMessage(data)
  const answerInstead =
    (port: number): Parameters<Between>[2] =>
    (question, status, body) => {
      const peer = new ServerPeer((message) => tell({ kind: 'message', port, data: String(message) }))
      void peer.message(question, async () => ({ status, headers: {}, body }))
    }
  let between: Between = (_, pass) => pass()
  session.on('Page.frameNavigated', ({ frame: { parentId, url: base, urlFragment = '' } }) => {
    if (parentId === undefined) url = base + urlFragment
  })
  session.on('Page.navigatedWithinDocument', (event) => {
    url = event.url
  })
  session.on('Runtime.executionContextCreated', ({ context: { id: created, name } }) => {
    if (name === world) context = created
  })
  // Its document is gone, and its ports with it.
  session.on('Runtime.executionContextsCleared', dropPorts)
  session.on('Runtime.bindingCalled', ({ payload }) => hear(JSON.parse(payload) as Told))
  page.on('close', () => {
    dropPorts()
    contents.emit('destroyed')
  })
  await beginDocuments(session, preload)
  return {
    losePort: () => void contents.emit('render-process-gone'),
    openPorts: channels.openPorts,
    putBetween: (one = (_, pass) => pass()) => {
      between = one
    },
  }
}

function listening(emitter: EventEmitter) {
  return { on: emitter.on.bind(emitter), once: emitter.once.bind(emitter) } as unknown as Pick<WebContents, 'on' | 'once'>
}
