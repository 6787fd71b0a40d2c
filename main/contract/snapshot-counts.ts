import { z } from 'zod'

/** What was counted while a snapshot was made. Bytes are bytes, durations are milliseconds. */
export const SnapshotCounts = z.object({
  files: z.number(),
  bytes: z.number(),
  filesNew: z.number(),
  filesChanged: z.number(),
  bytesStored: z.number(),
})
/** See {@link SnapshotCounts}. */
export type SnapshotCounts = z.infer<typeof SnapshotCounts>
