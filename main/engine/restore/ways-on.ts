import type { KnownRestore } from '../state/restore-queries.ts'

/** What there is to be done about a restore or an undo that was cut off after its first byte. The same command again would find its target not empty. Pure. */
export function waysOn({ run, kind, undoes, undoable }: Pick<KnownRestore, 'run' | 'kind' | 'undoes' | 'undoable'>): string {
  if (kind === 'undo') return `Finish it with: vaultkeeper undo ${undoes ?? ''}`.trimEnd()
  return `Finish it with: vaultkeeper restore --finish ${run}${undoable ? `. Or take it back with: vaultkeeper undo ${run}` : ''}`
}
