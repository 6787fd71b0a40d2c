import type { JobKind } from '../../contract/procedures/jobs.ts'
import type { RunKind } from '../../contract/run-kind.ts'

/** The kind of run that a job's sentences speak of: indexing is none by itself. Pure. */
export function runKindOf(kind: JobKind): RunKind {
  return kind === 'index' ? 'check' : kind
}
