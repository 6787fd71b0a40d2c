import type { Limits } from './process/watchdog.ts'

const defaults = { retrying: 15_000, silence: 300_000 } as const

/** Where limits come from; later ones win. */
export type LimitSources = {
  readonly settings: Limits | undefined
  /** Of the repository: restic may try longer over a network than on a disk. */
  readonly repository?: Limits | undefined
  /** Of the command: some say nothing while they work, and no general setting may cut those off. */
  readonly plan: Limits | undefined
  readonly control: Limits | undefined
  /** restic is silent while it waits for a lock: that time is added to the silence, unless the call itself says how long it may be. */
  readonly retryLock: string | undefined
}

/** The limits of one run, in ms. */
export function limitsFor(sources: LimitSources): Limits {
  const limits = { ...defaults, ...sources.settings, ...sources.repository, ...sources.plan, ...sources.control }
  const { control, plan, repository } = sources
  // What says little by its nature says no more where the repository is slow.
  if (control?.silence === undefined && plan?.silence !== undefined && plan.silence > defaults.silence)
    limits.silence = Math.max(plan.silence, repository?.silence ?? 0)
  const { silence } = limits
  if (sources.control?.silence !== undefined || silence === 0) return limits
  return { ...limits, silence: silence + parseDuration(sources.retryLock ?? '') }
}

/** Milliseconds of a duration as Go writes it: `1h30m`, `5m`, `1.5s`; what is none counts as 0. */
export function parseDuration(text: string): number {
  const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 }
  let sum = 0
  for (const [, number, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)) sum += Number(number) * (units[unit ?? ''] ?? 0)
  return sum
}
