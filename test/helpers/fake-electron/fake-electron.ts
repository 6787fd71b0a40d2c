import type { Electron } from '../../../main/electron/electron.ts'
import { FakeApp, type FakeAppOptions } from './app.ts'
import { createFakeBaseWindow } from './base-window.ts'
import { createFakeBrowserWindow } from './browser-window.ts'
import { createFakeDialog } from './dialog.ts'
import { faithful } from './faithful.ts'
import { FakeMachine } from './fake-machine.ts'
import { createFakeMenu } from './menu.ts'
import { createFakeMessageChannel } from './message-channel.ts'
import { createFakeNativeImage } from './native-image.ts'
import { createFakeNativeTheme } from './native-theme.ts'
import { createFakeNotification, type NotificationCentre } from './notification.ts'
import { createFakePowerMonitor } from './power-monitor.ts'
import { createFakePowerSaveBlocker } from './power-save-blocker.ts'
import { createFakeScreen } from './screen.ts'
import { createFakeSession } from './session.ts'
import { createFakeShell } from './shell.ts'
import { createFakeTray } from './tray.ts'
import { createFakeUtilityProcess } from './utility-process.ts'

/** One process of Electron, under the eyes of a test. */
export type FakeElectron = ReturnType<typeof createFakeElectron>

/**
 * An Electron that the real code of the shell runs under where the runtime cannot be had. Each part is made by its own file as `{ electron, … }`: what Electron
 * has of it, and what tests see of it and do with it.
 */
export function createFakeElectron(
  options: Partial<FakeAppOptions> & { readonly ready?: boolean; readonly notifications?: NotificationCentre } = {},
) {
  const cwd = options.cwd ?? process.cwd()
  const app = new FakeApp({
    platform: options.platform ?? 'linux',
    machine: options.machine ?? new FakeMachine(),
    argv: options.argv ?? ['/opt/Vaultkeeper/vaultkeeper'],
    cwd,
    packaged: options.packaged ?? true,
    version: options.version ?? '0.1.0',
    paths: { home: cwd, userData: cwd, sessionData: cwd, exe: '/opt/Vaultkeeper/vaultkeeper', ...options.paths },
  })
  const session = createFakeSession(app)
  // A part is one line here.
  const parts = {
    app: { electron: { app: faithful<Electron['app']>('app', app) }, listening: () => app.listening() },
    baseWindow: createFakeBaseWindow(app),
    browserWindow: createFakeBrowserWindow(app, session),
    dialog: createFakeDialog(app),
    menu: createFakeMenu(),
    messageChannel: createFakeMessageChannel(),
    nativeImage: createFakeNativeImage(),
    nativeTheme: createFakeNativeTheme(),
    powerMonitor: createFakePowerMonitor(app),
    powerSaveBlocker: createFakePowerSaveBlocker(),
    notification: createFakeNotification(app, options.notifications),
    screen: createFakeScreen(app),
    session,
    shell: createFakeShell(),
    tray: createFakeTray(app),
    utilityProcess: createFakeUtilityProcess(app),
  }
  const told: Partial<Electron> = Object.assign({}, ...Object.values(parts).map((part) => part.electron))
  if (options.ready !== false) app.becomeReady()
  return {
    ...parts,
    electron: faithful<Electron>('electron', told),
    app,
    /** How many listeners each part holds, of those that have any. */
    listening: (): Record<string, number> =>
      Object.fromEntries(
        Object.entries(parts).flatMap(([name, part]) => {
          const count = 'listening' in part ? part.listening() : 0
          return count > 0 ? [[name, count]] : []
        }),
      ),
  }
}
