import { runProgram } from '../../engine/restic/run-program.ts'
import { hostOf, type TrayHost } from './tray-there.ts'

const name = 'org.kde.StatusNotifierWatcher'
const path = '/StatusNotifierWatcher'
const property = 'IsStatusNotifierHostRegistered'
const questions = [
  // It is not to be started for our sake.
  ['busctl', ['--user', '--auto-start=no', 'get-property', name, path, name, property]],
  ['gdbus', ['call', '--session', '-d', name, '-o', path, '-m', 'org.freedesktop.DBus.Properties.Get', name, property]],
] as const

/** A desktop that has just begun may be slow, and a panel that hangs must not keep us, in ms. */
const timeCap = 2_000

/** Asks the session bus whether the desktop has a tray and shows it, as Electron does before it puts an icon there. */
export async function askTrayHost(environment: NodeJS.ProcessEnv): Promise<TrayHost> {
  const { PATH, DBUS_SESSION_BUS_ADDRESS, XDG_RUNTIME_DIR } = environment
  const own = {
    PATH,
    LC_ALL: 'C',
    ...(DBUS_SESSION_BUS_ADDRESS && { DBUS_SESSION_BUS_ADDRESS }),
    ...(XDG_RUNTIME_DIR && { XDG_RUNTIME_DIR }),
  }
  for (const [program, parameters] of questions) {
    const { code, stdout, stderr, startError } = await runProgram(program, parameters, { environment: own, timeoutMs: timeCap })
    if (startError !== undefined) continue
    if (code === 0) return hostOf(stdout)
    return /ServiceUnknown|NameHasNoOwner|not provided by any|not activatable|does not exist/i.test(stderr) ? 'no-tray' : 'unknown'
  }
  return 'unknown'
}
