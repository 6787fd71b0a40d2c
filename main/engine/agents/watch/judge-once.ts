import type { KnownAgent } from '../../state/agent-queries.ts'
import type { Agent } from '../agent-named.ts'
import type { Standing } from '../heartbeat/judge-beat.ts'
import type { Probe } from '../heartbeat/probe.ts'

/** Clocks of disks and networks may be so far ahead of ours, in ms. */
const aheadAtMost = 60_000

/**
 * How an agent stands by a single look: less than watching tells, for nobody knows since when it is silent. What runs, but does not answer, is late rather than dead, unless
 * it was dead already. Pure.
 * @param known what was recorded of it last
 * @param runs whether a process of it is there
 */
export function judgeOnce(
  { heartbeat }: Pick<Agent, 'heartbeat'>,
  known: KnownAgent | undefined,
  found: Probe,
  runs: boolean,
  now: Date,
): Omit<Standing, 'since'> & { readonly since: string | null } {
  const since = (state: Standing['state'], otherwise: string | null) => (known?.state === state ? known.since : otherwise)
  const last = known?.beat ?? null
  if (heartbeat === null) return { state: 'unknown', since: since('unknown', null), why: 'it has no heartbeat', beat: last }
  if (found.kind === 'unknown') return { state: 'unknown', since: since('unknown', null), why: found.why, beat: last }
  if (found.kind === 'silent') {
    const state = runs && known?.state !== 'dead' ? 'late' : 'dead'
    return { state, since: since(state, null), why: runs ? `${found.why}, but it runs` : found.why, beat: last }
  }
  const age = found.live === true ? 0 : now.getTime() - Date.parse(found.at)
  if (age < -aheadAtMost)
    return { state: 'unknown', since: since('unknown', null), why: 'its file bears a date that is yet to come', beat: last }
  const at = new Date(now.getTime() - Math.max(0, age)).toISOString()
  if (age < heartbeat.lateAfter) return { state: 'alive', since: since('alive', null), why: 'it beats', beat: at }
  const state = age < heartbeat.deadAfter ? 'late' : 'dead'
  return { state, since: since(state, at), why: 'it has not touched its file', beat: at }
}
