import type { Menu, Tray } from 'electron'
import type { ShellAction } from '../../engine/tray/shell-action.ts'
import type { MenuLine } from '../../engine/tray/tray-view.ts'
import type { Electron } from '../electron.ts'
import { menuTemplate } from './menu-template.ts'

/** The menu of a tray icon, which may be open while it changes. */
export type TrayMenu = {
  readonly show: (lines: readonly MenuLine[]) => void
  readonly close: () => void
}

/**
 * How long an open menu is left as it is, in ms. On macOS and Windows a menu that is replaced closes, or takes the application with it; it tells when it closes,
 * and the rest is for a telling that was lost. On Linux the desktop shows it and never tells that it closed; a menu that is replaced is drawn anew there, with
 * the pointer and the keyboard anywhere, so a person has the time to read and click, and then it is live again.
 */
const heldAtMost = (platform: NodeJS.Platform) => (platform === 'linux' ? 10_000 : 120_000)

/** A click arrives after its menu was told to close, and gets lost when that menu is replaced before, in ms. */
const clickArrives = 250

/** Shows lines as the context menu of `tray`, and takes no menu from under the pointer. */
export function trayMenu(
  electron: Pick<Electron, 'Menu'>,
  tray: Pick<Tray, 'setContextMenu'>,
  platform: NodeJS.Platform,
  click: (action: ShellAction) => void,
): TrayMenu {
  let menu: Menu | undefined
  let waiting: readonly MenuLine[] | undefined
  let held: NodeJS.Timeout | undefined

  function holdFor(time: number): void {
    clearTimeout(held)
    held = setTimeout(release, time)
  }
  function release(): void {
    clearTimeout(held)
    held = undefined
    if (waiting !== undefined) put(waiting)
  }
  const onShow = () => holdFor(heldAtMost(platform))
  const onClose = () => holdFor(clickArrives)
  function leave(): void {
    menu?.off('menu-will-show', onShow)
    menu?.off('menu-will-close', onClose)
  }
  function put(lines: readonly MenuLine[]): void {
    waiting = undefined
    leave()
    menu = electron.Menu.buildFromTemplate(
      menuTemplate(lines, (action) => {
        click(action)
        holdFor(0)
      }),
    )
    menu.on('menu-will-show', onShow)
    menu.on('menu-will-close', onClose)
    tray.setContextMenu(menu)
  }

  return {
    show: (lines) => {
      if (held === undefined) put(lines)
      else waiting = lines
    },
    close: () => {
      clearTimeout(held)
      waiting = undefined
      leave()
    },
  }
}
