import type { Electron } from './electron.ts'

/** What is needed to go on without a window. */
export type KeepRunning = {
  readonly electron: Pick<Electron, 'app' | 'dialog'>
  /** Why nobody sees the icon on this desktop, or `undefined` where it is seen. */
  readonly whyNoTray: () => Promise<string | undefined>
  /** Windows that close because the app ends tell nothing. */
  readonly isEnding: () => boolean
  readonly openWindow: () => void
  readonly quit: () => void
  readonly log: (text: string) => void
}

/**
 * The app goes on when its last window is closed, for it lives in the tray. Where the desktop has none a person who closes the window is told so, once in each
 * start, and may quit instead: nothing else there shows that it goes on. On macOS the app is in the Dock only while it has a window.
 * @returns ends that
 */
export function keepRunning({ electron, whyNoTray, isEnding, openWindow, quit, log }: KeepRunning): () => void {
  const { app, dialog } = electron
  let told = false

  async function tellGoingOn(): Promise<void> {
    const why = await whyNoTray()
    if (why === undefined || told || isEnding()) return
    told = true
    const { response } = await dialog.showMessageBox({
      type: 'info',
      title: 'Vaultkeeper',
      message: 'Vaultkeeper goes on making backups.',
      detail: `${why} To see Vaultkeeper again, start it once more.`,
      buttons: ['Keep running', 'Quit'],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    })
    if (response === 1) quit()
  }
  const onAllClosed = () => {
    app.dock?.hide()
    if (isEnding()) return
    tellGoingOn().catch((error: unknown) => log(`dialog: ${String(error)}`))
  }
  const onWindow = () => {
    app.dock?.show().catch((error: unknown) => log(`dock: ${String(error)}`))
  }
  app.on('window-all-closed', onAllClosed)
  app.on('browser-window-created', onWindow)
  app.on('activate', openWindow)
  app.dock?.hide()
  return () => {
    app.off('window-all-closed', onAllClosed)
    app.off('browser-window-created', onWindow)
    app.off('activate', openWindow)
  }
}
