import type { BaseWindow, WindowSessionEndEvent } from 'electron'
import type { Home } from '../../engine/home/home.ts'
import { noteSessionEnd, type SessionEnd } from '../../engine/home/session-end.ts'
import type { HostMachine } from '../../engine/machine/machine.ts'
import type { Electron } from '../electron.ts'
import { refusedToOpen } from './arguments-of.ts'

/** What of Electron tells how the system is. */
type SystemElectron = Pick<Electron, 'app' | 'BaseWindow' | 'powerMonitor'>

/** What follows the system is given by the shell. */
export type SystemParts = {
  readonly electron: SystemElectron
  readonly platform: NodeJS.Platform
  readonly home: Home
  /** The engine's port. */
  readonly machine: Pick<HostMachine, 'stirred'>
  /** Ends everything politely and without asking anybody, the process last. Called once. */
  readonly end: () => Promise<void>
  /** Ends restic by force. */
  readonly kill: () => void
  /** Shows the window, wherever it is. */
  readonly show: () => void
  readonly log: (text: string) => void
  /** Where signals arrive: the process, but for tests. */
  readonly signals?: Pick<NodeJS.EventEmitter, 'on' | 'off'>
}

/** How long a polite end may take when the system ends the session, in ms: logind gives 5 s, Windows as much. */
const patience = 3_500

/**
 * Follows what the system tells: that it woke up, was plugged in, was unlocked; that the session ends; that the process is to.
 *
 *     const machine = createMachine(environment)        // ports of the engine, made before it
 *     const keepAwake = createKeepAwake(electron)
 *     const system = followSystem({ electron, platform, home: core.home, machine, end, kill: engine.killChildren, show, log })
 *     // `before-quit` asks nobody while system.isEnding()
 *     system.close()
 *
 * Nothing is done about `suspend`. No system waits for what a program would begin then, a long first backup would never come to its end on a machine that sleeps
 * every evening, and restic goes on after it; whether its lock outlived the sleep is looked at by the engine (watch-lock.ts). Nor about a locked screen: backups
 * go on behind it, and pages show no secret. Once it is unlocked the keychain may be, too.
 */
export function followSystem(parts: SystemParts): { readonly isEnding: () => boolean; readonly close: () => void } {
  const { electron, platform, home, machine, kill, show, log, signals = process } = parts
  const { app, powerMonitor } = electron
  let ending: Promise<void> | undefined

  const end = () => {
    ending ??= parts.end().catch((error: unknown) => {
      log(`Ending: ${error instanceof Error ? (error.stack ?? '') : String(error)}`)
    })
  }
  const endSession = (how: SessionEnd) => {
    log(`The session ends (${how}).`)
    try {
      noteSessionEnd(home, how)
    } catch (error) {
      log(`It could not be noted: ${String(error)}`)
    }
    setTimeout(kill, patience).unref()
    end()
  }
  // Linux and macOS wait for a program that says so. It ends by itself then.
  const onShutdown = (event?: { preventDefault: () => void }) => {
    event?.preventDefault()
    endSession(platform === 'linux' ? 'shutdown' : 'either')
  }
  // Not when it asks whether the session may end: another program may still say no, and nobody would notice that backups are not made any more.
  const onSessionEnd = ({ reasons }: Pick<WindowSessionEndEvent, 'reasons'>) =>
    endSession(reasons.includes('logoff') ? 'log-off' : reasons.includes('shutdown') ? 'shutdown' : 'either')
  let asked = 0
  const onSignal = (signal: NodeJS.Signals) => {
    // The end of a session comes as SIGTERM and SIGHUP together, and that of a terminal as two of the latter: nobody is in a hurry then.
    if (signal !== 'SIGHUP' && asked++ > 0) kill()
    end()
  }
  const onOpen = (event: { preventDefault: () => void }, what: string) => {
    event.preventDefault()
    log(refusedToOpen(what))
    show()
  }

  const { stirred } = machine
  const stirring = ['resume', 'unlock-screen', 'on-ac', 'on-battery'] as const
  const opening = ['open-url', 'open-file'] as const
  const ends = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  // They have the same listeners; Electron declares each by itself.
  for (const name of stirring) powerMonitor.on(name as 'resume', stirred)
  for (const name of opening) app.on(name as 'open-url', onOpen)
  for (const name of ends) signals.on(name, onSignal)
  powerMonitor.on('shutdown', onShutdown)
  // Windows tells only windows. One without a page costs next to nothing, and is never seen.
  const ear: BaseWindow | undefined = platform === 'win32' ? new electron.BaseWindow({ show: false, skipTaskbar: true }) : undefined
  ear?.on('session-end', onSessionEnd)
  return {
    isEnding: () => ending !== undefined,
    close: () => {
      for (const name of stirring) powerMonitor.off(name as 'resume', stirred)
      for (const name of opening) app.off(name as 'open-url', onOpen)
      for (const name of ends) signals.off(name, onSignal)
      powerMonitor.off('shutdown', onShutdown)
      if (ear?.isDestroyed() === false) ear.destroy()
    },
  }
}
