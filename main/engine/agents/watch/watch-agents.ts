import type { Core } from '../../core.ts'
import {
  agentsRecovering,
  beatState,
  heldUntil,
  type KnownAgent,
  knownAgents,
  lastRecovery,
  openEscalation,
  recoveriesSince,
} from '../../state/agent-queries.ts'
import { byHeartbeat } from '../../state/apply-agent-event.ts'
import type { Agent } from '../agent-named.ts'
import { allAgents } from '../all-agents.ts'
import type { HeartbeatSeen, ToEscalate } from '../escalate/to-escalate.ts'
import { firstPulse, judgeBeat, lookEvery, type Moment, type Pulse, revivedPulse, type Standing } from '../heartbeat/judge-beat.ts'
import type { Probe } from '../heartbeat/probe.ts'
import { dependantsOf } from '../order/recovery-levels.ts'
import { createSlots } from '../order/slots.ts'
import { decideRecoveries, type Facts } from './decide-recoveries.ts'
import { tooOften } from './too-often.ts'

const hour = 3_600_000
/** So long an agent beats again by itself before nobody has to look after it any more, in ms. */
const calm = 600_000
/** What could not be begun, for it is being brought back elsewhere, say, is not tried again before, in ms. */
const pause = 60_000
/** So often it is looked whether a recovery by somebody else goes on, where nobody tells, in ms. */
const whileRecovering = 5_000
/** Files and addresses are waited for; a command is a process, and some of them take long. */
const [mostAtOnce, mostCommands] = [16, 3]
/** What was seen of each is remembered as far as that, for whoever has to look. */
const mostSeen = 40

/** What a watch is given to work with. */
export type AgentWatchParts = {
  readonly probe: (agent: Agent, signal: AbortSignal) => Promise<Probe>
  /** Brings agents back; what becomes of it stands in the records when it resolves. Rejects where it could not be begun. */
  readonly recover: (agents: readonly string[], signal: AbortSignal) => Promise<void>
  readonly escalate: (about: ToEscalate) => Promise<unknown>
  /** Told when an agent stands otherwise, and when a recovery has ended. */
  readonly onChange: () => void
  readonly onTrouble: (error: unknown) => void
}

/** Watches agents by their heartbeats, and brings back those that are dead and are to be brought back by themselves. A pause of the schedule does not stop it: to hold one is for that. */
export type AgentWatch = {
  /** Takes the agents of the configuration in force; those that stay the same are watched on. */
  readonly renew: () => void
  /** Looks at those whose turn it is, records who stands otherwise, and sets off what follows. Resolves when that is done, not when the recoveries are. */
  readonly look: () => Promise<void>
  /** When the next look is worth while, `monotonic`, in ms; `null`: nothing is watched. */
  readonly nextLook: () => number | null
  /** How an agent stands as of the last look; `undefined`: it is not watched. */
  readonly standing: (name: string) => Standing | undefined
  /** Resolves when no recovery goes on that was set off here. */
  readonly settled: () => Promise<void>
  /** Ends what goes on, politely, and begins nothing more. */
  readonly stop: () => Promise<void>
}

type Watched = {
  agent: Agent
  /** What it is looked at by: where that changes, watching begins anew. */
  what: string
  pulse: Pulse
  /** When it is looked at next, `monotonic`, in ms. */
  next: number
  looking: boolean
  recovering: boolean
  deadSince: number | null
  notBefore: number
  seen: HeartbeatSeen[]
}

const watches = new WeakMap<Core['state'], AgentWatch>()

/** The watch of this process; `undefined` where another one watches, or nobody does. */
export function watchOf({ state }: Pick<Core, 'state'>): AgentWatch | undefined {
  return watches.get(state)
}

/** Makes a watch. It does nothing until it is asked to look. */
export function createAgentWatch(core: Core, { probe, recover, escalate, onChange, onTrouble }: AgentWatchParts): AgentWatch {
  const { clock } = core.ports
  const watched = new Map<string, Watched>()
  const stopping = new AbortController()
  const recoveries = new Set<Promise<void>>()
  const slots = createSlots(mostAtOnce)
  const commandSlots = createSlots(mostCommands)
  let again: number | null = null
  let read: { seq: number | undefined; recovering: ReadonlyMap<string, string> } = { seq: undefined, recovering: new Map() }
  let following: Promise<void> = Promise.resolve()
  const moment = (): Moment => ({ now: clock.now(), monotonic: clock.monotonic() })

  function renew(): void {
    const agents = allAgents(core)
    const names = new Set(agents.map(({ name }) => name))
    for (const name of watched.keys()) if (!names.has(name)) watched.delete(name)
    for (const agent of agents) {
      const what = JSON.stringify([agent.path, agent.heartbeat])
      const before = watched.get(agent.name)
      if (before?.what === what) before.agent = agent
      else watched.set(agent.name, begun(agent, what))
    }
  }

  function begun(agent: Agent, what: string): Watched {
    const pulse = firstPulse(asStanding(beatState(core.state.database, agent.name)), moment())
    return { agent, what, pulse, next: pulse.looked, looking: false, recovering: false, deadSince: null, notBefore: 0, seen: [] }
  }

  async function look(): Promise<void> {
    await core.state.catchUp()
    const recovering = agentsRecovering(core.state.database)
    const known = new Map(knownAgents(core.state.database).map((one) => [one.agent, one]))
    const now = clock.monotonic()
    const due: Watched[] = []
    for (const [name, one] of watched) {
      const was = one.recovering
      one.recovering = recovering.has(name)
      if (one.recovering) {
        // Its folder is being replaced: what is seen of its file says nothing. The records tell when it is done.
        one.next = now + whileRecovering
        continue
      }
      if (was || isRevived(one, known.get(name))) restart(one, known.get(name))
      if (one.next <= now && !one.looking && !stopping.signal.aborted) due.push(one)
    }
    await Promise.all(due.map(lookAt))
    // A look that lasts holds up no other; but what follows is done by one at a time.
    const work = following.then(follow)
    following = work.catch(() => undefined)
    return work
  }

  /** Records who stands otherwise, and sets off what follows. */
  async function follow(): Promise<void> {
    if (stopping.signal.aborted) return
    await core.state.catchUp()
    for (const name of agentsRecovering(core.state.database).keys()) {
      const one = watched.get(name)
      if (one !== undefined) one.recovering = true
    }
    const known = new Map(knownAgents(core.state.database).map((one) => [one.agent, one]))
    let changed = false
    for (const [name, one] of watched) if (!one.recovering && (await recordState(one, known.get(name)))) changed = true
    await decide()
    if (changed) onChange()
  }

  /** After a recovery, by whomever: what was seen before and meanwhile counts no more. */
  function restart(one: Watched, known: KnownAgent | undefined): void {
    one.pulse = known?.state === 'alive' ? revivedPulse(moment()) : firstPulse(asStanding(known), moment())
    one.deadSince = null
    one.next = clock.monotonic()
  }

  async function lookAt(one: Watched): Promise<void> {
    one.looking = true
    const { agent } = one
    const giveBack = await (agent.heartbeat?.command === undefined ? slots : commandSlots).take()
    try {
      const found = await probe(agent, stopping.signal)
      // Its configuration changed meanwhile, or it is being brought back: what was seen is of something else.
      if (stopping.signal.aborted || watched.get(agent.name) !== one || isRecovering(agent.name)) return
      judge(one, found)
    } catch (error) {
      onTrouble(error)
    } finally {
      giveBack()
      one.looking = false
      const every = agent.heartbeat ? lookEvery(agent.heartbeat) : hour
      // On the same beat as others that are looked at as often: to wake up once is enough for all.
      one.next = (Math.floor(clock.monotonic() / every) + 1) * every
    }
  }

  /** By the records as they are now; of hundreds that are looked at in one go they are read once. */
  function isRecovering(name: string): boolean {
    const seq = core.state.last()?.seq
    if (seq !== read.seq) read = { seq, recovering: agentsRecovering(core.state.database) }
    return read.recovering.has(name)
  }

  function judge(one: Watched, found: Probe): void {
    const { heartbeat } = one.agent
    const at = moment()
    const before = one.pulse
    one.pulse = heartbeat
      ? judgeBeat(before, found, heartbeat, at)
      : { ...before, state: 'unknown', why: 'it has no heartbeat', since: before.state === 'unknown' ? before.since : at.now.toISOString() }
    const { state, silence, why } = one.pulse
    // What was recorded as dead before we looked is so only when it is still silent for as long.
    const isDead = state === 'dead' && heartbeat !== null && silence >= heartbeat.deadAfter
    one.deadSince = isDead ? (one.deadSince ?? at.monotonic) : null
    const what = `${state}: ${found.kind === 'beat' ? why : found.why}`
    if (one.seen.at(-1)?.what !== what) one.seen = [...one.seen, { at: at.now.toISOString(), what }].slice(-mostSeen)
  }

  /** @returns whether it stands otherwise than is recorded, and that is recorded now. */
  async function recordState({ agent, pulse }: Watched, known: KnownAgent | undefined): Promise<boolean> {
    const { state, since, why, beat } = pulse
    let changed = false
    if (known?.state !== state) {
      await core.record({ event: 'agent.state', agent: agent.name, state, since, why, beat })
      changed = true
    }
    if (state === 'alive' && openEscalation(core.state.database, agent.name) !== undefined && isCalm(agent, since)) {
      await core.record({ event: 'agent.settled', agent: agent.name, by: byHeartbeat })
      changed = true
    }
    return changed
  }

  /** Whether it beats again for so long that nobody has to look; while it was brought back too often for that, somebody has. */
  function isCalm({ name, heartbeat, atMostPerHour }: Agent, since: string): boolean {
    const now = clock.now().getTime()
    const beatsFor = now - Date.parse(since)
    return (
      beatsFor >= Math.max(calm, heartbeat?.deadAfter ?? 0) && recoveriesSince(core.state.database, name, hourBefore(now)) < atMostPerHour
    )
  }

  async function decide(): Promise<void> {
    const decided = decideRecoveries([...watched.values()].map(factsOf), clock.monotonic())
    again = decided.again
    const agents = allAgents(core)
    for (const name of decided.escalate) {
      const one = watched.get(name)
      if (one === undefined) continue
      const { agent, seen } = one
      const dependants = agent.critical ? dependantsOf(agents, name) : []
      const run = lastRecovery(core.state.database, name)?.run ?? null
      await escalate({ agent, run, recovery: null, problem: tooOften(agent), dependants, timeline: seen })
      onChange()
    }
    if (decided.recover.length > 0) begin(decided.recover)
  }

  function begin(names: readonly string[]): void {
    const ones = names.flatMap((name) => watched.get(name) ?? [])
    // Until the records say so.
    for (const one of ones) one.notBefore = Number.POSITIVE_INFINITY
    const work = recover(names, stopping.signal)
      .then(
        () => 0,
        (error: unknown) => {
          if (!stopping.signal.aborted) onTrouble(error)
          return pause
        },
      )
      .then((wait) => {
        for (const one of ones) {
          one.notBefore = clock.monotonic() + wait
          // Also where it was so short that no look saw it.
          one.recovering = true
          one.next = clock.monotonic()
        }
        recoveries.delete(work)
        onChange()
      })
    recoveries.add(work)
  }

  function factsOf({ agent, pulse, deadSince, notBefore, recovering }: Watched): Facts {
    const { name, dependsOn, critical, recover: how, atMostPerHour } = agent
    const base = {
      name,
      dependsOn,
      critical,
      state: pulse.state,
      deadSince,
      automatic: how === 'automatic',
      recovering,
      notBefore,
      atMostPerHour,
    }
    // The others are asked for nothing more.
    if (deadSince === null) return { ...base, held: false, escalated: false, cancelled: false, recoveries: 0 }
    const now = clock.now()
    const last = lastRecovery(core.state.database, name)
    return {
      ...base,
      held: heldUntil(core.state.database, name, now.toISOString()) !== undefined,
      escalated: openEscalation(core.state.database, name) !== undefined,
      cancelled: last?.verdict === 'cancelled' && last.at >= pulse.since,
      recoveries: recoveriesSince(core.state.database, name, hourBefore(now.getTime())),
    }
  }

  const watch: AgentWatch = {
    renew,
    look,
    nextLook: () => {
      const times = [...watched.values()].filter(({ looking }) => !looking).map(({ next }) => next)
      const all = again === null ? times : [...times, again]
      return all.length === 0 ? null : Math.min(...all)
    },
    standing: (name) => watched.get(name)?.pulse,
    settled: async () => {
      while (recoveries.size > 0) await Promise.all(recoveries)
    },
    stop: async () => {
      stopping.abort()
      watches.delete(core.state)
      await Promise.all([...recoveries, following])
    },
  }
  watches.set(core.state, watch)
  return watch
}

/** Whether the records say that it was brought back, by a recovery that no look of ours saw. */
function isRevived({ pulse }: Watched, known: KnownAgent | undefined): boolean {
  return known?.state === 'alive' && pulse.state !== 'alive' && known.since > pulse.since
}

function asStanding(known: KnownAgent | undefined): Standing | undefined {
  const { state } = known ?? {}
  if (known === undefined || state === undefined || state === 'recovering' || state === 'escalated') return undefined
  const { since, why, beat } = known
  return { state, since, why, beat }
}

function hourBefore(now: number): string {
  return new Date(now - hour).toISOString()
}
