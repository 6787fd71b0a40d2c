import type { Facts, LaneFacts } from './facts.ts'
import type { LaneHealth } from './health.ts'
import type { LaneRules } from './lane-health.ts'
import { sayMoment } from './say-when.ts'

/** How a lane stands, in a word, sentences and the action that mends it. */
export type Standing = Pick<LaneHealth, 'state' | 'code' | 'why' | 'remedy' | 'since'>

/** All that a standing is judged by. `lastGood` is never after `now`. */
export type Judged = {
  readonly lane: LaneFacts
  readonly rules: LaneRules
  readonly facts: Facts
  readonly now: Date
  readonly lastGood: string | null
  readonly staleSince: string | null
}

/** A time of the records by the wall clock of the machine. */
export function told(time: string, { facts, now }: Pick<Judged, 'facts' | 'now'>): string {
  return sayMoment(new Date(time), facts.zone, now)
}

/** How old the newest good backup is, without a full stop. */
export function lastGoodInWords(judged: Judged): string {
  const { lastGood, rules } = judged
  if (rules.mirrorOf !== undefined)
    return lastGood === null
      ? `It never had everything of "${rules.mirrorOf}" yet`
      : `It last had everything of "${rules.mirrorOf}" on ${told(lastGood, judged)}`
  return lastGood === null ? 'There is no good backup yet' : `The last good backup is of ${told(lastGood, judged)}`
}

/** What is done in a lane, and the command that does it now. */
export function workOf({ lane, rules }: Pick<Judged, 'lane' | 'rules'>): { readonly noun: string; readonly command: string } {
  return rules.mirrorOf === undefined
    ? { noun: 'backup', command: `vaultkeeper backup ${lane.plan}` }
    : { noun: 'copy', command: `vaultkeeper copy ${rules.mirrorOf} ${lane.repository}` }
}

/** A text as a sentence of its own. */
export function asSentence(text: string): string {
  return /[.!?]$/.test(text.trimEnd()) ? text.trimEnd() : `${text.trimEnd()}.`
}
