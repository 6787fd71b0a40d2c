// `npm start`: the tray app. Without a display or the Electron runtime, or where it could not start: one line why, and the pages in the browser, with the schedule.
import { join } from 'node:path'
import { buildPagesIfStale, buildTrayAppIfStale } from './build-if-stale.ts'
import { electronRuntime } from './electron-runtime.ts'
import { main } from './main.ts'
import { browserOpener } from './open-in-browser.ts'
import { runTrayApp, type TrayRun } from './run-tray-app.ts'

const project = join(import.meta.dirname, '..', '..')

async function startTrayApp(): Promise<TrayRun> {
  if (browserOpener(process.platform, process.env) === undefined) return { ran: false, why: 'there is no display here' }
  const runtime = electronRuntime(join(project, 'node_modules', 'electron'), process.env, process.platform)
  if (runtime === undefined) return { ran: false, why: 'the Electron runtime is not there; npx install-electron fetches it' }
  if (!buildTrayAppIfStale()) return { ran: false, why: 'it could not be built' }
  return runTrayApp(runtime, join(project, 'dist', 'app', 'main.js'), process.env)
}

async function start(): Promise<number> {
  if (!buildPagesIfStale()) return 1
  const tray = await startTrayApp()
  if (tray.ran) return tray.exitCode
  process.stderr.write(`Without the tray app (${tray.why}), Vaultkeeper serves its pages to a browser.\n`)
  return main(['serve', '--open'])
}

process.exitCode = await start()
