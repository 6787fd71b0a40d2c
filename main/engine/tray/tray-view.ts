import type { ShellAction } from './shell-action.ts'

/** What the icon says, worst first: something failed; something wants a person; all is held; at work; all is well. */
export type TrayState = 'failed' | 'attention' | 'paused' | 'running' | 'protected'

/** A line of the menu. A line without an action is there to be read. */
export type MenuLine =
  | { readonly kind: 'separator' }
  /** `id` stays the same as long as it is the same line, whatever its words are. */
  | { readonly kind: 'line'; readonly id: string; readonly label: string; readonly action: ShellAction | null }
  | { readonly kind: 'submenu'; readonly id: string; readonly label: string; readonly lines: readonly MenuLine[] }

/** Everything that the tray shows: a pure function of records, configuration and time. */
export type TrayView = {
  readonly state: TrayState
  /** At most 127 characters: Windows cuts what is longer. */
  readonly tooltip: string
  readonly menu: readonly MenuLine[]
}
