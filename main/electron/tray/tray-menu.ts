import type { Menu, Tray } from 'electron'
import type { ShellAction } from '../../engine/tray/shell-action.ts'
import type { MenuLine, TrayView } from '../../engine/tray/tray-view.ts'
import type { Electron } from '../electron.ts'
import { menuTemplate } from './menu-template.ts'

/** What is read on it. */
type Words = Pick<TrayView, 'menu' | 'tooltip'>

/** The words of a tray icon: its menu, which may be open while it changes, and its tooltip. */
export type TrayMenu = {
  readonly show: (words: Words) => void
  readonly close: () => void
}

/**
 * How long an open menu is left as it is, in ms. On macOS and Windows a menu that is replaced closes, or takes the application with it; it tells when it closes,
 * and the rest is for a telling that was lost. On Linux the desktop shows it, and tells only when a submenu is opened.
 */
const heldAtMost = (platform: NodeJS.Platform) => (platform === 'linux' ? 10_000 : 120_000)

/**
 * On Linux every replacement draws an open menu anew, with pointer and keyboard anywhere, and a new tooltip does, too, for Chromium hands over the menu with it: so
 * the words of the same lines are replaced seldom, in ms.
 */
const wordsRest = 10_000

/** A click arrives after its menu was told to close, and gets lost when that menu is replaced before, in ms. */
const clickArrives = 250

/** Shows words as the context menu and the tooltip of `tray`, and takes no menu from under the pointer where that can be known. */
export function trayMenu(
  electron: Pick<Electron, 'Menu'>,
  tray: Pick<Tray, 'setContextMenu' | 'setToolTip'>,
  platform: NodeJS.Platform,
  click: (action: ShellAction) => void,
): TrayMenu {
  let shown: { readonly menus: readonly Menu[]; readonly shape: string } = { menus: [], shape: '' }
  let [asked, toolTip] = ['', '']
  let waiting: Words | undefined
  /** While one of them runs nothing is replaced; the second lets other lines through. */
  let held: NodeJS.Timeout | undefined
  let resting: NodeJS.Timeout | undefined

  function holdFor(time: number): void {
    clearTimeout(held)
    held = setTimeout(release, time)
  }
  function release(): void {
    clearTimeout(held)
    held = undefined
    if (waiting !== undefined) put(waiting)
  }
  function rest(): void {
    clearTimeout(resting)
    resting = setTimeout(() => {
      resting = undefined
      if (held === undefined && waiting !== undefined) put(waiting)
    }, wordsRest)
  }
  const onShow = () => holdFor(heldAtMost(platform))
  const onClose = () => holdFor(clickArrives)
  function leave(): void {
    for (const menu of shown.menus) {
      menu.off('menu-will-show', onShow)
      menu.off('menu-will-close', onClose)
    }
  }
  function tell({ tooltip }: Words): void {
    if (tooltip !== toolTip) tray.setToolTip(tooltip)
    toolTip = tooltip
  }
  function put(words: Words): void {
    const { menu: lines } = words
    waiting = undefined
    leave()
    tell(words)
    const menu = electron.Menu.buildFromTemplate(
      menuTemplate(lines, (action) => {
        click(action)
        holdFor(0)
      }),
    )
    // A submenu that closes says nothing of the menu that it belongs to.
    menu.on('menu-will-close', onClose)
    const menus = platform === 'linux' ? [menu, ...menu.items.flatMap(({ submenu }) => submenu ?? [])] : [menu]
    for (const one of menus) one.on('menu-will-show', onShow)
    shown = { menus, shape: shapeOf(lines) }
    tray.setContextMenu(menu)
    if (platform === 'linux') rest()
  }

  return {
    show: (words) => {
      const lines = JSON.stringify(words.menu)
      if (platform !== 'linux') {
        tell(words)
        if (lines === asked) return
      }
      asked = lines
      if (held === undefined && (resting === undefined || shapeOf(words.menu) !== shown.shape)) put(words)
      else waiting = words
    },
    close: () => {
      clearTimeout(held)
      clearTimeout(resting)
      waiting = undefined
      leave()
    },
  }
}

/** Which lines there are and what they do, whatever their words are. */
function shapeOf(lines: readonly MenuLine[]): string {
  return JSON.stringify(lines, (key, value: unknown) => (key === 'label' ? undefined : value))
}
