import { z } from 'zod'

/** An unusual change that waits for a person to say whether it was meant so, with what there is to go back to. */
export const OpenAnomaly = z.object({
  id: z.string(),
  seq: z.number().optional(),
  time: z.string(),
  plan: z.string().nullable(),
  vault: z.string(),
  /** The vault's name. */
  name: z.string(),
  repository: z.string(),
  /** The snapshot that has it, and its label. */
  snapshot: z.string().nullable(),
  label: z.string().nullable(),
  why: z.string(),
  /** What kind of change of the vault's content it is; `null` where it is about the snapshots themselves. */
  code: z.string().nullable(),
  /** The last good snapshot at that time. */
  against: z.string().nullable(),
  answer: z.string().nullable().optional(),
  by: z.string().nullable().optional(),
  /** The last good state as it is known now. */
  lastGood: z.object({ id: z.string(), label: z.string().nullable(), time: z.string(), files: z.number().nullable() }).nullable(),
})
/** See the schema of this name. */
export type OpenAnomaly = z.infer<typeof OpenAnomaly>
