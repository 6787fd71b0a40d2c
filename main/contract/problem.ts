import { z } from 'zod'

/**
 * Why something did not go as asked, in a form that survives every boundary: a stable code that can be tested and translated, one
 * sentence with the cause, one with the remedy. `detail` is for whoever wants more (what restic said); it is never needed to act.
 * Secrets are taken out where a problem is made.
 */
export const Problem = z.object({
  code: z.string(),
  sentence: z.string(),
  remedy: z.string(),
  detail: z.string().optional(),
})

/** See {@link Problem}. */
export type Problem = Readonly<{ code: string; sentence: string; remedy: string; detail?: string | undefined }>
