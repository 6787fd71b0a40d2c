import type { NativeTheme } from 'electron'

/** Desktops whose panel is dark whatever the windows are. */
const darkPanels = new Set(['gnome', 'unity', 'pantheon', 'ubuntu'])

/** Whether the panel, task bar or menu bar that the icon stands on is dark, as far as can be known. */
export function panelIsDark(
  platform: NodeJS.Platform,
  theme: Pick<NativeTheme, 'shouldUseDarkColors' | 'shouldUseDarkColorsForSystemIntegratedUI'>,
  environment: NodeJS.ProcessEnv,
): boolean {
  if (platform === 'win32') return theme.shouldUseDarkColorsForSystemIntegratedUI
  const desktop = (environment['XDG_CURRENT_DESKTOP'] ?? '').toLowerCase().split(':')
  return (platform === 'linux' && desktop.some((name) => darkPanels.has(name))) || theme.shouldUseDarkColors
}
