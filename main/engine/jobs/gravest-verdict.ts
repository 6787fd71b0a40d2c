import type { Verdict } from '../../contract/verdict.ts'

const worstFirst: readonly Verdict[] = ['failed', 'interrupted', 'cancelled', 'not-verified', 'warnings', 'skipped', 'done']

/** The verdict of several runs: that of the one that ended worst; none at all is a failure, for something was asked for. Pure. */
export function gravestVerdict(verdicts: readonly Verdict[]): Verdict {
  return worstFirst.find((one) => verdicts.includes(one)) ?? 'failed'
}
