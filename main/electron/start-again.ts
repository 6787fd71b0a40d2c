import type { Electron } from './electron.ts'

/**
 * Starts the app anew as soon as this one has ended, with what a second start was given that came while this one was ending: it has ended already, and would
 * leave a person without backups who believes that they are made. An AppImage is gone with its process and is started from its file.
 */
export function startAgain(app: Pick<Electron['app'], 'relaunch'>, argv: readonly string[], environment: NodeJS.ProcessEnv): void {
  const { APPIMAGE } = environment
  app.relaunch({ args: argv.slice(1), ...(APPIMAGE && { execPath: APPIMAGE }) })
}
