import { z } from 'zod'

/** What set a run off: a person, its due time, a due time that was missed, one that failed before, a change of a watched file, a heartbeat that stayed away. */
export const Trigger = z.enum(['manual', 'schedule', 'catch-up', 'retry', 'change', 'heartbeat'])
/** See {@link Trigger}. */
export type Trigger = z.infer<typeof Trigger>
/** What may set off what a plan or the calendar asks for. */
export type PlanTrigger = Exclude<Trigger, 'heartbeat'>
