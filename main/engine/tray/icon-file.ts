import type { TrayState } from './tray-view.ts'

/** Where the icon is shown. `dark`: the panel, task bar or menu bar is dark, so that the icon is light. */
export type IconPlace = { readonly platform: NodeJS.Platform; readonly dark: boolean }

/**
 * The file of the tray's icon, below assets/icons. Pure. Electron finds the larger ones for dense screens beside it (`@2x`), and Windows in the .ico itself. On
 * macOS the system colours what is named a template; the two colours elsewhere are for light and for dark panels.
 */
export function iconFile(state: TrayState, { platform, dark }: IconPlace): string {
  if (platform === 'darwin') return `tray/macos/${state}Template.png`
  const colour = dark ? 'light' : 'dark'
  return platform === 'win32' ? `tray/windows/${state}-${colour}.ico` : `tray/linux/${state}-${colour}.png`
}
