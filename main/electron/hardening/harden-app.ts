import type { Electron } from '../electron.ts'
import { closeContents } from './close-contents.ts'
import { hardenContents } from './harden-contents.ts'
import { pagesSession } from './pages-session.ts'
import { refusedSwitch } from './refused-switches.ts'
import { registerScheme } from './register-scheme.ts'

/**
 * What holds for the whole app, whoever opens whatever in it. To be called once, before Electron is ready.
 * @param argv the whole command line
 * @returns why the app must not start; it has to be ended then
 */
export function hardenApp(
  electron: Pick<Electron, 'app' | 'protocol' | 'session' | 'shell'>,
  argv: readonly string[],
  log: (text: string) => void,
): string | undefined {
  const { app } = electron
  const refused = refusedSwitch(app.isPackaged, argv, (name) => app.commandLine.hasSwitch(name))
  if (refused !== undefined) return `Vaultkeeper does not start with --${refused}: it would let others at your vaults. Start it without.`
  // Some desktops can start no sandbox, and packages of theirs say so. It is better than no backups, and is written down.
  if (app.commandLine.hasSwitch('no-sandbox')) log('Started with --no-sandbox: pages run without the sandbox of Chromium.')
  app.enableSandbox()
  registerScheme(electron)
  app.on('web-contents-created', (_event, contents) => {
    hardenContents(electron, contents, log)
    // Ours are windows with our own session; whatever else there is was opened by nobody of ours.
    if (contents.getType() === 'window' && contents.session === pagesSession(electron)) return
    log(`Contents that are not ours were closed (${contents.getType()}).`)
    closeContents(contents)
  })
  app.on('select-client-certificate', (event, _contents, _url, _list, callback) => {
    event.preventDefault()
    callback()
  })
  app.on('login', (event, _contents, _details, _info, callback) => {
    event.preventDefault()
    callback()
  })
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, callback) => {
    event.preventDefault()
    callback(false)
  })
  return undefined
}
