import type { MessagePort } from 'node:worker_threads'
import type { MessagePortMain, RenderProcessGoneDetails, WebContents, WebFrameMain } from 'electron'
import { portMessage } from '../../../main/contract/window-bridge.ts'
import { FakeEmitter, fakeEvent } from './emitter.ts'
import { faithful } from './faithful.ts'
import { FakePage } from './fake-page.ts'
import { handOver } from './message-channel.ts'
import type { FakeSession } from './session.ts'

let frames = 0

/** A frame of a page, as the main process sees it. */
class FakeFrame
  implements Pick<WebFrameMain, 'parent' | 'frameTreeNodeId' | 'url' | 'origin' | 'detached' | 'isDestroyed' | 'postMessage'>
{
  readonly parent: WebFrameMain | null
  readonly frameTreeNodeId = ++frames
  url = ''
  detached = false
  gone = false
  /** Where it goes what is posted to it. */
  onMessage: (channel: string, message: unknown, ports: readonly MessagePort[]) => void = () => {}

  constructor(parent: WebFrameMain | null = null) {
    this.parent = parent
  }
  get origin(): string {
    return /^[\w+.-]+:\/\/[^/#?]*/.exec(this.url)?.[0] ?? 'null'
  }
  isDestroyed(): boolean {
    return this.gone
  }
  postMessage(channel: string, message: unknown, transfer: MessagePortMain[] = []): void {
    if (this.gone) throw new Error('Render frame was disposed before WebFrameMain could be accessed')
    this.onMessage(channel, message, transfer.map(handOver))
  }
}

let ids = 0
type OpenHandler = Parameters<WebContents['setWindowOpenHandler']>[0]

/** The contents of a window: a page that is loaded by way of its session, and what it may try. */
export class FakeContents
  extends FakeEmitter
  implements
    Pick<
      WebContents,
      | 'close'
      | 'forcefullyCrashRenderer'
      | 'getType'
      | 'getURL'
      | 'id'
      | 'isDestroyed'
      | 'loadURL'
      | 'reload'
      | 'setWebRTCIPHandlingPolicy'
      | 'setWindowOpenHandler'
    >
{
  readonly id = ++ids
  readonly ipc = new FakeEmitter() as FakeEmitter & WebContents['ipc']
  readonly session: WebContents['session']
  readonly frame = new FakeFrame()
  readonly mainFrame: WebFrameMain
  webRtc = 'default'
  /** What runs in it now. */
  page: FakePage | undefined
  private readonly seen: FakeSession
  private readonly type: ReturnType<WebContents['getType']>
  private openHandler: OpenHandler | undefined
  private gone = false

  constructor(session: WebContents['session'], seen: FakeSession, type: ReturnType<WebContents['getType']> = 'window') {
    super()
    this.session = session
    this.seen = seen
    this.type = type
    this.mainFrame = faithful<WebFrameMain>('WebFrameMain', this.frame)
    this.frame.onMessage = (channel, message, ports) => this.page?.receive(channel, message, ports)
  }
  getType(): ReturnType<WebContents['getType']> {
    return this.type
  }
  getURL(): string {
    return this.frame.url
  }
  isDestroyed(): boolean {
    return this.gone
  }
  setWebRTCIPHandlingPolicy(policy: Parameters<WebContents['setWebRTCIPHandlingPolicy']>[0]): void {
    this.webRtc = policy
  }
  setWindowOpenHandler(handler: OpenHandler): void {
    this.openHandler = handler
  }
  /** A step behind `#` is one within the page; whatever else is loaded is loaded anew. */
  async loadURL(url: string): Promise<void> {
    const [document] = url.split('#', 1)
    if (this.page && url !== this.frame.url && url.includes('#') && this.frame.url.split('#', 1)[0] === document) {
      this.frame.url = url
      this.emit('did-navigate-in-page', fakeEvent(), url, true)
      return
    }
    const answer = await this.seen.ask(url, 'mainFrame')
    if (this.gone) throw Object.assign(new Error(`ERR_ABORTED (-3) loading '${url}'`), { code: 'ERR_ABORTED', errno: -3 })
    if (answer === undefined) throw Object.assign(new Error(`ERR_FAILED (-2) loading '${url}'`), { code: 'ERR_FAILED', errno: -2 })
    this.endPage()
    this.frame.url = url
    this.page = new FakePage((channel) => this.hear(channel))
    this.emit('did-navigate', fakeEvent(), url, 200, '')
    this.emit('did-finish-load')
  }
  reload(): void {
    void this.loadURL(this.frame.url)
  }
  close(): void {
    this.destroy()
  }
  forcefullyCrashRenderer(): void {
    this.crash('killed')
  }

  // --- what pages and people do

  /** A message of a page, from a frame of it, or whatever says that it is one. */
  hear(channel: string = portMessage, senderFrame: WebFrameMain | null = this.mainFrame, sender: { readonly id: number } = this): void {
    this.ipc.emit(channel, { ...fakeEvent(), ports: [], sender, senderFrame })
  }
  /** The page, or a person in it, wants to go somewhere. @returns whether it may */
  wander(
    url: string,
    event: 'will-navigate' | 'will-frame-navigate' | 'will-redirect',
    isMainFrame = event !== 'will-frame-navigate',
  ): boolean {
    const details = { ...fakeEvent(), url, isMainFrame, isSameDocument: false }
    const told = Object.assign(details, { preventDefault: () => Object.assign(details, { defaultPrevented: true }) })
    this.emit(event, told, url)
    return !told.defaultPrevented
  }
  /** `window.open`. @returns whether a window is opened */
  openFrom(url: string): boolean {
    const answer = this.openHandler?.({
      url,
      frameName: '',
      features: '',
      disposition: 'foreground-tab',
      referrer: { url: '', policy: 'no-referrer' },
    })
    return answer?.action !== 'deny'
  }
  /** The process of the page ends. */
  crash(reason: RenderProcessGoneDetails['reason']): void {
    this.endPage()
    this.emit('render-process-gone', fakeEvent(), { reason, exitCode: 133 })
  }
  /** They are gone with their window. */
  destroy(): void {
    if (this.gone) return
    this.gone = true
    this.endPage()
    this.frame.gone = true
    this.emit('destroyed')
    this.removeAllListeners()
    this.ipc.removeAllListeners()
  }
  override listening(): number {
    return super.listening() + this.ipc.listening()
  }

  private endPage(): void {
    this.page?.end()
    this.page = undefined
  }
}
