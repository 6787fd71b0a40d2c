import type { ShellAction } from '../../../main/engine/tray/shell-action.ts'
import type { MenuLine, TrayView } from '../../../main/engine/tray/tray-view.ts'

/** A view as lines of text: the state and the tooltip, then the menu with what each line does; those without are in brackets. */
export function viewInLines({ state, tooltip, menu }: TrayView): string[] {
  return [`${state}: ${tooltip}`, ...menuInLines(menu)]
}

/** A menu as lines of text. */
export function menuInLines(menu: readonly MenuLine[], depth = ''): string[] {
  return menu.flatMap((line) => {
    if (line.kind === 'separator') return [`${depth}--`]
    if (line.kind === 'submenu') return [`${depth}${line.label} >`, ...menuInLines(line.lines, `${depth}  `)]
    return [line.action === null ? `${depth}[${line.label}]` : `${depth}${line.label} -> ${actionInWords(line.action)}`]
  })
}

function actionInWords(action: ShellAction): string {
  switch (action.do) {
    case 'open':
      return action.page
    case 'back-up':
      return `back up ${action.plan ?? 'all'}`
    case 'pause':
      return `pause ${action.length}`
    default:
      return action.do
  }
}
