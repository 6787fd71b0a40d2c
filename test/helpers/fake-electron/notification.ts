import type { ActivationArguments, Notification, NotificationConstructorOptions } from 'electron'
import type { FakeApp } from './app.ts'
import { FakeEmitter, fakeEvent } from './emitter.ts'
import { faithful } from './faithful.ts'

/** A notification as the system has it, and what a person does with it. Whoever made it hears of that only as long as it is held. */
export type ShownNotification = {
  readonly title: string
  readonly body: string
  readonly options: NotificationConstructorOptions
  readonly click: () => void
  /** The button of that label. */
  readonly press: (label: string) => void
  readonly dismiss: () => void
  /** Its time on the screen is over: it goes into the system's list, of which only Windows tells. */
  readonly expire: () => void
}

/** What the system does with notifications: shows them, refuses them, shows them twenty seconds later, or (Windows) takes them and refuses them afterwards. */
export type NotificationService = { readonly does: 'show' | 'late' } | { readonly does: 'refuse' | 'refuse-late'; readonly why: string }

type Entry = { readonly id: string; readonly maker: WeakRef<FakeNotification>; readonly seen: ShownNotification }

/** What is on the screen or in the system's list; it outlives the app. */
export class NotificationCentre {
  readonly entries: Entry[] = []
  service: NotificationService = { does: 'show' }
  /** What the app that runs now wants to hear of clicks (Windows). */
  activation: ((details: ActivationArguments) => void) | undefined
  supported = true
}

class FakeNotification extends FakeEmitter implements Pick<Notification, 'close' | 'id' | 'show'> {
  readonly id: string
  private readonly system: System
  private readonly options: NotificationConstructorOptions
  private pending: NodeJS.Timeout | undefined

  constructor(system: System, options: NotificationConstructorOptions) {
    super()
    this.system = system
    this.options = options
    this.id = options.id || crypto.randomUUID()
  }

  show(): void {
    const { centre, platform } = this.system
    const { service } = centre
    this.close()
    if (service.does === 'late') {
      this.pending = setTimeout(() => {
        this.system.put(this, this.options)
        this.tell('show')
      }, 20_000)
      return
    }
    if (service.does === 'refuse') {
      this.tell('failed', service.why)
      return
    }
    this.system.put(this, this.options)
    this.tell('show')
    if (service.does !== 'refuse-late') return
    if (platform !== 'win32') throw new Error('Only Windows takes what it then refuses.')
    setImmediate(() => this.emit('failed', fakeEvent(), service.why))
  }

  close(): void {
    clearTimeout(this.pending)
    const { entries } = this.system.centre
    const at = entries.findIndex(({ maker }) => maker.deref() === this)
    if (at < 0) return
    entries.splice(at, 1)
    if (this.system.platform !== 'darwin') this.emit('close', fakeEvent())
  }

  /** Linux and Windows tell before `show()` returns, macOS later. */
  private tell(event: string, ...details: string[]): void {
    if (this.system.platform === 'darwin') setImmediate(() => this.emit(event, fakeEvent(), ...details))
    else this.emit(event, fakeEvent(), ...details)
  }
}

/** One app at the centre. */
class System {
  readonly platform: NodeJS.Platform
  readonly centre: NotificationCentre
  readonly shown: ShownNotification[] = []
  killed = false

  constructor(platform: NodeJS.Platform, centre: NotificationCentre) {
    this.platform = platform
    this.centre = centre
  }

  /** Where the system knows them by id, a new one takes the place of the old one. */
  put(maker: FakeNotification, options: NotificationConstructorOptions): void {
    const { entries } = this.centre
    const same = this.platform === 'linux' ? -1 : entries.findIndex(({ id }) => id === maker.id)
    if (same >= 0) entries.splice(same, 1)
    const weak = new WeakRef(maker)
    const seen = this.seen(weak, options)
    entries.push({ id: maker.id, maker: weak, seen })
    this.shown.push(seen)
  }

  /** An object for what an earlier app has left, as `getHistory` gives it (macOS). */
  adopt(entry: Entry): FakeNotification {
    // Whoever has it calls it through the same object as this keeps.
    const maker = held(new FakeNotification(this, { id: entry.id, title: entry.seen.title, body: entry.seen.body }))
    const weak = new WeakRef(maker)
    this.centre.entries.splice(this.centre.entries.indexOf(entry), 1, {
      id: entry.id,
      maker: weak,
      seen: this.seen(weak, entry.seen.options),
    })
    return maker
  }

  private seen(maker: WeakRef<FakeNotification>, options: NotificationConstructorOptions): ShownNotification {
    const { title = '', body = '', actions = [] } = options
    const tell = (event: string, ...details: unknown[]) => {
      if (!this.killed) maker.deref()?.emit(event, ...details)
    }
    const leave = () => {
      const at = this.centre.entries.findIndex((entry) => entry.seen === seen)
      if (at < 0) throw new Error(`The notification "${title}" is not there any more.`)
      this.centre.entries.splice(at, 1)
    }
    const activate = (type: string, details: { actionIndex?: number }, ...more: number[]) => {
      leave()
      tell(type, { ...fakeEvent(), ...details, selectionIndex: -1 }, ...more)
      this.centre.activation?.({ type, arguments: `type=${type}&tag=1`, ...details })
    }
    const seen: ShownNotification = {
      title,
      body,
      options,
      click: () => activate('click', {}),
      press: (label) => {
        const actionIndex = actions.findIndex(({ text }) => text === label)
        if (this.platform === 'linux' || actionIndex < 0) throw new Error(`The notification "${title}" has no button "${label}".`)
        activate('action', { actionIndex }, actionIndex, -1)
      },
      dismiss: () => {
        leave()
        tell('close', { ...fakeEvent(), ...(this.platform === 'win32' ? { reason: 'userCanceled' } : {}) })
      },
      expire: () => {
        if (this.platform === 'win32') tell('close', { ...fakeEvent(), reason: 'timedOut' })
      },
    }
    return seen
  }
}

function held(notification: FakeNotification): FakeNotification {
  return faithful<FakeNotification>('Notification', notification)
}

/** `Notification`. Apps that share a centre are one app that was started again. */
export function createFakeNotification(app: FakeApp, centre = new NotificationCentre()) {
  const system = new System(app.options.platform, centre)
  const made: WeakRef<FakeNotification>[] = []
  class Made {
    constructor(options: NotificationConstructorOptions = {}) {
      if (!app.isReady()) throw new Error('Cannot create Notification before app is ready')
      const notification = new FakeNotification(system, options)
      made.push(new WeakRef(notification))
      // biome-ignore lint/correctness/noConstructorReturn: what is made refuses what the fake was not told of
      return held(notification)
    }
    static isSupported(): boolean {
      return centre.supported
    }
    static handleActivation(callback: (details: ActivationArguments) => void): void {
      if (system.platform !== 'win32') throw new TypeError('Notification.handleActivation is not a function')
      centre.activation = callback
    }
    static async getHistory(): Promise<Notification[]> {
      if (system.platform !== 'darwin') throw new TypeError('Notification.getHistory is not a function')
      return [...centre.entries].map((entry) => system.adopt(entry) as unknown as Notification)
    }
  }
  return {
    electron: { Notification: faithful('Notification', Made as unknown as typeof Notification) },
    centre,
    /** Everything that this app has shown, also what is gone. */
    shown: system.shown,
    /** What is on the screen or in the system's list, oldest first. */
    onScreen: (): ShownNotification[] => centre.entries.map(({ seen }) => seen),
    /** The app is gone; what it has shown stays, and nobody hears of what becomes of it. */
    kill: () => {
      system.killed = true
      centre.activation = undefined
    },
    listening: () => made.reduce((sum, one) => sum + (one.deref()?.listening() ?? 0), 0),
  }
}
