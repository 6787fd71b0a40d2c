import { z } from 'zod'
import { section } from './names.ts'
import { Rate, TimeOfDay } from './values.ts'

const Window = section({
  from: TimeOfDay.optional().describe('Begin of the time of day, on the clock of this machine.'),
  to: TimeOfDay.optional().describe('Its end; before "from", it is that of the next day.'),
  rate: Rate,
})
  .refine(({ from, to }) => (from === undefined) === (to === undefined), { error: 'must have both "from" and "to", or neither' })
  .refine(({ from, to }) => from === undefined || from !== to, { error: 'must have a "from" that is another time than "to"' })
  .transform(({ from, to, rate }): RateWindow => ({ from: from ?? null, to: to ?? null, rate }))

/** A rate for a time of the day, in bytes a second; without times: for the rest of the day. */
export type RateWindow = { readonly from: string | null; readonly to: string | null; readonly rate: number }

/** At most so much, always (bytes a second) or by the time of day: the first entry that fits counts, and where none does there is no limit. */
export const RateLimit = z.union([Rate, z.array(Window).min(1)], {
  error: 'must be a rate such as "2 MiB/s", or a list of { "from": "08:00", "to": "18:00", "rate": "1 MiB/s" }',
})

/** See {@link RateLimit}. */
export type RateLimit = z.output<typeof RateLimit>
