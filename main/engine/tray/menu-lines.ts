import { asLabel } from './safe-text.ts'
import type { ShellAction } from './shell-action.ts'
import type { MenuLine } from './tray-view.ts'

/** A line that does something; without an action it is there to be read. */
export function line(id: string, text: string, action: ShellAction | null = null): MenuLine {
  return { kind: 'line', id, label: asLabel(text), action }
}

/** A line that opens others. */
export function submenu(id: string, text: string, lines: readonly MenuLine[]): MenuLine {
  return { kind: 'submenu', id, label: asLabel(text), lines }
}

/** Opens a page. */
export function open(page: string): ShellAction {
  return { do: 'open', page }
}

/** Groups with a line between them; empty ones are left out. */
export function grouped(groups: readonly (readonly MenuLine[])[]): MenuLine[] {
  return groups.filter((group) => group.length > 0).flatMap((group, at) => (at === 0 ? group : [{ kind: 'separator' } as const, ...group]))
}

/** A line for each, or for so many of them that there is room for: a menu is not scrolled. `more` stands for the rest; what has no line is not looked at. */
export function atMost<Item>(
  items: readonly Item[],
  most: number,
  lineOf: (item: Item, at: number) => MenuLine,
  more: (rest: number) => MenuLine,
): readonly MenuLine[] {
  if (items.length <= most) return items.map(lineOf)
  return [...items.slice(0, most - 1).map(lineOf), more(items.length - most + 1)]
}
