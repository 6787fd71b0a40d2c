import type { Verdict } from '../../contract/verdict.ts'

/** How the last run for a due time went, as far as trying again is concerned. */
export type LastAttempt = {
  readonly verdict: Verdict
  readonly code: string | null
  readonly ended: Date
  /** How many runs there were for this due time, this one included. */
  readonly attempts: number
}

const minute = 60_000
const hour = 60 * minute

/** What is waited for after the first, second ... attempt; the last one stays. */
const delays = [minute, 5 * minute, 15 * minute, hour]

/** Problems that stay until a person does something. To try again at the next due time is enough, or when something was changed. */
const needsAPerson: ReadonlySet<string> = new Set([
  'wrong-password',
  'key-missing',
  'password-gone',
  'password-not-set',
  'credential-not-set',
  'credential-unusable',
  'copy-impossible',
  'ssh-missing',
  'rclone-missing',
  'password-unusable',
  'password-file-open',
  'other-repository',
  'repository-twice',
  'place-taken',
  'repository-exists',
  'repository-half-made',
  'repository-refused',
  'repository-misconfigured',
  'bucket-missing',
  'host-key-changed',
  'host-key-unknown',
  'repository-not-allowed',
  'repository-damaged',
  'repository-unknown',
  'restic-missing',
  'restic-unusable',
  'folder-missing',
  'folder-not-readable',
  'folder-is-a-loop',
  'folder-in-the-way',
  'not-a-folder',
  'path-not-found',
  'vault-inside-home',
  'vault-unknown',
  'plan-unknown',
  'drill-failed',
  'drill-no-space',
  'hostile-names',
  'names-collide',
  'too-many-in-the-way',
])

/** Conditions that a run found not to be met: it is made up for like one that was skipped. */
const passing: ReadonlySet<string> = new Set([
  'drive-not-connected',
  'folder-not-answering',
  'keychain-locked',
  'keychain-not-answering',
  'network-log-in',
  'on-battery',
  'about-to-sleep',
  'being-copied',
  'being-restored',
  'configuration-changed',
])

/**
 * How long after its end a failed attempt is repeated, in milliseconds: 1, 5, 15 minutes, then each hour. `null`: not before the next due time,
 * because it ended well, a person stopped it, only the proof is missing, or only a person can help. What was killed, mostly for want of memory,
 * is tried three times a day; a run whose lock was lost while the machine slept is repeated at once.
 */
export function retryDelay({ verdict, code, attempts }: Omit<LastAttempt, 'ended'>): number | null {
  const tried = Math.max(1, attempts)
  const usual = delays[Math.min(tried, delays.length) - 1] ?? hour
  switch (verdict) {
    case 'done':
    case 'warnings':
    case 'not-verified':
    case 'cancelled':
      return null
    case 'skipped':
      // It may take hours, or until a person says it again, and each try is a run in the history.
      if (code === 'being-brought-back') return Math.max(usual, 15 * minute)
      return passing.has(code ?? '') ? usual : null
    case 'interrupted':
    case 'failed':
      if (code === 'restic-killed' && tried % 3 === 0) return 24 * hour
      if (code === 'lock-lost' && tried <= 3) return 0
      // It was ended politely with its program, and is made up for as soon as that is there again.
      if (code === 'stopped') return 0
      return needsAPerson.has(code ?? '') ? null : usual
  }
}

/**
 * Whether an end was written under a clock that ran ahead, so that it says nothing about how long ago it was. A look takes its time: what ended since it
 * began lies a moment after its `now`, and is as new as can be.
 */
export function isAhead(ended: Date, now: Date): boolean {
  return ended.getTime() - now.getTime() > minute
}

/**
 * When a failed attempt is repeated; `null` when it is not.
 * @param mended when something was last changed that may help: the configuration, a password, a start of Vaultkeeper
 */
export function retryAt(last: LastAttempt, now: Date, mended: Date | null): Date | null {
  const ahead = isAhead(last.ended, now)
  const ended = ahead ? now : last.ended
  const delay = retryDelay(last)
  if (delay !== null) return new Date(ended.getTime() + (ahead ? 0 : delay))
  const helps = last.verdict === 'failed' && mended !== null && mended > ended && mended <= now
  return helps ? now : null
}
