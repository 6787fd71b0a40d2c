import type { Probe } from './probe.ts'

/** When silence becomes what, in ms. */
export type Limits = { readonly lateAfter: number; readonly deadAfter: number }

/** The time of a look: of the wall, and in ms that only ever grow. */
export type Moment = { readonly now: Date; readonly monotonic: number }

/** How an agent stands by its heartbeat, as far as one was watched. Times are RFC 3339; `why`: half a sentence. */
export type Standing = {
  readonly state: 'alive' | 'late' | 'dead' | 'unknown'
  readonly since: string
  readonly why: string
  /** Its last heartbeat, where there ever was one. */
  readonly beat: string | null
}

/** A standing, and what has to be known to judge the next look. */
export type Pulse = Standing & {
  /** What the last beat said of its time: a file beats when that changes. `null`: not seen yet. */
  readonly mark: string | null
  /** For how long it has been silent while we looked, in ms. */
  readonly silence: number
  /** For how long nobody could tell, in ms. */
  readonly untold: number
  /** Beats in a row, each before it would have been late, and since when: `monotonic`, in ms. */
  readonly row: number
  readonly rowSince: number
  /** It was dead, and has yet to show that it is back. */
  readonly wasDead: boolean
  /** When it was looked at last, `monotonic`, in ms. */
  readonly looked: number
}

/** How often to look: three times before it would be late, between every second and every 30 s; in ms. */
export function lookEvery({ lateAfter }: Limits): number {
  return Math.min(30_000, Math.max(1_000, lateAfter / 3))
}

/** Where watching begins. `known`: how it stood when that was recorded last; it stands so until something else is seen, and its silence is counted anew. */
export function firstPulse(known: Standing | undefined, { now, monotonic }: Moment): Pulse {
  const standing = known ?? { state: 'unknown', since: now.toISOString(), why: 'it was not watched until now', beat: null }
  const { state, since, why, beat } = standing
  return {
    state,
    since,
    why,
    beat,
    mark: null,
    silence: 0,
    untold: 0,
    row: 0,
    rowSince: monotonic,
    wasDead: state === 'dead',
    looked: monotonic,
  }
}

/** After a recovery that ended well: it was seen to beat, so that what went before counts no more. */
export function revivedPulse({ now, monotonic }: Moment): Pulse {
  const at = now.toISOString()
  return { ...firstPulse({ state: 'alive', since: at, why: 'it was brought back', beat: at }, { now, monotonic }), row: 2 }
}

/**
 * How an agent stands after one more look. Silence counts only as far as we looked: of a time in which nobody did (the machine slept, we were stopped) no more than two
 * turns. A file beats when it is seen to change, whatever time it tells; only one that is seen for the first time is believed its time, if that is not long ago. From
 * late back to alive it takes two beats in a row, from dead also as long as what makes it late: until then it is late.
 */
export function judgeBeat(before: Pulse, probe: Probe, limits: Limits, moment: Moment): Pulse {
  const passed = Math.min(Math.max(0, moment.monotonic - before.looked), 2 * lookEvery(limits))
  const seen = { ...before, looked: moment.monotonic }
  if (probe.kind === 'unknown') {
    const untold = before.untold + passed
    // A single look that failed is no news, and what is dead does not become less so.
    return untold < limits.lateAfter && before.state !== 'unknown'
      ? { ...seen, untold }
      : stand({ ...seen, untold }, 'unknown', probe.why, moment)
  }
  const age = probe.kind === 'beat' ? ageOfBeat(before, probe, limits, moment) : null
  if (age !== null && probe.kind === 'beat') return beaten({ ...seen, mark: probe.at }, age, limits, moment)
  const silence = before.silence + passed
  const quiet = { ...seen, silence, untold: 0, mark: probe.kind === 'beat' ? probe.at : before.mark }
  const why = probe.kind === 'silent' ? probe.why : 'it has not touched its file'
  if (silence >= limits.deadAfter) return stand({ ...quiet, row: 0, wasDead: true }, 'dead', why, moment)
  if (silence < limits.lateAfter) return { ...quiet, why: before.state === 'unknown' ? why : before.why }
  return stand({ ...quiet, row: 0 }, before.state === 'dead' ? 'dead' : 'late', why, moment)
}

/** How long ago a beat was, in ms; `null` where it is none, for nothing has changed. */
function ageOfBeat({ mark }: Pulse, { at, live }: Extract<Probe, { kind: 'beat' }>, { lateAfter }: Limits, { now }: Moment): number | null {
  if (live) return 0
  const age = now.getTime() - Date.parse(at)
  const recent = age >= 0 && age < lateAfter
  if (mark === null) return recent ? age : null
  const moved = Date.parse(at) - Date.parse(mark)
  // One that moves back is an older file that was put in its place, unless the clock was set back.
  if (moved < 0) return recent && Date.parse(mark) > now.getTime() ? age : null
  // The clock of its disk may not be ours: that it moves is what counts.
  return moved === 0 ? null : recent ? age : 0
}

function beaten(pulse: Pulse, age: number, { lateAfter }: Limits, moment: Moment): Pulse {
  const { now, monotonic } = moment
  const inRow = pulse.row > 0 && pulse.silence < lateAfter
  const row = inRow ? pulse.row + 1 : 1
  const rowSince = inRow ? pulse.rowSince : monotonic
  const next = { ...pulse, beat: new Date(now.getTime() - age).toISOString(), silence: age, untold: 0, row, rowSince }
  const suspect = pulse.wasDead || pulse.state === 'late'
  const enough = row >= 2 && (!pulse.wasDead || monotonic - rowSince >= lateAfter)
  if (suspect && !enough) return stand(next, 'late', 'it beats again, but has yet to go on doing so', moment)
  return stand({ ...next, wasDead: false }, 'alive', 'it beats', moment)
}

function stand(pulse: Pulse, state: Standing['state'], why: string, { now }: Moment): Pulse {
  return { ...pulse, state, why, since: pulse.state === state ? pulse.since : now.toISOString() }
}
