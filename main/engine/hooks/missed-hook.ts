import type { Core } from '../core.ts'
import type { KnownRun } from '../state/queries.ts'

/**
 * The program of the after-hook that a run which was cut off did not come to, or whose end nobody saw: it is the last thing of a run. `undefined` where its plan has none. Its
 * arguments may hold a secret.
 */
export function missedHook({ settings }: Core, { kind, plan }: Pick<KnownRun, 'kind' | 'plan'>): string | undefined {
  return kind === 'backup' && plan !== null ? settings.configuration?.plans[plan]?.hooks.after?.command[0] : undefined
}
