import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import type { Problem } from '../../contract/problem.ts'
import { type Pages, readPages } from '../../engine/pages/read-pages.ts'
import type { Connection, Port } from '../carrier/host-ports.ts'
import type { Electron } from '../electron.ts'
import { hardenSession, pagesSession } from '../hardening/pages-session.ts'
import { problemOf } from '../problem-of.ts'
import { withinTime } from '../within-time.ts'
import { setApplicationMenu } from './application-menu.ts'
import { keepPlace, readPlace } from './kept-place.ts'
import { leadTo, openWindow } from './open-window.ts'
import { placeWindow } from './place-window.ts'
import { tellUnsaved } from './tell-unsaved.ts'

/** The windows of the tray app: one at most. */
export type Windows = {
  /** Leads the window to a page, as it stands behind `#`, and brings it before the person; opens it if it is not there. */
  readonly open: (page: string) => void
  /** Brings the window before the person, at the page where it is, for a question in it; opens it if it is not there. Rejects where that fails. */
  readonly bring: () => Promise<BrowserWindow>
  /** Closes the window, if the person lets it go: comes to its end in any case. */
  readonly close: () => Promise<void>
  readonly isOpen: () => boolean
}

/** What windows are made with. */
export type WindowsOptions = {
  readonly electron: Pick<Electron, 'BrowserWindow' | 'dialog' | 'Menu' | 'MessageChannelMain' | 'nativeTheme' | 'screen' | 'session'>
  readonly connect: (port: Port) => Connection
  /** The file of the bundled preload script. */
  readonly preload: string
  /** The folder of the built pages. */
  readonly pages: string
  /** The folder of the icons. */
  readonly icons: string
  /** Where it is kept how the window stands. */
  readonly homeCache: string
  readonly platform: NodeJS.Platform
  /** Tells a person what went wrong. It holds nothing up, as a box of Electron's for errors would: backups and all, until somebody comes. */
  readonly tell: (problem: Problem) => void
  readonly log: (text: string) => void
}

/** How long a page may take to say whether it can be closed, in ms. */
const patience = 3_000
/** How long a window may take until it is shown, for whoever waits for that, in ms. */
const soon = 15_000
/** How long a window stands still before its place is kept, in ms. */
const still = 500

/** Makes ready for windows; none is opened, and no page read, before somebody wants one. To be called once, when Electron is ready. */
export function createWindows(options: WindowsOptions): Windows {
  const { electron, connect, preload, icons, homeCache, platform, tell, log } = options
  const icon = platform === 'linux' ? join(icons, 'icon.png') : undefined
  const session = pagesSession(electron)
  let pages: Pages | undefined
  const givePages = (): Pages => {
    pages ??= readPages(options.pages)
    return pages
  }
  hardenSession(session, givePages, log)
  tellUnsaved(session, tell)
  setApplicationMenu(electron, platform)

  let window: BrowserWindow | undefined
  let shown = false
  /** When the window that is made is shown, or is gone again. */
  let onShown = Promise.withResolvers<void>()
  let timer: ReturnType<typeof setTimeout> | undefined
  let patienceOver: ReturnType<typeof setTimeout> | undefined
  let onEnd = Promise.withResolvers<void>()

  const keep = () => {
    clearTimeout(timer)
    timer = undefined
    if (window && !window.isDestroyed()) keepPlace(homeCache, { bounds: window.getNormalBounds(), maximized: window.isMaximized() }, log)
  }
  const make = (page: string): BrowserWindow => {
    const place = placeWindow(readPlace(homeCache, log), electron.screen.getAllDisplays())
    const made = openWindow({ electron, session, connect, preload, icon, log }, page, place, {
      onShow: () => {
        shown = true
        onShown.resolve()
      },
      onMove: () => {
        clearTimeout(timer)
        timer = setTimeout(keep, still)
      },
      onFailed: (why) => {
        log(why)
        tell({
          code: 'window-failed',
          sentence: 'The window could not be opened.',
          remedy: 'Your backups are not touched by this, and go on. The same pages in a browser: vaultkeeper serve --open',
        })
      },
      onAsk: () => clearTimeout(patienceOver),
      onStay: () => onEnd.resolve(),
      onClosed: () => {
        clearTimeout(timer)
        window = undefined
        onShown.resolve()
        onEnd.resolve()
      },
    })
    made.on('close', keep)
    return made
  }

  const open = (page: string) => {
    try {
      givePages()
      if (window === undefined) {
        shown = false
        onShown = Promise.withResolvers()
        window = make(page)
        return
      }
      leadTo(window, page, log)
      focus(window)
    } catch (error) {
      log(`The window could not be opened: ${String(error)}`)
      tell(problemOf(error))
    }
  }
  const focus = (there: BrowserWindow) => {
    // One that is not ready yet comes by itself.
    if (!shown) return
    if (there.isMinimized()) there.restore()
    there.show()
    there.focus()
  }

  return {
    open,
    bring: async () => {
      if (window === undefined) open('/')
      else focus(window)
      if (window !== undefined) await withinTime(onShown.promise, soon, 'Opening the window')
      return window ?? Promise.reject(new Error('There is no window.'))
    },
    close: async () => {
      const closing = window
      if (closing === undefined) return
      onEnd = Promise.withResolvers()
      closing.close()
      // A page that does not answer cannot be asked.
      patienceOver = setTimeout(() => closing.destroy(), patience)
      await onEnd.promise
      clearTimeout(patienceOver)
    },
    isOpen: () => window !== undefined,
  }
}
