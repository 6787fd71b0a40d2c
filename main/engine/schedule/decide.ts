import type { SkipReason } from '../../contract/skip-reason.ts'
import type { PlanTrigger } from '../../contract/trigger.ts'
import type { Verdict } from '../../contract/verdict.ts'
import type { LaneRecord } from '../state/schedule-queries.ts'
import { isAhead, retryAt, retryDelay } from './back-off.ts'
import { jitterDelay } from './jitter.ts'
import { firstMissed, type Missed } from './missed.ts'
import { nextOccurrence, occurrencesBetween } from './occurrences.ts'
import { type OpenDueTimes, openDueTimes } from './open-due-times.ts'
import { blockOf, type Situation, staysOpen } from './situation.ts'

/** Why something that is due waits. */
type WaitReason = SkipReason | 'back-off' | 'jitter'

/** Due times that are not run, for one reason: from the first to the last of them, both included. */
type Skip = { readonly reason: SkipReason; readonly from: Date; readonly to: Date; readonly count: number }

/**
 * What is to be done about a lane now. After a `skip` was recorded, it is to be asked again; what a run `missed` is to be recorded before the run
 * begins. `until` is when the answer may be another one by time alone, or when conditions are worth another look.
 */
export type Decision =
  | { readonly kind: 'run'; readonly due: Date; readonly trigger: PlanTrigger; readonly missed: Skip | null }
  | ({ readonly kind: 'skip' } & Skip)
  | { readonly kind: 'wait'; readonly due: Date; readonly until: Date; readonly reason: WaitReason }
  | { readonly kind: 'idle'; readonly next: Date | null }

const minute = 60_000
const hour = 60 * minute

/** A run that begins later than this is one that is made up for, not one at its time. */
const late = 2 * minute
/** How long after a due time or after waking a condition may take to be met before it is recorded that it is not: networks need a while. */
const grace = 2 * minute
/** A condition that goes on is recorded again for newer due times after this, not for each of them. */
const repeated = 12 * hour

/**
 * Decides about one lane, from records alone. Pure.
 *
 * The newest of several missed due times is made up for once; the older ones are recorded with the reason. Where a condition is not met that is
 * recorded, and the due time stays open until it can be made up for or a newer one takes its place. What failed is repeated with back-off until the
 * next due time. No due time is run twice, whatever the clock does.
 */
export function decide(situation: Situation): Decision {
  const { now, schedule, zone, anchor } = situation
  const known = beforeNow(situation)
  const after = handledUpTo(known)
  const next = nextOccurrence(schedule, zone, now, anchor)
  const open = openDueTimes(known, after, now)
  if (open !== undefined) return decideOpen(known, open, after, next)
  return known.record === undefined ? { kind: 'idle', next } : decideRecorded(known, known.record, next)
}

/** Without what a clock that ran ahead has left: a record, or an absence, that lies in the future. */
function beforeNow(situation: Situation): Situation {
  const { now, record, absences } = situation
  const past = absences.filter(({ from, to }) => from < to && to <= now)
  if (record !== undefined && Date.parse(record.due) <= now.getTime()) return { ...situation, absences: past }
  return { ...situation, absences: past, record: undefined }
}

/** Up to when nothing is open. A plan that became known under a clock that ran ahead is taken to be known for a day. */
function handledUpTo({ now, anchor, record }: Situation): Date {
  const since = anchor > now ? now.getTime() - 24 * hour : anchor.getTime()
  return new Date(record === undefined ? since : Math.max(since, Date.parse(record.due)))
}

/** There are due times of which nothing is recorded yet. */
function decideOpen(situation: Situation, open: OpenDueTimes, after: Date, next: Date | null): Decision {
  const { now, jitter, seed, schedule, zone, anchor } = situation
  const due = open.newest
  if (isRunning(situation)) return { kind: 'wait', due, until: soon(now), reason: 'still-running' }
  const older = new Date(due.getTime() - 1)
  const absent = firstMissed(situation, after, older, true)
  if (absent !== undefined) return { kind: 'skip', ...skipOf(absent) }
  const blocked = blockOf(situation)
  if (blocked !== undefined) return decideBlocked(situation, open, blocked, next)

  const following = nextOccurrence(schedule, zone, due, anchor)
  const start = new Date(due.getTime() + jitterDelay(seed, due, jitter, following))
  if (now < start) return { kind: 'wait', due, until: start, reason: 'jitter' }
  const rested = restedAt(situation, due, following)
  if (rested > now) return { kind: 'wait', due, until: rested, reason: 'back-off' }
  const missed = firstMissed(situation, after, older, false)
  const trigger = now.getTime() - start.getTime() > late ? 'catch-up' : 'schedule'
  return { kind: 'run', due, trigger, missed: missed === undefined ? null : skipOf(missed) }
}

/** A condition is in the way: that is recorded once, when it has had time to be met. */
function decideBlocked({ now, record, absences, paused }: Situation, open: OpenDueTimes, reason: SkipReason, next: Date | null): Decision {
  const due = open.newest
  const back = absences.findLast(({ to }) => to <= now)?.to
  const since = back !== undefined && back > open.oldest ? back : open.oldest
  const patient = new Date(since.getTime() + grace)
  if (reason !== 'paused' && now < patient) return { kind: 'wait', due, until: patient, reason }
  if (record?.skipped === reason && due.getTime() - Date.parse(record.due) < repeated)
    return { kind: 'wait', due, until: reason === 'paused' ? endOfPause(paused, next, now) : soon(now), reason }
  return { kind: 'skip', reason, from: open.oldest, to: due, count: open.count }
}

/** Nothing new is due: what was recorded last may have to be made up for, or repeated. */
function decideRecorded(situation: Situation, record: LaneRecord, next: Date | null): Decision {
  const { now, paused, mended } = situation
  const idle: Decision = { kind: 'idle', next }
  const due = dueOf(situation, record)
  const blocked = blockOf(situation)
  const wait = (reason: SkipReason): Decision => ({
    kind: 'wait',
    due,
    until: reason === 'paused' ? endOfPause(paused, next, now) : soon(now),
    reason,
  })
  if (isRunning(situation)) return wait('still-running')
  if (record.skipped !== null) {
    if (!staysOpen(record.skipped)) return idle
    return blocked === undefined ? { kind: 'run', due, trigger: 'catch-up', missed: null } : wait(blocked)
  }
  if (record.verdict === null || record.ended === null) return idle
  const again = retryAt(
    { verdict: record.verdict, code: record.code, ended: new Date(record.ended), attempts: record.attempts },
    now,
    mended,
  )
  // A due time that comes before takes its place.
  if (again === null || (next !== null && again >= next)) return idle
  if (again > now) return { kind: 'wait', due, until: again, reason: 'back-off' }
  return blocked === undefined ? { kind: 'run', due, trigger: 'retry', missed: null } : wait(blocked)
}

/**
 * When a plan that comes due more often than its failures are repeated has rested enough: back-off goes on over its due times. The past for all
 * others.
 */
function restedAt({ now, record, failures, mended }: Situation, due: Date, following: Date | null): Date {
  const longAgo = new Date(0)
  if (record?.skipped !== null || record.verdict === null || record.ended === null || following === null) return longAgo
  const ended = new Date(record.ended)
  if (!failing.has(record.verdict) || isAhead(ended, now) || (mended !== null && mended > ended)) return longAgo
  const delay = retryDelay({ verdict: record.verdict, code: record.code, attempts: Math.max(record.attempts, failures) }) ?? hour
  return following.getTime() - due.getTime() < delay ? new Date(ended.getTime() + delay) : longAgo
}

const failing: ReadonlySet<Verdict> = new Set<Verdict>(['failed', 'interrupted'])

/** The due time that a record speaks of. That of a range that was cut where the clock went back ends at no due time: the newest in it is meant. */
function dueOf({ schedule, zone, anchor }: Situation, record: LaneRecord): Date {
  const recorded = new Date(record.due)
  const before = new Date(recorded.getTime() - 1)
  if (record.skipped === null || occurrencesBetween(schedule, zone, before, recorded, anchor, 1).count === 1) return recorded
  return occurrencesBetween(schedule, zone, anchor, recorded, anchor, 1).newest[0] ?? recorded
}

/** Whether a run of the lane goes on: here, or in another process that has not recorded its end. */
function isRunning({ busy, record }: Situation): boolean {
  return busy || (record !== undefined && record.skipped === null && record.verdict === null)
}

function endOfPause(paused: Situation['paused'], next: Date | null, now: Date): Date {
  const ends = [paused?.until, next].filter((time) => time != null)
  return ends.length === 0 ? soon(now) : new Date(Math.min(...ends.map((time) => time.getTime())))
}

function skipOf({ reason, oldest, newest, count }: Missed): Skip {
  return { reason, from: oldest, to: newest, count }
}

function soon(now: Date): Date {
  return new Date(now.getTime() + minute)
}
