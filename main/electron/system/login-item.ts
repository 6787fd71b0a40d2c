import { resolve } from 'node:path'
import type { LoginItemStanding } from '../../contract/procedures/service.ts'
import { autostartItem, autostartPath } from '../../engine/service/autostart-entry.ts'
import type { LoginItem } from '../../engine/service/login-item.ts'
import type { Electron } from '../electron.ts'

/** What the app needs to know about itself. */
export type LoginItemParts = {
  readonly electron: Pick<Electron, 'app'>
  readonly platform: NodeJS.Platform
  readonly environment: NodeJS.ProcessEnv
}

/** How the app is told that the system started it: without a window. */
const hidden = ['--hidden']
/** Variables that decide on which home the app works. */
const ofTheHome = ['VAULTKEEPER_HOME', 'VAULTKEEPER_CONFIG', 'VAULTKEEPER_RESTIC'] as const

/** The engine's port of this name: the system's own list of what starts at login. */
export function createLoginItem({ electron: { app }, platform, environment }: LoginItemParts): LoginItem {
  if (!app.isPackaged) return impossible('Only an installed app can be started at login, not one that is run from its sources.')
  const set = ofTheHome.filter((name) => environment[name])
  if (platform === 'linux') {
    // An AppImage runs from a folder that is another at each start.
    const program = environment['APPIMAGE'] || app.getPath('exe')
    const variables = Object.fromEntries(set.map((name) => [name, absolute(name, environment[name] ?? '')]))
    return autostartItem(autostartPath(environment), { program, parameters: hidden, variables })
  }
  const [first] = set
  if (first !== undefined) return impossible(`${first} is set for this app, and would not be at login.`)
  if (platform === 'darwin') return itemOfMac(app)
  if (platform === 'win32') return itemOfWindows(app)
  return impossible('Vaultkeeper does not know what starts programs at login on this system.')
}

/** Whether the system started the app, where that is not in its arguments. */
export function wasStartedAtLogin(app: Electron['app'], platform: NodeJS.Platform): boolean {
  return platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin
}

function itemOfMac(app: Electron['app']): LoginItem {
  const where = 'System Settings, General, Login Items'
  return {
    get: () => {
      const { status, openAtLogin } = app.getLoginItemSettings()
      if (status === 'requires-approval') return { state: 'refused', where, note: 'macOS wants you to allow it there.' }
      return { state: openAtLogin ? 'on' : 'off', where, note: null }
    },
    set: (on) => app.setLoginItemSettings({ openAtLogin: on }),
  }
}

function itemOfWindows(app: Electron['app']): LoginItem {
  const where = 'Settings, Apps, Startup'
  return {
    get: () => {
      const { openAtLogin, launchItems } = app.getLoginItemSettings({ args: hidden })
      if (!openAtLogin) return { state: 'off', where, note: null }
      const isOff = launchItems.some(({ enabled, args }) => !enabled && args.join(' ') === hidden.join(' '))
      return isOff
        ? { state: 'refused', where, note: 'It was switched off there, or in the Task Manager.' }
        : { state: 'on', where, note: null }
    },
    set: (on) => app.setLoginItemSettings({ openAtLogin: on, args: hidden }),
  }
}

/** The folder that a program is started in is another at login. `~` is understood for the configuration alone. */
function absolute(name: (typeof ofTheHome)[number], path: string): string {
  return name === 'VAULTKEEPER_CONFIG' && path.startsWith('~') ? path : resolve(path)
}

function impossible(note: string): LoginItem {
  const standing: LoginItemStanding = { state: null, where: '', note }
  return { get: () => standing, set: () => undefined }
}
