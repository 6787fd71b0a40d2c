import type { Problem } from '../contract/problem.ts'
import type { Electron } from './electron.ts'

/**
 * Tells a person why what was asked for in the menu was not done: in a box, for a notification may be switched off, and a window need not be open. One for the
 * same sentence, however often it is clicked. On macOS a box without a window holds up the whole program, backups and all, until it is answered: there it is a
 * notification.
 */
export function problemTeller(
  { dialog, Notification }: Pick<Electron, 'dialog' | 'Notification'>,
  openWindow: () => void,
  log: (text: string) => void,
  platform: NodeJS.Platform,
): (problem: Problem) => void {
  /** What is told now; a notification that nobody holds is collected, and its click with it. */
  const told = new Map<string, unknown>()

  function notify({ sentence, remedy }: Problem): void {
    const notification = new Notification({ title: sentence, body: remedy })
    told.set(sentence, notification)
    notification.on('click', () => {
      told.delete(sentence)
      openWindow()
    })
    notification.on('close', () => told.delete(sentence))
    notification.on('failed', (_event, why) => {
      told.delete(sentence)
      log(`notification: ${why}`)
    })
    notification.show()
  }

  async function ask({ sentence, remedy }: Problem): Promise<void> {
    told.set(sentence, true)
    const buttons = ['Open Vaultkeeper', 'Close']
    const { response } = await dialog
      .showMessageBox({
        type: 'warning',
        title: 'Vaultkeeper',
        message: sentence,
        detail: remedy,
        buttons,
        defaultId: 0,
        cancelId: 1,
        noLink: true,
      })
      .finally(() => told.delete(sentence))
    if (response === 0) openWindow()
  }

  return (problem) => {
    if (told.has(problem.sentence)) return
    if (platform === 'darwin') notify(problem)
    else ask(problem).catch((error: unknown) => log(`dialog: ${String(error)}`))
  }
}
