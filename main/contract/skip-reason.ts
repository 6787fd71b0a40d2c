import { z } from 'zod'

/** Why a due time was not run, or not yet (product section 2). `still-running`: the run before was not done; `superseded`: a newer due time took its place. */
export const SkipReason = z.enum([
  'asleep',
  'not-running',
  'still-running',
  'superseded',
  'paused',
  'disabled',
  'drive-not-connected',
  'no-network',
  'metered',
  'on-battery',
  'keychain-locked',
  'keychain-not-answering',
  'disk-full',
  'nothing-changed',
  'gave-up',
])
/** See {@link SkipReason}. */
export type SkipReason = z.infer<typeof SkipReason>
