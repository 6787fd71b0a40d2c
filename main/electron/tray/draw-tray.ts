import { join } from 'node:path'
import { iconFile } from '../../engine/tray/icon-file.ts'
import type { ShellAction } from '../../engine/tray/shell-action.ts'
import type { TrayView } from '../../engine/tray/tray-view.ts'
import type { Electron } from '../electron.ts'
import { panelIsDark } from './panel-is-dark.ts'
import { trayMenu } from './tray-menu.ts'

/** What an icon in the tray is made with. */
export type TrayDrawing = {
  readonly electron: Pick<Electron, 'Menu' | 'nativeImage' | 'nativeTheme' | 'Tray'>
  readonly platform: NodeJS.Platform
  readonly environment: NodeJS.ProcessEnv
  /** The folder of the icons. */
  readonly icons: string
  readonly perform: (action: ShellAction) => void
}

/** An icon in the tray. */
export type DrawnTray = {
  /** Shows a view; what is the same already is not touched. */
  readonly draw: (view: TrayView) => void
  readonly close: () => void
}

/** Puts an icon into the tray. Where the platform has it so a click opens the window, else the menu opens by itself. */
export function drawTray({ electron, platform, environment, icons, perform }: TrayDrawing, first: TrayView): DrawnTray {
  const fileOf = ({ state }: TrayView) =>
    join(icons, iconFile(state, { platform, dark: panelIsDark(platform, electron.nativeTheme, environment) }))
  const imageOf = (file: string) => electron.nativeImage.createFromPath(file)
  let view = first
  let shown = { file: fileOf(first), words: '' }
  const tray = new electron.Tray(imageOf(shown.file))
  const menu = trayMenu(electron, tray, platform, perform)

  function draw(next: TrayView): void {
    view = next
    const now = { file: fileOf(next), words: JSON.stringify([next.tooltip, next.menu]) }
    if (now.file !== shown.file) tray.setImage(imageOf(now.file))
    if (now.words !== shown.words) menu.show(next)
    shown = now
  }

  const onTheme = () => draw(view)
  electron.nativeTheme.on('updated', onTheme)
  // On macOS the click opens the menu.
  if (platform !== 'darwin') tray.on('click', () => perform({ do: 'open', page: '/' }))
  draw(first)
  return {
    draw,
    close: () => {
      electron.nativeTheme.off('updated', onTheme)
      menu.close()
      tray.destroy()
    },
  }
}
