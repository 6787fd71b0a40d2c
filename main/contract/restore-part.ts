import { z } from 'zod'

/** A part of a snapshot and where in a restore's target it goes; '' is the snapshot's root, and the target itself. */
export const RestorePart = z.object({ from: z.string(), to: z.string() })
/** See {@link RestorePart}. */
export type RestorePart = z.infer<typeof RestorePart>
