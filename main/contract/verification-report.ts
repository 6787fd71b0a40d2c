import { z } from 'zod'

/** One file that verification has something to say about. Paths are relative to the vault; bytes that are no UTF-8 stand as U+FFFD. */
export const FileFinding = z.object({ path: z.string(), finding: z.enum(['damaged', 'different', 'missing']), why: z.string() })
/** See {@link FileFinding}. */
export type FileFinding = z.infer<typeof FileFinding>

/**
 * What verification found (product section 4). `compared*` were read back out of the repository and are equal to the source by SHA-256;
 * `changedSince` differ, for they were touched after the backup began; `left*` belong to this run, or had their turn, but were over the budget.
 */
export const VerificationReport = z.object({
  how: z.enum(['whole', 'selected']),
  comparedFiles: z.number(),
  comparedBytes: z.number(),
  changedSince: z.number(),
  leftFiles: z.number(),
  countsAgree: z.boolean().nullable(),
  findings: z.array(FileFinding),
  findingCount: z.number(),
  vanishedSnapshots: z.array(z.string()),
  unknownSnapshots: z.array(z.string()),
  duration: z.number(),
})
/** See {@link VerificationReport}. */
export type VerificationReport = z.infer<typeof VerificationReport>
