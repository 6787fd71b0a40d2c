import { z } from 'zod'
import { section, soFarGood } from './names.ts'

const Count = z
  .int({ error: 'must be a whole number of at least 1' })
  .min(1, { error: 'must be 1 or more' })
  .max(1_000_000, { error: 'must be 1,000,000 or less' })
  .optional()

const withinSentence = 'must be a duration as restic writes them, such as "14d" or "1y6m"'

/** Years, months, days and hours, as restic counts them on a calendar. */
const Within = z
  .string({ error: withinSentence })
  .regex(/^(?=.*[1-9])(?:\d{1,4}y)?(?:\d{1,4}m)?(?:\d{1,5}d)?(?:\d{1,6}h)?$/, { error: withinSentence })
  .optional()

const Rules = section({
  last: Count,
  hourly: Count,
  daily: Count,
  weekly: Count,
  monthly: Count,
  yearly: Count,
  within: Within,
  withinHourly: Within,
  withinDaily: Within,
  withinWeekly: Within,
  withinMonthly: Within,
  withinYearly: Within,
}).refine((rules) => Object.keys(rules).length > 0, {
  error: 'must hold a rule, such as { "last": 30 }; to keep all snapshots write "all"',
  when: soFarGood,
})

/** Which snapshots are kept: those that any rule names. `"all"`, without rules once parsed, removes nothing. */
export const Keep = z
  .union([Rules, z.literal('all')], { error: 'must be rules such as { "last": 30, "monthly": 12 }, or "all"' })
  .transform((keep): KeepRules => (keep === 'all' ? {} : keep))

/** Rules of retention; without any, everything is kept. Counts are at least 1; `within*` are texts such as `1y6m` that restic reads. */
export type KeepRules = z.output<typeof Rules>
