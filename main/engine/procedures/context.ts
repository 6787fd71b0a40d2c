import type { Core, RunHost } from '../core.ts'
import type { Looks } from '../jobs/follow-standing.ts'
import type { Jobs } from '../jobs/jobs.ts'

/**
 * What every procedure works with. `onProgress`: where it goes what a procedure tells that answers directly; jobs have their own. `looks`: how often `live.watch`
 * looks for what nobody tells, where the usual would be too often.
 */
export type Context = { readonly core: Core; readonly jobs: Jobs; readonly onProgress?: RunHost['onProgress']; readonly looks?: Looks }

/** The host of a procedure that answers directly: it ends when the caller goes away. */
export function hostOf({ onProgress = () => undefined }: Context, signal: AbortSignal | undefined): RunHost {
  return { signal: signal ?? new AbortController().signal, onProgress }
}
