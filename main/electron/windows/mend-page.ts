import type { BrowserWindow } from 'electron'
import type { Electron } from '../electron.ts'

/** A page that ends by itself again within this time, in ms, is not begun anew a second time. */
const soon = 30_000

/**
 * Begins a page anew that ended by itself, where it was; once, and then a person is asked. A page that does not answer is left alone unless a person wants
 * otherwise. Backups know nothing of either: they run in another process.
 */
export function mendPage({ dialog }: Pick<Electron, 'dialog'>, window: BrowserWindow, log: (text: string) => void): void {
  const contents = window.webContents
  let again: ReturnType<typeof setTimeout> | undefined
  let answers = new AbortController()

  const begin = () => {
    // Not within the event that told of the end.
    setImmediate(() => {
      if (!window.isDestroyed()) contents.reload()
    })
  }
  const ask = async (message: string, detail: string, buttons: [string, string], signal?: AbortSignal): Promise<number> => {
    const question = { type: 'warning' as const, message, detail, buttons, defaultId: 0, cancelId: 1, noLink: true }
    try {
      return (await dialog.showMessageBox(window, { ...question, ...(signal === undefined ? {} : { signal }) })).response
    } catch (error) {
      log(`dialog: ${String(error)}`)
      return 1
    }
  }

  contents.on('render-process-gone', async (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return
    log(`A window's page ended by itself: ${reason} (${exitCode}).`)
    answers.abort()
    if (again === undefined) {
      again = setTimeout(() => {
        again = undefined
      }, soon)
      return begin()
    }
    const answer = await ask('The window has ended by itself twice.', 'Your backups are not touched by this, and go on.', [
      'Try again',
      'Close the window',
    ])
    if (window.isDestroyed()) return
    if (answer === 0) begin()
    else window.destroy()
  })
  window.on('unresponsive', async () => {
    answers.abort()
    answers = new AbortController()
    const { signal } = answers
    const answer = await ask(
      'The window does not answer.',
      'Your backups are not touched by this, and go on. What was not saved in the window is lost when it begins anew.',
      ['Begin anew', 'Wait'],
      signal,
    )
    if (answer !== 0 || signal.aborted || window.isDestroyed()) return
    log('A window that did not answer was begun anew.')
    contents.forcefullyCrashRenderer()
  })
  window.on('responsive', () => answers.abort())
  window.once('closed', () => {
    clearTimeout(again)
    answers.abort()
  })
}
