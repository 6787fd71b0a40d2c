import type { BaseWindow, BaseWindowConstructorOptions, WindowSessionEndEvent } from 'electron'
import type { Electron } from '../../../main/electron/electron.ts'
import type { FakeApp } from './app.ts'
import { FakeEmitter, fakeEvent } from './emitter.ts'
import { faithful } from './faithful.ts'

/** A window without a page. */
class FakeBaseWindow extends FakeEmitter implements Pick<BaseWindow, 'close' | 'destroy' | 'isDestroyed'> {
  readonly options: BaseWindowConstructorOptions
  private readonly app: FakeApp
  private readonly leave: () => void
  private gone = false

  constructor(app: FakeApp, options: BaseWindowConstructorOptions) {
    super()
    this.app = app
    this.options = options
    if (!app.isReady()) throw new Error('Cannot create BaseWindow before app is ready')
    this.leave = app.windowOpened(this)
  }
  close(): void {
    const event = fakeEvent()
    this.emit('close', event)
    if (event.defaultPrevented) this.app.windowStays()
    else this.destroy()
  }
  destroy(): void {
    if (this.gone) return
    this.gone = true
    this.emit('closed')
    this.leave()
  }
  isDestroyed(): boolean {
    return this.gone
  }
}

/** `BaseWindow`, and the windows that were made of it. */
export function createFakeBaseWindow(app: FakeApp) {
  const windows: FakeBaseWindow[] = []
  const open = () => windows.filter((window) => !window.isDestroyed())
  function BaseWindow(options: BaseWindowConstructorOptions = {}): BaseWindow {
    const window = new FakeBaseWindow(app, options)
    windows.push(window)
    return faithful<BaseWindow>('BaseWindow', window as unknown as Partial<BaseWindow>)
  }
  return {
    electron: { BaseWindow: BaseWindow as unknown as Electron['BaseWindow'] },
    open,
    /** Windows ends the session, and tells each window so, shown or not. */
    endSession: (reasons: WindowSessionEndEvent['reasons']) => {
      if (app.options.platform === 'win32') for (const window of open()) window.emit('session-end', { ...fakeEvent(), reasons })
    },
    listening: () => open().reduce((sum, window) => sum + window.listening(), 0),
  }
}
