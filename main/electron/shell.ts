import { homeAt, prepareHome } from '../engine/home/home.ts'
import { systemClock } from '../engine/ports.ts'
import { startAtLoginAsWished } from '../engine/service/login-item.ts'
import type { ShellAction } from '../engine/tray/shell-action.ts'
import { hostContract } from './carrier/host-contract.ts'
import type { Electron } from './electron.ts'
import { type EngineHost, type EngineHostParts, openEngineHost } from './engine-host.ts'
import { hardenApp } from './hardening/harden-app.ts'
import { keepLog } from './keep-log.ts'
import { keepRunning } from './keep-running.ts'
import { createDesktop } from './notifications/create-desktop.ts'
import { performAction } from './perform-action.ts'
import { problemOf } from './problem-of.ts'
import { createQuit } from './quit.ts'
import { isOnlyInstance } from './single-instance.ts'
import { startAgain } from './start-again.ts'
import { argumentsOf, type StartRequest } from './system/arguments-of.ts'
import { followSystem } from './system/follow-system.ts'
import { createLoginItem, wasStartedAtLogin } from './system/login-item.ts'
import { problemTeller } from './tell-problem.ts'
import { tellUnexpected } from './tell-unexpected.ts'
import { askTrayHost } from './tray/ask-tray-host.ts'
import { findTray } from './tray/find-tray.ts'
import { createTray, type TrayIcon } from './tray/tray.ts'
import { createWindows, type Windows } from './windows/create-windows.ts'

/** Where the files lie that the app is made of. */
type ShellPlaces = {
  /** The bundled preload script. */
  readonly preload: string
  /** The folder of the built pages. */
  readonly pages: string
  /** The folder of the icons. */
  readonly icons: string
}

/** How the app was started, and on what. */
export type ShellOptions = {
  readonly electron: Electron
  readonly platform: NodeJS.Platform
  readonly argv: readonly string[]
  readonly environment: NodeJS.ProcessEnv
  /** The folder of everything that Vaultkeeper keeps. */
  readonly root: string
  readonly places: ShellPlaces
  /** What the engine is given besides; for tests also in the place of what Electron gives. */
  readonly ports?: EngineHostParts['ports']
  /** Where signals arrive: the process, but for tests. */
  readonly signals?: Pick<NodeJS.EventEmitter, 'on' | 'off'>
}

/** The app at work. */
export type Shell = {
  readonly host: EngineHost
  readonly tray: TrayIcon
  readonly windows: Windows
  readonly perform: (action: ShellAction) => Promise<void>
}

/**
 * Starts the tray app: composes its parts, and decides nothing itself. What has to be done before Electron is ready is done before this returns for the first
 * time, so nothing may be awaited before it is called.
 * @returns the app at work; `undefined` where it has ended already, for another runs on this home, or it could not start and has said why
 */
export async function startShell(options: ShellOptions): Promise<Shell | undefined> {
  const { electron, platform, argv, environment, root, places } = options
  const { app, dialog } = electron
  const home = homeAt(root)
  const { cache } = home
  const keep = keepLog(cache, systemClock.now)
  let redact = (text: string) => text
  const log = (text: string) => keep(redact(text))
  const given = argumentsOf(argv, { packaged: app.isPackaged })
  const refused = hardenApp(electron, argv, log)
  if (refused !== undefined) {
    log(refused)
    return endWith(app, () => process.stderr.write(`${refused}\n`))
  }

  // Until there is something to open, it waits: a person who starts the app a second time wants to see it.
  const early: (readonly string[])[] = []
  let handOver = (second: readonly string[]) => void early.push(second)
  const onSecond = (second: readonly string[]) => handOver(second)
  try {
    prepareHome(home)
    if (!isOnlyInstance(app, platform, cache, argv, onSecond)) {
      log('Another one runs on this home: this start ends.')
      app.exit(0)
      return undefined
    }
    app.setAppUserModelId('app.vaultkeeper')
    await app.whenReady()
    return await compose()
  } catch (error) {
    const { sentence, remedy, detail } = problemOf(error)
    log(`Vaultkeeper could not start: ${detail ?? sentence}`)
    // Before that Linux shows no box.
    await app.whenReady()
    return endWith(app, () => dialog.showErrorBox(sentence, remedy))
  }

  async function compose(): Promise<Shell> {
    const request = { ...given, hidden: given.hidden || (given.page === null && wasStartedAtLogin(app, platform)) }
    const performing = Promise.withResolvers<(action: ShellAction) => Promise<void>>()
    const perform = async (action: ShellAction) => (await performing.promise)(action)
    const desktop: EngineHostParts['desktop'] = (moment) => createDesktop({ electron, platform, perform, log, ...moment })
    const ports = { loginItem: createLoginItem({ electron, platform, environment }), ...options.ports }
    const host = await openEngineHost({ electron, root, environment, desktop, log, ports })
    const { engine, client, machine, jobs } = host
    redact = engine.core.redactor.redact
    startAtLoginAsWished(engine.core)
    const { clock } = engine.core.ports
    const contract = hostContract({ core: engine.core, jobs })
    const openWindow = () => windows.open('/')
    const tell = problemTeller(electron, openWindow, log, platform)
    const windows = createWindows({ electron, connect: contract.connect, ...places, homeCache: cache, platform, tell, log })
    const { signals = process } = options
    const leaveUnexpected = tellUnexpected(signals, tell, log)
    const shared = { electron, platform, environment, log }
    const tray = await createTray({ ...shared, icons: places.icons, perform, client, clock, zone: machine.zone })
    const found = findTray({ platform, environment, ask: askTrayHost, onCome: tray.renew })

    const stop = async () => {
      contract.end()
      // The icon is there until the records are closed, and tells what it waits for.
      const ends = await Promise.allSettled([found.close(), host.end()])
      for (const end of ends) if (end.status === 'rejected') log(`Ending: ${String(end.reason)}`)
      await tray.close()
      // Electron would quit by itself, in a hurry, when a window is closed meanwhile.
      leave()
      // Until then a second signal ends what goes on by force.
      system.close()
      leaveUnexpected()
    }
    const { quit, endNow, isEnding, isOver } = createQuit({
      electron,
      jobs,
      windows,
      platform,
      setQuitting: tray.setQuitting,
      stop,
      kill: engine.killChildren,
      log,
    })
    const end = async () => {
      await endNow()
      app.exit(0)
    }
    const leave = keepRunning({ electron, whyNoTray: found.why, isEnding, openWindow, quit, log })
    const system = followSystem({ ...shared, home: engine.core.home, machine, end, kill: engine.killChildren, show: openWindow, signals })
    performing.resolve((action) => performAction({ client, windows, quit, tell }, action))

    const open = ({ page, hidden, refused }: StartRequest) => {
      for (const one of refused) log(`Not done: ${one}`)
      if (!hidden) windows.open(page ?? '/')
    }
    handOver = (second) => {
      if (isOver()) startAgain(app, second, environment)
      else open(argumentsOf(second, { packaged: app.isPackaged }))
    }
    open(request)
    for (const second of early.splice(0)) handOver(second)
    // Nothing else would show that it runs. A panel may come after what is started at login.
    void found.settled.then((why) => {
      if (request.hidden && why !== undefined && !isEnding()) openWindow()
    })
    host.begin()
    return { host, tray, windows, perform }
  }
}

function endWith(app: Electron['app'], say: () => void): undefined {
  say()
  app.exit(1)
  return undefined
}
