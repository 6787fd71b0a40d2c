import type { MenuItemConstructorOptions } from 'electron'
import type { ShellAction } from '../../engine/tray/shell-action.ts'
import type { MenuLine } from '../../engine/tray/tray-view.ts'

/** The lines of a menu as Electron builds menus from them. A line that is only there to be read cannot be clicked. */
export function menuTemplate(lines: readonly MenuLine[], click: (action: ShellAction) => void): MenuItemConstructorOptions[] {
  return lines.map((line): MenuItemConstructorOptions => {
    if (line.kind === 'separator') return { type: 'separator' }
    const { id, label } = line
    if (line.kind === 'submenu') return { id, label, submenu: menuTemplate(line.lines, click) }
    const { action } = line
    return action === null ? { id, label, enabled: false } : { id, label, click: () => click(action) }
  })
}
