import type { MenuLine, TrayView } from '../../engine/tray/tray-view.ts'

/** Before anything was read. */
export const startingView: TrayView = {
  state: 'running',
  tooltip: 'Vaultkeeper is starting',
  menu: [
    { kind: 'line', id: 'answer', label: 'Starting…', action: null },
    { kind: 'separator' },
    { kind: 'line', id: 'open', label: 'Open Vaultkeeper', action: { do: 'open', page: '/' } },
    { kind: 'line', id: 'quit', label: 'Quit Vaultkeeper', action: { do: 'quit' } },
  ],
}

/** A view while what goes on is finished before the end: no backup is begun any more, and Quit does not wait again. What is wrong stays to be seen. */
export function quittingView(view: TrayView): TrayView {
  const text = 'Vaultkeeper quits when this is finished'
  return {
    state: view.state === 'failed' || view.state === 'attention' ? view.state : 'running',
    tooltip: text,
    menu: [{ kind: 'line', id: 'quitting', label: text, action: null }, { kind: 'separator' }, ...view.menu.map(lineWhileQuitting)],
  }
}

function lineWhileQuitting(line: MenuLine): MenuLine {
  if (line.kind === 'separator') return line
  if (line.kind === 'submenu') return { ...line, lines: line.lines.map(lineWhileQuitting) }
  if (line.action?.do === 'quit') return { ...line, label: 'Quit now' }
  return line.action?.do === 'back-up' ? { ...line, action: null } : line
}
