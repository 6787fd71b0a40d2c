import { existsSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { App, LoginItemSettingsOptions, RelaunchOptions, Settings } from 'electron'
import { FakeEmitter, fakeEvent } from './emitter.ts'
import { faithful } from './faithful.ts'
import type { FakeMachine } from './fake-machine.ts'

/** How the process was started. */
export type FakeAppOptions = {
  readonly platform: NodeJS.Platform
  /** Processes that share a machine see each other's single-instance locks. */
  readonly machine: FakeMachine
  readonly argv: string[]
  readonly cwd: string
  readonly packaged: boolean
  readonly version: string
  /** What `getPath` gives before anything is set. */
  readonly paths: Readonly<Record<string, string>>
}

/** A window as far as the ending of the app is concerned. */
export type EndingWindow = { close(): void; destroy(): void }

type Told = Pick<
  App,
  | 'commandLine'
  | 'dock'
  | 'enableSandbox'
  | 'exit'
  | 'focus'
  | 'getAppPath'
  | 'getLocale'
  | 'getLoginItemSettings'
  | 'getName'
  | 'getPath'
  | 'getVersion'
  | 'hasSingleInstanceLock'
  | 'isPackaged'
  | 'isReady'
  | 'quit'
  | 'relaunch'
  | 'releaseSingleInstanceLock'
  | 'requestSingleInstanceLock'
  | 'setAppUserModelId'
  | 'setLoginItemSettings'
  | 'setName'
  | 'setPath'
  | 'whenReady'
>

/** `app` of the fake Electron: the life of one process, in the order in which Electron tells it. */
export class FakeApp extends FakeEmitter implements Told {
  readonly options: FakeAppOptions
  /** The code that the process ended with; nothing of it runs after that. */
  exitCode: number | undefined
  readonly ended: Promise<number>
  /** What was set, for tests to see. */
  readonly said = {
    userModelId: undefined as string | undefined,
    loginItem: undefined as Settings | undefined,
    loginItemRefused: false,
    openedAtLogin: false,
    switches: new Map<string, string>(),
    dockVisible: true,
    focused: 0,
    /** What is started when this process has ended. */
    relaunches: [] as RelaunchOptions[],
    sandboxed: false,
  }
  private readonly paths: Map<string, string>
  private readonly windows = new Set<EndingWindow>()
  private readonly onReady = Promise.withResolvers<void>()
  private readonly onEnd = Promise.withResolvers<number>()
  private ready = false
  private quitting = false
  private called = 'Vaultkeeper'

  constructor(options: FakeAppOptions) {
    super()
    this.options = options
    this.paths = new Map(Object.entries(options.paths))
    this.ended = this.onEnd.promise
  }

  // --- what Electron has

  get isPackaged(): boolean {
    return this.options.packaged
  }
  get commandLine(): App['commandLine'] {
    const { switches } = this.said
    return faithful<App['commandLine']>('app.commandLine', {
      appendSwitch: (name, value) => void switches.set(name, value ?? ''),
      hasSwitch: (name) => switches.has(name),
      getSwitchValue: (name) => switches.get(name) ?? '',
    })
  }
  get dock(): App['dock'] {
    if (this.options.platform !== 'darwin') return undefined
    return faithful<NonNullable<App['dock']>>('app.dock', {
      hide: () => {
        this.said.dockVisible = false
      },
      show: async () => {
        this.said.dockVisible = true
      },
      isVisible: () => this.said.dockVisible,
    })
  }
  whenReady(): Promise<void> {
    return this.onReady.promise
  }
  isReady(): boolean {
    return this.ready
  }
  getVersion(): string {
    return this.options.version
  }
  getName(): string {
    return this.called
  }
  setName(name: string): void {
    this.called = name
  }
  getAppPath(): string {
    return this.options.cwd
  }
  getLocale(): string {
    return 'en-GB'
  }
  enableSandbox(): void {
    if (this.ready) throw new Error('app.enableSandbox() can only be called before app is ready')
    this.said.sandboxed = true
  }
  focus(): void {
    this.said.focused++
  }
  getPath(name: Parameters<App['getPath']>[0]): string {
    const path = this.paths.get(name)
    if (path === undefined) throw new Error(`Failed to get '${name}' path`)
    return path
  }
  setPath(name: string, path: string): void {
    if (!isAbsolute(path)) throw new Error('Path must be absolute')
    if (!existsSync(path)) throw new Error(`Failed to set path: ${path} is not there`)
    this.paths.set(name, path)
  }
  setAppUserModelId(id: string): void {
    this.said.userModelId = id
  }
  setLoginItemSettings(settings: Settings): void {
    this.said.loginItem = settings
  }
  /** Windows finds only what is started with the same arguments; whether the person has switched it off, each system tells in its own way. */
  getLoginItemSettings({ args = [] }: LoginItemSettingsOptions = {}): ReturnType<App['getLoginItemSettings']> {
    const { loginItem, loginItemRefused: refused, openedAtLogin: wasOpenedAtLogin } = this.said
    const isWindows = this.options.platform === 'win32'
    const own = loginItem?.args ?? []
    const openAtLogin = loginItem?.openAtLogin === true && (!isWindows || own.join('\n') === args.join('\n')) && (isWindows || !refused)
    const item = { name: 'app.vaultkeeper', path: this.getPath('exe'), args: own, scope: 'user' as const, enabled: !refused }
    return {
      openAtLogin,
      wasOpenedAtLogin,
      status: refused ? 'requires-approval' : openAtLogin ? 'enabled' : 'not-registered',
      executableWillLaunchAtLogin: openAtLogin && !refused,
      launchItems: isWindows && loginItem?.openAtLogin === true ? [item] : [],
    }
  }
  requestSingleInstanceLock(data: Record<string, unknown> = {}): boolean {
    const { machine, argv, cwd } = this.options
    if (!machine.room) return false
    const first = machine.holder(this.getPath('userData'), this)
    if (first === this) return true
    // It goes through a pipe, and arrives when the first one is ready.
    void first.whenReady().then(() => setImmediate(() => first.emit('second-instance', fakeEvent(), argv, cwd, structuredClone(data))))
    return false
  }
  relaunch(options: RelaunchOptions = {}): void {
    this.said.relaunches.push(options)
  }
  hasSingleInstanceLock(): boolean {
    return this.options.machine.holds(this)
  }
  releaseSingleInstanceLock(): void {
    this.options.machine.release(this)
  }
  /** Before-quit, then every window is asked to close, then will-quit, then quit; any of them can say no. */
  quit(): void {
    if (this.quitting || this.exitCode !== undefined) return
    const event = fakeEvent()
    this.quitting = true
    this.emit('before-quit', event)
    if (event.defaultPrevented) this.quitting = false
    else if (this.windows.size === 0) this.finishQuitting()
    else for (const window of [...this.windows]) window.close()
  }
  /** Asks nobody: the windows are destroyed, and only `quit` is told. */
  exit(code = 0): void {
    if (this.exitCode !== undefined) return
    this.exitCode = code
    for (const window of [...this.windows]) window.destroy()
    this.options.machine.release(this)
    this.emit('quit', fakeEvent(), code)
    this.onEnd.resolve(code)
  }

  // --- what tests and other parts of the fake do

  /** Electron has finished initialising. */
  becomeReady(): void {
    if (this.ready) return
    this.ready = true
    this.emit('ready', fakeEvent(), {})
    this.onReady.resolve()
  }
  /** A click on the icon in the dock (macOS). */
  activate(hasVisibleWindows = this.windows.size > 0): void {
    this.emit('activate', fakeEvent(), hasVisibleWindows)
  }
  /**
   * To be called by a window that opens.
   * @returns to be called when it is gone: the window itself is another object for whoever has it through Electron
   */
  windowOpened(window: EndingWindow): () => void {
    this.windows.add(window)
    return () => this.windowClosed(window)
  }
  private windowClosed(window: EndingWindow): void {
    if (!this.windows.delete(window) || this.windows.size > 0 || this.exitCode !== undefined) return
    if (this.quitting) this.finishQuitting()
    else if (this.listenerCount('window-all-closed') > 0) this.emit('window-all-closed')
    else this.quit()
  }
  /** To be called by a window that was asked to close and stays: nothing is quit. */
  windowStays(): void {
    this.quitting = false
  }

  private finishQuitting(): void {
    const event = fakeEvent()
    this.emit('will-quit', event)
    if (event.defaultPrevented) this.quitting = false
    else this.exit(0)
  }
}
