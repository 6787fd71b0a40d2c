import { z } from 'zod'

/** One entry that differs between two snapshots. Paths are relative to the vault. */
export const ChangedFile = z.object({ path: z.string(), change: z.enum(['added', 'removed', 'modified']) })
/** See {@link ChangedFile}. */
export type ChangedFile = z.infer<typeof ChangedFile>

/** The lines of the history that are about unusual changes of a vault, and about those that somebody has to approve; see {@link HistoryEvent}. */
export const judgementEvents = [
  // `code`: what kind of change, where it is about the content of a vault (main/engine/anomalies); `snapshot` has it, `against` is the last good one.
  z.object({
    event: z.literal('anomaly.raised'),
    anomaly: z.string(),
    plan: z.string().optional(),
    vault: z.string(),
    repository: z.string(),
    snapshot: z.string().optional(),
    why: z.string(),
    code: z.string().optional(),
    against: z.string().optional(),
    numbers: z.record(z.string(), z.number()).optional(),
  }),
  // What a snapshot's changes came to; `anomaly` is the one that it belongs to. Judged by counts alone, or its files were looked into; `clean`: and none of
  // them had become noise.
  z.object({
    event: z.literal('snapshot.judged'),
    repository: z.string(),
    snapshot: z.string(),
    anomaly: z.string().optional(),
    by: z.enum(['counts', 'files', 'clean files']),
  }),
  z.object({ event: z.literal('anomaly.answered'), anomaly: z.string(), answer: z.enum(['expected', 'restored']), by: z.string() }),
  // What was asked about the snapshots of a lane has no cause any more; it is as if it had not been asked.
  z.object({ event: z.literal('anomaly.passed'), anomaly: z.string() }),
  // What a run on change found against the last approved snapshot; `diffHash` is the SHA-256 of what differs.
  z.object({
    event: z.literal('change.found'),
    change: z.string(),
    plan: z.string(),
    vault: z.string(),
    repository: z.string(),
    snapshot: z.string(),
    against: z.string().nullable(),
    diffHash: z.string(),
    files: z.array(ChangedFile),
    fileCount: z.number(),
  }),
  z.object({
    event: z.literal('change.decided'),
    change: z.string(),
    decision: z.enum(['approved', 'reverted', 'superseded']),
    by: z.string(),
    diffHash: z.string(),
    safety: z.string().optional(),
  }),
] as const
