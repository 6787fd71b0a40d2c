import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle, Session, WebContents } from 'electron'
import type { Electron } from '../../../main/electron/electron.ts'
import type { FakeApp } from './app.ts'
import { FakeEmitter, fakeEvent } from './emitter.ts'
import { faithful } from './faithful.ts'
import type { createFakeSession } from './session.ts'
import { FakeContents } from './web-contents.ts'

/** A window of a person's desktop. */
export class FakeBrowserWindow
  extends FakeEmitter
  implements
    Pick<
      BrowserWindow,
      | 'close'
      | 'destroy'
      | 'focus'
      | 'getNormalBounds'
      | 'isDestroyed'
      | 'isMaximized'
      | 'isMinimized'
      | 'isVisible'
      | 'maximize'
      | 'restore'
      | 'setBackgroundColor'
      | 'show'
    >
{
  readonly options: BrowserWindowConstructorOptions
  /** Its contents as tests see them. */
  readonly contents: FakeContents
  /** How it stands before the person. */
  readonly stands = { visible: false, minimized: false, maximized: false, focused: 0, colour: '' }
  bounds: Rectangle
  private readonly app: FakeApp
  private readonly real: WebContents
  private readonly leave: () => void
  private gone = false

  constructor(app: FakeApp, options: BrowserWindowConstructorOptions, contents: FakeContents, real: WebContents) {
    super()
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready')
    this.app = app
    this.options = options
    this.contents = contents
    this.real = real
    const { x = 0, y = 0, width = 800, height = 600 } = options
    this.bounds = { x, y, width, height }
    this.stands.visible = options.show !== false
    this.stands.colour = options.backgroundColor ?? '#FFF'
    contents.once('did-finish-load', () => this.emit('ready-to-show'))
    this.leave = app.windowOpened(this)
  }
  get webContents(): WebContents {
    if (this.gone) throw new TypeError('Object has been destroyed')
    return this.real
  }
  show(): void {
    this.stands.visible = true
    this.emit('show')
  }
  focus(): void {
    this.stands.focused++
  }
  restore(): void {
    this.stands.minimized = false
  }
  maximize(): void {
    this.stands.maximized = true
    this.emit('maximize')
  }
  isVisible(): boolean {
    return this.stands.visible
  }
  isMinimized(): boolean {
    return this.stands.minimized
  }
  isMaximized(): boolean {
    return this.stands.maximized
  }
  isDestroyed(): boolean {
    return this.gone
  }
  getNormalBounds(): Rectangle {
    if (this.gone) throw new TypeError('Object has been destroyed')
    return this.bounds
  }
  setBackgroundColor(colour: string): void {
    this.stands.colour = colour
  }
  /** `close`, then the page is asked, then it is gone. A page that hangs is never heard of again. */
  close(): void {
    if (this.gone) return
    const event = fakeEvent()
    this.emit('close', event)
    if (event.defaultPrevented) this.app.windowStays()
    else setImmediate(() => this.askPage())
  }
  private askPage(): void {
    if (this.gone || this.contents.page?.hangs) return
    const leaving = fakeEvent()
    if (this.contents.page?.unsaved) {
      this.contents.emit('will-prevent-unload', leaving)
      if (!leaving.defaultPrevented) {
        this.app.windowStays()
        return
      }
    }
    this.destroy()
  }
  destroy(): void {
    if (this.gone) return
    this.contents.destroy()
    this.gone = true
    this.emit('closed')
    this.removeAllListeners()
    this.leave()
  }

  // --- what people do

  /** They move it, or make it larger. */
  place(bounds: Rectangle): void {
    this.bounds = bounds
    this.emit('move')
    this.emit('resize')
  }
}

/** `BrowserWindow`, and the windows that were made of it. */
export function createFakeBrowserWindow(app: FakeApp, sessions: ReturnType<typeof createFakeSession>) {
  const windows: FakeBrowserWindow[] = []
  const everyContents: FakeContents[] = []
  const open = () => windows.filter((window) => !window.isDestroyed())
  /** Contents come to be, of a window or of whatever else. */
  const contentsOf = (session: Session, type?: ReturnType<WebContents['getType']>) => {
    const contents = new FakeContents(session, sessions.seen(session), type)
    everyContents.push(contents)
    const real = faithful<WebContents>('WebContents', contents as unknown as Partial<WebContents>)
    app.emit('web-contents-created', fakeEvent(), real)
    return { contents, real }
  }
  function BrowserWindow(options: BrowserWindowConstructorOptions = {}): BrowserWindow {
    const session = options.webPreferences?.session
    if (session === undefined) throw new Error('The fake Electron was not told of windows with the default session.')
    const { contents, real } = contentsOf(session)
    const window = new FakeBrowserWindow(app, options, contents, real)
    windows.push(window)
    const seen = faithful<BrowserWindow>('BrowserWindow', window as unknown as Partial<BrowserWindow>)
    app.emit('browser-window-created', fakeEvent(), seen)
    return seen
  }
  return {
    electron: { BrowserWindow: BrowserWindow as unknown as Electron['BrowserWindow'] },
    open,
    /** Every window that ever was. */
    all: windows,
    contentsOf,
    /** The one that is open. */
    only: (): FakeBrowserWindow => {
      const [window, ...others] = open()
      if (window === undefined || others.length > 0) throw new Error(`There are ${open().length} windows.`)
      return window
    },
    listening: () =>
      windows.reduce((sum, window) => sum + window.listening(), 0) + everyContents.reduce((sum, contents) => sum + contents.listening(), 0),
  }
}
