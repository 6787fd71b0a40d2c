import type { PowerMonitor } from 'electron'
import type { FakeApp } from './app.ts'
import { FakeEmitter, type FakeEvent, fakeEvent } from './emitter.ts'
import { faithful } from './faithful.ts'

/** Which systems tell what, by Electron's documentation. What one does not tell of never arrives there. */
const toldBy: Readonly<Record<string, readonly NodeJS.Platform[]>> = {
  suspend: ['linux', 'darwin', 'win32'],
  resume: ['linux', 'darwin', 'win32'],
  'on-ac': ['darwin', 'win32'],
  'on-battery': ['darwin'],
  'lock-screen': ['darwin', 'win32'],
  'unlock-screen': ['darwin', 'win32'],
  shutdown: ['linux', 'darwin'],
}

/** `powerMonitor`: what happens to the machine. */
class FakePowerMonitor extends FakeEmitter {
  private readonly app: FakeApp

  constructor(app: FakeApp) {
    super()
    this.app = app
  }
  suspend(): void {
    this.tell('suspend')
  }
  resume(): void {
    this.tell('resume')
  }
  plugIn(): void {
    this.tell('on-ac')
  }
  unplug(): void {
    this.tell('on-battery')
  }
  lockScreen(): void {
    this.tell('lock-screen')
  }
  unlockScreen(): void {
    this.tell('unlock-screen')
  }
  /** The machine shuts down. @returns whether it waits a while for the app, as it does when the event was prevented */
  shutDown(): boolean {
    return this.tell('shutdown').defaultPrevented
  }

  private tell(name: string): FakeEvent {
    const event = fakeEvent()
    if (toldBy[name]?.includes(this.app.options.platform)) this.emit(name, event)
    return event
  }
}

/** `powerMonitor`. */
export function createFakePowerMonitor(app: FakeApp) {
  const monitor = new FakePowerMonitor(app)
  return {
    electron: { powerMonitor: faithful<PowerMonitor>('powerMonitor', monitor as unknown as Partial<PowerMonitor>) },
    monitor,
    listening: () => monitor.listening(),
  }
}
