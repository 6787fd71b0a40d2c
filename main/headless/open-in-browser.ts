import { spawn } from 'node:child_process'
import { commandEnvironment } from '../engine/hooks/command-environment.ts'

/** What finding the person's browser needs besides what every child gets. */
const desktop = [
  'XAUTHORITY',
  'XDG_CURRENT_DESKTOP',
  'XDG_SESSION_TYPE',
  'XDG_DATA_DIRS',
  'XDG_CONFIG_DIRS',
  'DESKTOP_SESSION',
  'KDE_FULL_SESSION',
  'KDE_SESSION_VERSION',
  'BROWSER',
]

/** The program that opens an address in the person's browser, if there is a screen to show it on. Pure. */
export function browserOpener(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): string | undefined {
  if (platform === 'win32') return 'explorer.exe'
  if (platform === 'darwin') return environment['SSH_CONNECTION'] ? undefined : '/usr/bin/open'
  return environment['DISPLAY'] || environment['WAYLAND_DISPLAY'] ? 'xdg-open' : undefined
}

/** Opens an address in the browser where there is a display. That it cannot be done is no failure: the address has been printed. */
export function openInBrowser(address: string, environment: NodeJS.ProcessEnv): void {
  const program = browserOpener(process.platform, environment)
  if (program === undefined) return
  const env = commandEnvironment(environment, Object.fromEntries(desktop.map((name) => [name, environment[name] ?? null])))
  spawn(program, [address], { stdio: 'ignore', detached: true, env })
    .on('error', () => undefined)
    .unref()
}
