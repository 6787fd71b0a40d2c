import type { BrowserWindow, ContextMenuParams, MenuItemConstructorOptions } from 'electron'
import type { Electron } from '../electron.ts'

/** What the menu at the pointer offers for a text: as in every program. Nothing where there is no text. Pure. */
function textLines({ isEditable, selectionText, editFlags }: ContextMenuParams): MenuItemConstructorOptions[] {
  const { canCut, canCopy, canPaste, canSelectAll } = editFlags
  if (isEditable)
    return [
      { role: 'cut', enabled: canCut },
      { role: 'copy', enabled: canCopy },
      { role: 'paste', enabled: canPaste },
      { type: 'separator' },
      { role: 'selectAll', enabled: canSelectAll },
    ]
  return selectionText.trim() === '' ? [] : [{ role: 'copy' }]
}

/** Gives a window's texts the menu that a person expects under the other button of the mouse; Electron has none by itself. */
export function offerTextMenu({ Menu }: Pick<Electron, 'Menu'>, window: BrowserWindow): void {
  window.webContents.on('context-menu', (_event, params) => {
    const lines = textLines(params)
    if (lines.length > 0) Menu.buildFromTemplate(lines).popup({ window })
  })
}
