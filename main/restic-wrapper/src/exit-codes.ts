/**
 * Exit codes of restic that have a meaning of their own; every other one but 0 is a failure.
 * @see https://restic.readthedocs.io/en/stable/075_scripting.html#exit-codes
 */
export const exitCodes = {
  ok: 0,
  failed: 1,
  /** A Go panic. */
  crashed: 2,
  /** backup: saved without some items; forget (0.19): some snapshots were not removed. */
  partial: 3,
  /** Since 0.17.0. */
  noRepository: 10,
  /** Since 0.17.0. */
  locked: 11,
  /** Since 0.17.1. */
  wrongPassword: 12,
  /** Since 0.19.0; 1 before. */
  interrupted: 130,
} as const
