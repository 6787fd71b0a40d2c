import type { Notification as Shown } from 'electron'
import type { Problem } from '../contract/problem.ts'
import { plainLine } from '../engine/news/short-text.ts'
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
  /** What stands on the screen. */
  const asked = new Set<string>()
  /** The notification of each sentence: one that nobody holds is collected, and its click with it. */
  const notifications = new Map<string, Shown>()

  /** It need not be told when a person takes one away, so the next takes its place. */
  function notify({ sentence, remedy }: Problem): void {
    notifications.get(sentence)?.close()
    const notification = new Notification({ title: sentence, body: remedy })
    notifications.set(sentence, notification)
    notification.on('click', openWindow)
    notification.on('failed', (_event, why) => log(`notification: ${why}`))
    notification.show()
  }

  async function ask({ sentence, remedy }: Problem): Promise<void> {
    asked.add(sentence)
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
      .finally(() => asked.delete(sentence))
    if (response === 0) openWindow()
  }

  return (said) => {
    // What people and programs call their folders stands in it.
    const problem = { ...said, sentence: plainLine(said.sentence, 300), remedy: plainLine(said.remedy, 600) }
    if (platform === 'darwin') notify(problem)
    else if (!asked.has(problem.sentence)) ask(problem).catch((error: unknown) => log(`dialog: ${String(error)}`))
  }
}
