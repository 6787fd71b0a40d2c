import type { Verdict } from './verdict.ts'

/**
 * Exit codes of the CLI, documented in the README: 0 done, 1 failed, 2 usage, 3 done with warnings (some files could not be read),
 * 4 not verified, 5 skipped with a reason, 130 cancelled.
 */
export const exitCode = { done: 0, failed: 1, usage: 2, warnings: 3, notVerified: 4, skipped: 5, cancelled: 130 } as const

/** The exit code that tells a verdict to a shell. */
export function exitCodeOf(verdict: Verdict): number {
  switch (verdict) {
    case 'done':
      return exitCode.done
    case 'warnings':
      return exitCode.warnings
    case 'not-verified':
      return exitCode.notVerified
    case 'failed':
    case 'interrupted':
      return exitCode.failed
    case 'skipped':
      return exitCode.skipped
    case 'cancelled':
      return exitCode.cancelled
  }
}
