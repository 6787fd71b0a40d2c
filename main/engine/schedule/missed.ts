import type { SkipReason } from '../../contract/skip-reason.ts'
import { type OpenDueTimes, openDueTimes } from './open-due-times.ts'
import { blockOf, type Situation, staysOpen } from './situation.ts'

/** Due times that were missed for one reason. */
export type Missed = OpenDueTimes & { readonly reason: SkipReason }

/**
 * The oldest of the missed due times (after `after`, up to and including `upTo`) that share a reason. `undefined` when there are none, or when what
 * there is came up after the last absence and `upToAbsence` is asked for.
 */
export function firstMissed(situation: Situation, after: Date, upTo: Date, upToAbsence: boolean): Missed | undefined {
  let cursor = after
  const part = (to: Date): OpenDueTimes | undefined => {
    const end = to < upTo ? to : upTo
    const found = end > cursor ? openDueTimes(situation, cursor, end) : undefined
    if (end > cursor) cursor = end
    return found
  }
  for (const { from, to, reason } of situation.absences) {
    const before = part(from)
    if (before !== undefined) return { ...before, reason: reasonBeside(situation, before) }
    const during = part(to)
    if (during !== undefined) return { ...during, reason }
  }
  const since = upToAbsence ? undefined : part(upTo)
  return since === undefined ? undefined : { ...since, reason: reasonBeside(situation, since) }
}

/** Why something was not run although somebody looked. */
function reasonBeside(situation: Situation, { oldest }: OpenDueTimes): SkipReason {
  const { record, absences } = situation
  // What was recorded went on.
  if (record !== undefined && record.skipped !== null && (staysOpen(record.skipped) || record.skipped === 'disabled')) return record.skipped
  if (record?.ended && oldest <= new Date(record.ended)) return 'still-running'
  // Before the first absence that is remembered another process was to look, and nothing tells why it did not.
  const [first] = absences
  if (first !== undefined && oldest <= first.from) return 'not-running'
  return blockOf(situation) ?? 'superseded'
}
