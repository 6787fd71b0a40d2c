/** What the session bus says of the tray: whether there is one, and somebody who shows it; `unknown` where it could not be asked. */
export type TrayHost = 'shown' | 'not-shown' | 'no-tray' | 'unknown'

/** Desktops on X11 with a tray of the old kind, which Electron falls back to. */
const oldTrays = new Set(['xfce', 'mate', 'lxde', 'lxqt', 'x-cinnamon', 'cinnamon', 'i3', 'icewm', 'fluxbox'])

/** Why nobody would see the icon on this desktop, as a sentence, or `undefined` where it is seen. Pure. */
export function whyNoTray(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv, host: TrayHost): string | undefined {
  if (platform !== 'linux' || host === 'shown') return undefined
  const desktops = (environment['XDG_CURRENT_DESKTOP'] ?? '').toLowerCase().split(':')
  const onX11 = !environment['WAYLAND_DISPLAY'] && environment['XDG_SESSION_TYPE'] !== 'wayland'
  if (onX11 && desktops.some((name) => oldTrays.has(name))) return undefined
  if (host === 'unknown') return 'Vaultkeeper could not find out whether this desktop shows icons of programs in its panel.'
  return desktops.includes('gnome')
    ? 'GNOME shows no icons of programs in its panel without the extension "AppIndicator".'
    : 'This desktop shows no icons of programs in its panel.'
}

/** Reads what busctl (`b true`) or gdbus (`(<true>,)`) print of `IsStatusNotifierHostRegistered`. */
export function hostOf(printed: string): TrayHost {
  const [, value] = /\b(true|false)\b/.exec(printed) ?? []
  if (value === undefined) return 'unknown'
  return value === 'true' ? 'shown' : 'not-shown'
}
