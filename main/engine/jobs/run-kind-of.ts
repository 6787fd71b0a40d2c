import type { RunKind } from '../../contract/history-event.ts'
import type { JobKind } from '../../contract/procedures/jobs.ts'

/** The kind of run that a job's sentences speak of: looking ahead and indexing are none by themselves. Pure. */
export function runKindOf(kind: JobKind): RunKind {
  if (kind === 'preview') return 'restore'
  return kind === 'index' ? 'check' : kind
}
