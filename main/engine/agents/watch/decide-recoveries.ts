import { type Depending, needsOf } from '../order/recovery-levels.ts'

/** What is known of an agent when it is decided whether it is brought back by itself. Times of `monotonic` are in ms. */
export type Facts = Depending & {
  readonly critical: boolean
  readonly state: 'alive' | 'late' | 'dead' | 'unknown'
  /** Since when it is known to be dead by what was seen here, `monotonic`; `null`: it is not, or that is only what was recorded before we looked. */
  readonly deadSince: number | null
  readonly automatic: boolean
  readonly held: boolean
  readonly escalated: boolean
  readonly recovering: boolean
  /** A person cancelled its recovery since it is dead: it is that person's from then on. */
  readonly cancelled: boolean
  /** It could not be begun a moment ago: not before then, `monotonic`. */
  readonly notBefore: number
  /** How often it was brought back by itself within the hour, and how often it may be. */
  readonly recoveries: number
  readonly atMostPerHour: number
}

/** What is done now. `recover`: these together; `escalate`: too often dead; `again`: when to look anew, `monotonic`, in ms, if nothing happens before. */
export type Decided = { readonly recover: readonly string[]; readonly escalate: readonly string[]; readonly again: number | null }

/** What has one cause is found dead within moments: so long one waits for others, in ms, since the last of them, and since the first. */
export const settling = 3_000
const longestSettling = 9_000

/**
 * Who is brought back by itself, and who was so often that a person has to look. Those that wait for another one, which is late or being brought back, or is critical, dead
 * and not brought back by itself, come when that one is. Pure.
 * @param now `monotonic`, in ms
 */
export function decideRecoveries(agents: readonly Facts[], now: number): Decided {
  const wanted = agents.filter((one) => isDown(one) && one.automatic && !one.held && !one.escalated && !one.recovering && !one.cancelled)
  const escalate = wanted.filter(({ recoveries, atMostPerHour }) => recoveries >= atMostPerHour).map(({ name }) => name)
  const waiting = new Set(wanted.filter(({ name, notBefore }) => !escalate.includes(name) && notBefore <= now).map(({ name }) => name))
  const byName = new Map(agents.map((one) => [one.name, one]))
  const needs = new Map([...waiting].map((name) => [name, [...needsOf(agents, name)].flatMap((need) => byName.get(need) ?? [])]))
  // Who waits for one that waits waits as well: until nobody drops out any more.
  for (let before = -1; before !== waiting.size; ) {
    before = waiting.size
    for (const name of waiting) if (needs.get(name)?.some((need) => isWaitedFor(need, waiting))) waiting.delete(name)
  }
  const since = [...waiting].flatMap((name) => byName.get(name)?.deadSince ?? [])
  const ready = Math.min(Math.max(...since) + settling, Math.min(...since) + longestSettling)
  const later = wanted.map(({ notBefore }) => notBefore).filter((time) => time > now)
  if (since.length > 0 && ready <= now) return { recover: [...waiting], escalate, again: earliest(later) }
  return { recover: [], escalate, again: earliest(since.length > 0 ? [ready, ...later] : later) }
}

/** Whether nobody who needs this one is begun with now. */
function isWaitedFor({ name, state, critical, recovering }: Facts, coming: ReadonlySet<string>): boolean {
  if (recovering || state === 'late') return true
  return state === 'dead' && critical && !coming.has(name)
}

function isDown({ state, deadSince }: Facts): boolean {
  return state === 'dead' && deadSince !== null
}

function earliest(times: readonly number[]): number | null {
  return times.length === 0 ? null : Math.min(...times)
}
