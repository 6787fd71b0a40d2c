import type { BrowserWindow, MessageBoxOptions } from 'electron'
import type { Electron } from '../electron.ts'

const question: MessageBoxOptions = {
  type: 'question',
  message: 'There are changes that are not saved.',
  detail: 'They are lost when the window is closed.',
  buttons: ['Keep the window open', 'Close without saving'],
  defaultId: 0,
  cancelId: 0,
  noLink: true,
}

/** Asks the person whether what was not saved may go. Nothing waits for it but the window: a person may not come back to it before tomorrow. */
export async function mayLeave({ dialog }: Pick<Electron, 'dialog'>, window: BrowserWindow): Promise<boolean> {
  return (await dialog.showMessageBox(window, question)).response === 1
}
