import type { MenuItemConstructorOptions } from 'electron'
import type { Electron } from '../electron.ts'

/**
 * The menu of the windows: what a keyboard needs for texts, sizes and closing. macOS has no shortcuts without one. There is no reload and there are no developer tools:
 * pages mend themselves, and nobody else has anything to look for in them. Pure.
 */
function applicationMenu(platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  const mac = platform === 'darwin'
  return [
    mac ? { role: 'appMenu' } : { label: 'Vaultkeeper', submenu: [{ role: 'close' }, { role: 'quit' }] },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        // The same key without Shift, where + stands above =.
        { role: 'zoomIn', accelerator: 'CommandOrControl+=', visible: false, acceleratorWorksWhenHidden: true },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
      ],
    },
    { role: 'windowMenu' },
  ]
}

/** Gives the app its menu. */
export function setApplicationMenu({ Menu }: Pick<Electron, 'Menu'>, platform: NodeJS.Platform): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu(platform)))
}
