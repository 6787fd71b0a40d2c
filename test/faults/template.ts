import type { OperationName } from './operations.ts'

/** What was found out while the template was made: how long each operation takes undisturbed, in ms, and the snapshots that are in it. */
export type Template = {
  readonly spans: Readonly<Record<OperationName, number>>
  readonly snapshots: Readonly<Record<'default' | 'drive', readonly string[]>>
}
