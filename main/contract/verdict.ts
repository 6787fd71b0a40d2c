import { z } from 'zod'

/** How a run ended. Every run ends in exactly one of these; `interrupted` is written by the next start for a run that never got to say. */
export const Verdict = z.enum(['done', 'warnings', 'not-verified', 'failed', 'skipped', 'cancelled', 'interrupted'])

/** See {@link Verdict}. */
export type Verdict = z.infer<typeof Verdict>
