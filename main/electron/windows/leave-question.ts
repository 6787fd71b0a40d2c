import type { BrowserWindow, MessageBoxSyncOptions } from 'electron'
import type { Electron } from '../electron.ts'

const question: MessageBoxSyncOptions = {
  type: 'question',
  message: 'There are changes that are not saved.',
  detail: 'They are lost when the window is closed.',
  buttons: ['Keep the window open', 'Close without saving'],
  defaultId: 0,
  cancelId: 0,
  noLink: true,
}

/** Asks the person whether what was not saved may go. It has to be answered at once: the page waits for it. */
export function mayLeave({ dialog }: Pick<Electron, 'dialog'>, window: BrowserWindow): boolean {
  return dialog.showMessageBoxSync(window, question) === 1
}
