import type { Problem } from '../contract/problem.ts'
import type { Electron } from './electron.ts'

/**
 * Tells a person why what was asked for in the menu was not done, in a native box: a notification may be switched off, and a window need not be open. One box
 * for the same sentence, however often it is clicked.
 */
export function problemTeller(
  { dialog }: Pick<Electron, 'dialog'>,
  openWindow: () => void,
  log: (text: string) => void,
): (problem: Problem) => void {
  const told = new Set<string>()
  return ({ sentence, remedy }) => {
    if (told.has(sentence)) return
    told.add(sentence)
    dialog
      .showMessageBox({
        type: 'warning',
        title: 'Vaultkeeper',
        message: sentence,
        detail: remedy,
        buttons: ['Open Vaultkeeper', 'Close'],
        defaultId: 0,
        cancelId: 1,
        noLink: true,
      })
      .then(({ response }) => {
        if (response === 0) openWindow()
      })
      .catch((error: unknown) => log(`dialog: ${String(error)}`))
      .finally(() => told.delete(sentence))
  }
}
