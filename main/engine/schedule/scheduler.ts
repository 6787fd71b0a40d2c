import type { SkipReason } from '../../contract/skip-reason.ts'
import type { PlanTrigger } from '../../contract/trigger.ts'
import type { Core } from '../core.ts'
import { askNetworkMounts } from '../machine/silent-mounts.ts'
import { placesOnDisk } from '../repositories/places-on-disk.ts'
import { closeInterruptedRuns } from '../runs/recover.ts'
import { foundAppendOnly } from '../state/queries.ts'
import {
  duesRunAhead,
  failuresInARow,
  knownSince,
  type Lane,
  type LaneRecord,
  laneRecord,
  newestDueRun,
  type Pause,
  pauses,
} from '../state/schedule-queries.ts'
import { type ChangeRequest, createChangeRequests } from './change-requests.ts'
import { type Decision, decide } from './decide.ts'
import { type DuePlan, duePlanOf, duePlans } from './due-plans.ts'
import { parseSchedule, type Schedule } from './parse-schedule.ts'
import { recordPlans } from './record-plans.ts'
import type { Absence } from './situation.ts'

/** What is to be run: a plan into a repository, or the care of a repository (its prune, its check). */
export type Job = {
  readonly plan: string
  readonly repository: string
  /** The vaults whose turn it is; empty for the care of a repository. */
  readonly vaults: readonly string[]
  /** RFC 3339, UTC; `null` for what a change set off. */
  readonly due: string | null
  readonly trigger: PlanTrigger
}

/** What a scheduler is given to work with. */
export type SchedulerParts = {
  /** Does a job. Its runs stand in the records when it resolves; a rejection is logged and nothing else. */
  readonly execute: (job: Job, signal: AbortSignal) => Promise<void>
  /** Which conditions are not met for a plan that is due, the most important first. */
  readonly unmet: (plan: DuePlan) => Promise<readonly SkipReason[]>
  /** Told when something began, ended, or was decided. */
  readonly onChange: () => void
}

/** Looks what is due, from records alone, and sets it off. */
export type Scheduler = {
  /** Looks once. Resolves when what is due has been set off, or its reason recorded; not when the runs have ended. */
  readonly tick: () => Promise<void>
  /** Asks for a run outside of the calendar: a watched file has changed. It is done as soon as its repository is free. */
  readonly request: (job: Job) => void
  /** Something was mended (configuration, password): what waits for a person is tried again. */
  readonly mended: () => void
  /** Power, network or keychain may be otherwise: what waits for them is decided anew at the next look. */
  readonly stirred: () => void
  /** Resolves when nothing runs that was set off here. */
  readonly settled: () => Promise<void>
  /** When the next look is worth while, if nothing happens before. */
  readonly nextLook: () => Date | null
  /** When each plan runs next into each repository, as far as is decided: `plan/repository`. */
  readonly next: () => ReadonlyMap<string, Date>
  /** Ends what runs, politely, and begins nothing more. */
  readonly stop: () => Promise<void>
}

/** Between two looks there may be this much, in ms; more is sleep. */
const longestGap = 3 * 60_000
/** A clock that is this much behind the newest record was set back, in ms. */
const stepTolerance = 60_000
/** In a row; there are never so many skips to record at once. */
const mostDecisions = 50
/** Network drives are asked no oftener than this, in ms: looks come in bursts. */
const askEvery = 10_000

/** A job whose turn it is, and since when, in ms since 1970. */
type Turn = { readonly since: number; readonly job: Job }
type Decided = { readonly seq: number; readonly from: number; readonly until: number; readonly decision: Decision }

/** Makes a scheduler. It does nothing until it is asked to look. */
export function createScheduler(core: Core, parts: SchedulerParts): Scheduler {
  const { clock } = core.ports
  const started = clock.now()
  const last = core.state.last()
  const controller = new AbortController()
  const running = new Map<string, { job: Job; ended: Promise<void> }>()
  const requests = createChangeRequests(core)
  const decided = new Map<string, Decided>()
  const schedules = new Map<string, Schedule>()
  const absences: Absence[] =
    last && Date.parse(last.time) < started.getTime() ? [{ from: new Date(last.time), to: started, reason: 'not-running' }] : []
  let mended = started
  let asked = Number.NEGATIVE_INFINITY
  let looked = started
  /** The last line of the history that this look goes by: what is written meanwhile is looked at the next time. */
  let seen = 0
  let known = ''
  let looking: Promise<void> | undefined
  let again = false

  const tick = async (): Promise<void> => {
    if (looking !== undefined) {
      again = true
      return looking
    }
    looking = (async () => {
      do {
        again = false
        await look()
      } while (again && !controller.signal.aborted)
    })().finally(() => {
      looking = undefined
    })
    return looking
  }

  const look = async (): Promise<void> => {
    const now = clock.now()
    await core.state.catchUp()
    await closeInterruptedRuns(core)
    await noteClock(now)
    const { configuration } = core.settings
    if (configuration === null || controller.signal.aborted) return
    if (clock.monotonic() - asked > askEvery) {
      asked = clock.monotonic()
      await askNetworkMounts(placesOnDisk(core))
    }
    const plans = duePlans(configuration, core.ports.machine.zone(), foundAppendOnly(core.state.database))
    await notePlans(plans, now)
    seen = core.state.last()?.seq ?? 0
    const turns: Turn[] = []
    const take = (turn: Turn | undefined) => turn !== undefined && turns.push(turn)
    // One that cannot be looked at does not keep the others from their turn.
    for (const plan of plans) take(await turnOf(plan, now).catch(tell))
    for (const request of requests.ready(now)) take(await turnOfRequest(request, now).catch(tell))
    // Whoever has waited longest in a repository comes first: else one that is due each minute would leave no room for the others.
    turns.sort((one, other) => one.since - other.since)
    for (const { job } of turns) if (!running.has(job.repository)) begin(job)
  }

  /** What a change asks for waits like what is due: the reason is recorded once. */
  const turnOfRequest = async (request: ChangeRequest, now: Date): Promise<Turn | undefined> => {
    const { job, asked } = request
    if (running.has(job.repository)) return undefined
    const { configuration } = core.settings
    const plan = configuration && duePlanOf(configuration, job.plan, job.repository, core.ports.machine.zone())
    // The plan was taken out of the configuration meanwhile, or switched off.
    if (!plan?.enabled) {
      requests.drop(job)
      return undefined
    }
    const paused = pauseOf(pauses(core.state.database, now.toISOString()), plan) !== null
    const [reason] = paused ? (['paused'] as const) : await unmetOf(plan)
    if (reason === undefined) return { since: asked, job }
    if (request.reason !== reason) {
      request.reason = reason
      const at = now.toISOString()
      await core.record({ event: 'plan.skipped', plan: job.plan, repository: job.repository, from: at, to: at, count: 1, reason })
    }
    return undefined
  }

  /** What cannot be found out is left to the run itself, which says what is wrong. */
  const unmetOf = (plan: DuePlan): Promise<readonly SkipReason[]> =>
    parts.unmet(plan).catch((error: unknown) => {
      tell(error)
      return []
    })

  const tell = (error: unknown): undefined => {
    core.ports.log(core.redactor.redact(`schedule: ${error instanceof Error ? (error.stack ?? '') : String(error)}`))
  }

  /** Notices sleep, and a clock that was set back: skips that were recorded under the wrong time are void. */
  const noteClock = async (now: Date): Promise<void> => {
    // A leap of the clock there and back looked like sleep, and was none.
    if (now < looked) absences.splice(0, absences.length, ...absences.filter(({ to }) => to <= now))
    if (now.getTime() - looked.getTime() > longestGap) absences.push({ from: looked, to: now, reason: 'asleep' })
    if (absences.length > 20) absences.shift()
    looked = now
    const newest = core.state.last()?.time
    if (newest === undefined || Date.parse(newest) <= now.getTime() + stepTolerance) return
    await core.record({ event: 'clock.stepped', from: newest, to: now.toISOString() })
    decided.clear()
    // Rests that were counted by the other time say nothing.
    requests.mended()
  }

  /** From when on a plan's due times count: from when it was first seen, or seen with another schedule. */
  const notePlans = async (plans: readonly DuePlan[], now: Date): Promise<void> => {
    const all = plans.map(({ plan, repository, schedule, zone }) => `${plan} ${repository} ${schedule} ${zone}`).join('\n')
    if (all === known) return
    decided.clear()
    await recordPlans(core, plans, now)
    known = all
  }

  /** What is to be run of a plan now, after what is not run was recorded. */
  const turnOf = async (plan: DuePlan, now: Date): Promise<Turn | undefined> => {
    const turns: { vault: string | null; decision: Extract<Decision, { kind: 'run' }> }[] = []
    for (const lane of lanesOf(plan, now)) {
      const decision = await decideLane(plan, lane, now)
      if (decision.kind === 'run') turns.push({ vault: lane.vault, decision })
    }
    turns.sort((one, other) => one.decision.due.getTime() - other.decision.due.getTime())
    const [first] = turns
    if (first === undefined) return undefined
    // Vaults whose turn is another due time come when these are done.
    const same = turns.filter(({ decision }) => decision.due.getTime() === first.decision.due.getTime())
    const vaults = same.flatMap(({ vault }) => (vault === null ? [] : [vault]))
    const { due, trigger } = first.decision
    return { since: due.getTime(), job: { plan: plan.plan, repository: plan.repository, vaults, due: due.toISOString(), trigger } }
  }

  /**
   * The vault that was left behind first: what is not run is recorded for all vaults of a plan together, from the oldest due time that one of them
   * missed.
   */
  const lanesOf = ({ plan, repository, vaults }: DuePlan, now: Date): Lane[] => {
    const lanes = (vaults.length === 0 ? [null] : vaults).map((vault) => ({ plan, repository, vault }))
    if (lanes.length < 2 || lanes.every((lane) => isDecided(lane, now))) return lanes
    const handled = new Map(lanes.map((lane) => [lane, recordOf(lane, now)?.due ?? '']))
    return lanes.sort((one, other) => ((handled.get(one) ?? '') < (handled.get(other) ?? '') ? -1 : 1))
  }

  /** A vault that came to a plan later owes what the others were due for last, and nothing from before. */
  const recordOf = (lane: Lane, now: Date): LaneRecord | undefined => {
    const time = now.toISOString()
    const record = laneRecord(core.state.database, lane, time)
    const newest = record === undefined ? newestDueRun(core.state.database, lane, time) : undefined
    if (newest === undefined) return record
    const due = new Date(Date.parse(newest) - 1).toISOString()
    return { due, attempts: 0, verdict: null, code: null, ended: null, skipped: 'superseded' }
  }

  const isDecided = (lane: Lane, now: Date): boolean => {
    const remembered = decided.get(keyOf(lane))
    const time = now.getTime()
    return remembered?.seq === seen && time >= remembered.from && time < remembered.until
  }

  const decideLane = async (plan: DuePlan, lane: Lane, now: Date): Promise<Decision> => {
    const key = keyOf(lane)
    const remembered = decided.get(key)
    if (remembered !== undefined && isDecided(lane, now)) return remembered.decision
    const time = now.getTime()
    for (let times = 0; times < mostDecisions; times++) {
      const decision = await decideNow(plan, lane, now)
      const skip = decision.kind === 'skip' ? decision : decision.kind === 'run' ? decision.missed : null
      if (skip !== null) {
        const { reason, count } = skip
        const [from, to] = [skip.from.toISOString(), skip.to.toISOString()]
        await core.record({ event: 'plan.skipped', plan: lane.plan, repository: lane.repository, from, to, count, reason })
        seen = core.state.last()?.seq ?? 0
        continue
      }
      const until = decision.kind === 'wait' ? decision.until : decision.kind === 'idle' ? decision.next : now
      decided.set(key, { seq: seen, from: time, until: until?.getTime() ?? Number.POSITIVE_INFINITY, decision })
      return decision
    }
    throw new Error(`the schedule of ${key} does not come to a decision`)
  }

  const decideNow = async (plan: DuePlan, lane: Lane, now: Date): Promise<Decision> => {
    const paused = pauseOf(pauses(core.state.database, now.toISOString()), plan)
    const situation = (unmet: readonly SkipReason[]) => ({
      now,
      schedule: scheduleOf(plan.schedule),
      zone: plan.zone,
      anchor: new Date(knownSince(core.state.database, plan.plan, plan.repository) ?? now),
      record: recordOf(lane, now),
      ranAhead: duesRunAhead(core.state.database, lane).map((due) => new Date(due)),
      failures: failuresInARow(core.state.database, lane),
      busy: [...running.values()].some(({ job }) => job.plan === plan.plan && job.repository === plan.repository),
      paused,
      unmet,
      absences,
      mended,
      jitter: plan.jitter,
      seed: plan.plan,
    })
    const decision = decide(situation(plan.enabled ? [] : ['disabled']))
    // Conditions are asked for only when something would run.
    if (decision.kind !== 'run' || running.has(plan.repository)) return decision
    const unmet = await unmetOf(plan)
    return unmet.length === 0 ? decision : decide(situation(unmet))
  }

  const begin = (job: Job): void => {
    if (controller.signal.aborted) return
    const ended = perform(job)
      .catch(tell)
      .finally(() => {
        running.delete(job.repository)
        decided.clear()
        parts.onChange()
      })
    running.set(job.repository, { job, ended })
    decided.clear()
    parts.onChange()
  }

  const perform = async (job: Job): Promise<void> => {
    const askAgain = job.trigger === 'change' ? requests.begun(job) : undefined
    try {
      await parts.execute(job, controller.signal)
    } catch (error) {
      tell(error)
    }
    askAgain?.()
  }

  const scheduleOf = (text: string): Schedule => {
    const before = schedules.get(text)
    if (before !== undefined) return before
    const parsed = parseSchedule(text)
    if (typeof parsed === 'string') throw new Error(`the schedule "${text}" was accepted but cannot be used: ${parsed}`)
    schedules.set(text, parsed)
    return parsed
  }

  const settled = async (): Promise<void> => {
    while (running.size > 0) await Promise.all([...running.values()].map(({ ended }) => ended))
  }

  return {
    tick,
    request: requests.ask,
    mended: () => {
      mended = clock.now()
      requests.mended()
      decided.clear()
    },
    stirred: () => decided.clear(),
    settled,
    nextLook: () => {
      // What could be begun already waits for its repository, and is told of when that is free.
      const later = [requests.next(), ...[...decided.values()].map(({ until }) => until)].filter((time) => time > clock.now().getTime())
      return earliest(later)
    },
    next: () => nextRuns(decided),
    stop: async () => {
      controller.abort()
      await looking?.catch(() => undefined)
      await settled()
    },
  }
}

function keyOf({ plan, repository, vault }: Lane): string {
  return `${plan}/${repository}/${vault ?? ''}`
}

function pauseOf(all: readonly Pause[], { plan }: DuePlan): { until: Date | null } | null {
  const own = all.filter((one) => one.plan === '' || one.plan === plan)
  if (own.length === 0) return null
  // The one that ends last counts; one without end never does.
  if (own.some(({ until }) => until === null)) return { until: null }
  return { until: new Date(Math.max(...own.map(({ until }) => Date.parse(until ?? '')))) }
}

function earliest(times: readonly number[]): Date | null {
  const first = Math.min(...times)
  return Number.isFinite(first) ? new Date(first) : null
}

function nextRuns(decided: ReadonlyMap<string, Decided>): Map<string, Date> {
  const next = new Map<string, Date>()
  for (const [key, { until }] of decided) {
    const lane = key.slice(0, key.lastIndexOf('/'))
    const before = next.get(lane)?.getTime() ?? Number.POSITIVE_INFINITY
    if (Number.isFinite(until) && until < before) next.set(lane, new Date(until))
  }
  return next
}
