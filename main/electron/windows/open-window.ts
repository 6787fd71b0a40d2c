import type { BrowserWindow, Session } from 'electron'
import { systemCode } from '../../engine/problem-error.ts'
import { connectWindow } from '../carrier/connect-window.ts'
import type { Connection, Port } from '../carrier/host-ports.ts'
import type { Electron } from '../electron.ts'
import { pagePreferences } from '../hardening/page-preferences.ts'
import { mayLeave } from './leave-question.ts'
import { mendPage } from './mend-page.ts'
import { pageAddress } from './page-address.ts'
import { smallest, type WindowPlace } from './place-window.ts'
import { offerTextMenu } from './text-menu.ts'

/** What a window is made with. */
export type WindowParts = {
  readonly electron: Pick<Electron, 'BrowserWindow' | 'dialog' | 'Menu' | 'MessageChannelMain' | 'nativeTheme'>
  readonly session: Session
  /** Answers at the port that its page gets. */
  readonly connect: (port: Port) => Connection
  /** The bundled preload script. */
  readonly preload: string
  /** The picture of the window, where a window does not have that of its program. */
  readonly icon: string | undefined
  readonly log: (text: string) => void
}

/** What a window tells. `onAsk`: there is something in it that is not saved, and the person is asked. `onStay`: the person keeps it. */
export type WindowEvents = {
  readonly onShow: () => void
  readonly onMove: () => void
  readonly onAsk: () => void
  readonly onStay: () => void
  readonly onClosed: () => void
  /** It could not be shown, and is gone. */
  readonly onFailed: (why: string) => void
}

/** The colours behind a page that is not drawn yet: those of the pages themselves, so that nothing flashes. */
const background = { light: '#f7f7f7', dark: '#141517' }

/** Opens a window at a page. It is shown when there is something to see in it; everything that listens to it goes with it. */
export function openWindow(parts: WindowParts, page: string, { bounds, maximized }: WindowPlace, events: WindowEvents): BrowserWindow {
  const { electron, session, connect, preload, icon, log } = parts
  const { nativeTheme } = electron
  const colour = () => (nativeTheme.shouldUseDarkColors ? background.dark : background.light)
  const window = new electron.BrowserWindow({
    ...bounds,
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: 'Vaultkeeper',
    show: false,
    backgroundColor: colour(),
    autoHideMenuBar: true,
    ...(icon === undefined ? {} : { icon }),
    webPreferences: pagePreferences(session, preload),
  })
  const contents = window.webContents
  connectWindow({ electron, contents, connect, log })
  mendPage(electron, window, log)
  offerTextMenu(electron, window)

  let shown = false
  const show = () => {
    if (shown) return
    shown = true
    if (maximized) window.maximize()
    window.show()
    events.onShow()
  }
  window.once('ready-to-show', show)
  // Some desktops never tell of the first while a window is hidden.
  contents.once('did-finish-load', show)
  askBeforeLeaving(electron, window, events, log)
  window.on('resize', events.onMove)
  window.on('move', events.onMove)
  window.on('maximize', events.onMove)
  window.on('unmaximize', events.onMove)
  const recolour = () => window.setBackgroundColor(colour())
  nativeTheme.on('updated', recolour)
  window.once('closed', () => {
    nativeTheme.off('updated', recolour)
    events.onClosed()
  })
  load(window, pageAddress(page), (error) => {
    // Nobody could see what is wrong in an empty window, or in one that never comes.
    window.destroy()
    events.onFailed(error)
  })
  return window
}

/**
 * Asks before what was not saved goes. The page itself would wait for an answer, and with it the whole app, backups and all: so it stays at first, and goes when
 * the person wants that.
 */
function askBeforeLeaving(
  electron: Pick<Electron, 'dialog'>,
  window: BrowserWindow,
  { onAsk, onStay }: Pick<WindowEvents, 'onAsk' | 'onStay'>,
  log: (text: string) => void,
): void {
  let [closing, asking, mayGo] = [false, false, false]
  const leave = async () => {
    asking = true
    const may = await mayLeave(electron, window).catch((error: unknown) => {
      log(`dialog: ${String(error)}`)
      return false
    })
    asking = false
    if (window.isDestroyed()) return
    const wasClosing = closing
    closing = false
    if (!may) return onStay()
    if (wasClosing) return window.destroy()
    // It wanted to begin anew.
    mayGo = true
    window.webContents.reload()
  }
  window.on('close', () => {
    closing = true
  })
  window.webContents.on('will-prevent-unload', (event) => {
    if (mayGo) event.preventDefault()
    else {
      // Also where the question stands already.
      onAsk()
      // Whoever quits in the menu of the tray may have it out of sight, and the question with it.
      if (window.isMinimized()) window.restore()
      window.show()
      if (!asking) void leave()
    }
    mayGo = false
  })
}

/** Leads a window to a page. Where the page is another than the one it shows, that is a step behind `#`: nothing is loaded again, and nothing that was begun is lost. */
export function leadTo(window: BrowserWindow, page: string, log: (text: string) => void): void {
  const address = pageAddress(page)
  // To load what is shown already would be a reload.
  if (window.webContents.getURL() === address) return
  load(window, address, log)
}

function load({ webContents }: BrowserWindow, address: string, fail: (why: string) => void): void {
  webContents.loadURL(address).catch((error: unknown) => {
    // Closed meanwhile, or led to another page.
    if (webContents.isDestroyed() || systemCode(error) === 'ERR_ABORTED') return
    fail(`The window could not be led to its page: ${String(error)}`)
  })
}
