import type { KeepRules } from './keep.ts'
import type { PlanKind } from './plan.ts'

/** What each kind of plan brings with it (product section 2). Without zod: pages show it, too. */
export const presets: Record<PlanKind, { readonly schedule: string | null; readonly keep: KeepRules }> = {
  daily: { schedule: '0 7 * * *', keep: { last: 30 } },
  weekly: { schedule: '0 23 * * 0', keep: { last: 12 } },
  'on-change': { schedule: null, keep: { last: 10 } },
  custom: { schedule: null, keep: {} },
}
