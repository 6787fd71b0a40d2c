import path from 'node:path'
import { _electron, type ElectronApplication } from 'playwright-core'
import { pagesDocument } from '../../../main/electron/hardening/pages-scheme.ts'
import { buildTrayAppIfStale } from '../../../main/headless/build-if-stale.ts'
import { electronRuntime } from '../../../main/headless/electron-runtime.ts'
import { browserOpener } from '../../../main/headless/open-in-browser.ts'
import { projectFolder } from '../cli-run.ts'
import { contextFor, type View } from '../view.ts'
import { type AppOpened, offerApps } from './apps-by-origin.ts'
import type { Hosted, PageHost } from './page-host.ts'

const packageFolder = path.join(projectFolder, 'node_modules', 'electron')
const program = electronRuntime(packageFolder, process.env, process.platform)

/** Why nothing can be run in Electron itself here; `undefined`: it can. */
export function whyNoElectron(): string | undefined {
  if (program === undefined) return 'the Electron runtime is not there (npx install-electron fetches it)'
  return browserOpener(process.platform, process.env) === undefined ? 'there is no display' : undefined
}

/** What the app needs of this machine to show a window. */
const ofTheDisplay = ['DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'XDG_RUNTIME_DIR', 'SystemRoot', 'APPDATA', 'LOCALAPPDATA']
/** How long the app may take to end before it is made to, in ms: a window with changes that were not saved would ask somebody. */
const patience = 10_000

let made = 0

/** Shows pages in the tray app itself, in a process of its own for each window: real Electron, as `npm start` runs it. */
export async function electronHost({ pages, environment }: Hosted): Promise<PageHost> {
  const why = whyNoElectron()
  if (program === undefined || why !== undefined) throw new Error(`VAULTKEEPER_HOST=electron: ${why}.`)
  if (!buildTrayAppIfStale()) throw new Error('The tray app could not be built; why stands above.')
  const script = path.join(projectFolder, 'dist', 'app', 'main.js')
  const shown = Object.fromEntries(ofTheDisplay.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])))
  const env = { ...shown, ...environment, VAULTKEEPER_PAGES: pages } as Record<string, string>
  const running = new Set<ElectronApplication>()

  const open = async (view: View): Promise<AppOpened> => {
    const { viewport, deviceScaleFactor = 1, colorScheme, reducedMotion, locale = 'en-GB', timezoneId = 'UTC' } = contextFor(view)
    const unboxed = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    const app = await _electron.launch({ executablePath: program, args: [...unboxed, script], env, locale, timezoneId })
    running.add(app)
    const page = await app.firstWindow()
    page.setDefaultTimeout(15_000)
    await page.emulateMedia({ colorScheme: colorScheme ?? 'light', reducedMotion: reducedMotion ?? 'reduce' })
    await app.evaluate(
      ({ BrowserWindow }, { width, height, zoom }) => {
        const [window] = BrowserWindow.getAllWindows()
        window?.setContentSize(width, height)
        window?.webContents.setZoomFactor(zoom)
      },
      { width: (viewport?.width ?? 0) * deviceScaleFactor, height: (viewport?.height ?? 0) * deviceScaleFactor, zoom: deviceScaleFactor },
    )
    return { page, close: () => end(app) }
  }
  const end = async (app: ElectronApplication) => {
    if (!running.delete(app)) return
    const cap = setTimeout(() => app.process().kill('SIGKILL'), patience)
    await app.close().finally(() => clearTimeout(cap))
  }

  const origin = `https://app-${++made}.vaultkeeper.test`
  offerApps(origin, open)
  return {
    address: (behind) => `${origin}/${behind}`,
    // In its window a page has the address that it has for people, too.
    place: (behind) => `${pagesDocument}${behind}`,
    stop: async () => {
      for (const app of [...running]) await end(app)
    },
    restart: async () => undefined,
  }
}
