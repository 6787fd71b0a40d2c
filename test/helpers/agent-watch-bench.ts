import path from 'node:path'
import type { HistoryEvent } from '../../main/contract/history-event.ts'
import type { Verdict } from '../../main/contract/verdict.ts'
import type { ToEscalate } from '../../main/engine/agents/escalate/to-escalate.ts'
import type { Probe } from '../../main/engine/agents/heartbeat/probe.ts'
import { type AgentWatch, createAgentWatch } from '../../main/engine/agents/watch/watch-agents.ts'
import { parseConfiguration } from '../../main/engine/config/parse-configuration.ts'
import type { Core } from '../../main/engine/core.ts'
import { recordRun } from '../../main/engine/runs/record-run.ts'
import { recorded, type TestHome, testHome } from './temporary-home.ts'

/** What is pretended of an agent at a time, in ms since the bench was opened; one that answers is `true`. */
type Pretended = (at: number, agent: string) => boolean | Probe

/** A watch over pretended agents, whose time passes only by `pass`. */
export type AgentWatchBench = TestHome & {
  readonly core: Core
  readonly watch: AgentWatch
  /** Times are in ms since the bench was opened, as the watch counts them. */
  readonly now: () => number
  /** Lets time pass, and looks whenever that is worth while. */
  readonly pass: (ms: number) => Promise<void>
  /** Nobody looks for so long; `wall`: as long for the wall clock, where that differs. */
  readonly sleep: (ms: number, wall?: number) => void
  readonly configure: (agents: object) => void
  readonly pretend: (how: Pretended) => void
  /** Another watch on the same home, as after a start of the daemon. */
  readonly restart: () => Promise<void>
  /** Which were looked at, in order. */
  readonly looks: string[]
  /** Which were to be brought back together, each with when. */
  readonly recoveries: { at: number; agents: readonly string[] }[]
  readonly escalated: ToEscalate[]
  readonly troubles: unknown[]
  /** `jay dead`, in order, as recorded. */
  readonly states: () => string[]
  readonly events: <Name extends HistoryEvent['event']>(name: Name) => Extract<HistoryEvent, { event: Name }>[]
  /** Records that an agent was brought back, or was to be, as a recovery does. */
  readonly recordRecovery: (agent: string, trigger: 'manual' | 'heartbeat', verdict?: Verdict) => Promise<void>
}

const begun = Date.parse('2026-11-22T08:00:00Z')

/** Opens one. `recover` takes the place of recoveries, which end well otherwise. */
export async function agentWatchBench(
  agents: object,
  recover?: (agents: readonly string[], bench: AgentWatchBench, signal: AbortSignal) => Promise<void>,
): Promise<AgentWatchBench> {
  const home = await testHome()
  let [monotonic, wall] = [0, begun]
  const clock = { now: () => new Date(wall), monotonic: () => monotonic }
  const core: Core = { ...home.core, ports: { ...home.core.ports, clock } }
  let how: Pretended = () => true
  const setWall = (to: number) => {
    wall = to
    home.setTime(new Date(to))
  }
  setWall(begun)
  const open = () =>
    createAgentWatch(core, {
      probe: async ({ name }) => {
        bench.looks.push(name)
        const found = how(monotonic, name)
        return found === true
          ? { kind: 'beat', at: clock.now().toISOString(), live: true }
          : found || { kind: 'silent', why: 'nothing answers' }
      },
      recover: async (names, signal) => {
        bench.recoveries.push({ at: monotonic, agents: names })
        if (recover !== undefined) await recover(names, bench, signal)
        else for (const name of names) await bench.recordRecovery(name, 'heartbeat')
      },
      escalate: async (about) => {
        bench.escalated.push(about)
        const { agent, run, recovery, problem, dependants } = about
        await core.record({
          event: 'agent.escalated',
          escalation: `e${bench.escalated.length}`,
          agent: agent.name,
          run,
          recovery,
          problem,
          dependants: [...dependants],
          bundle: '/nowhere',
        })
      },
      onChange: () => undefined,
      onTrouble: (error) => bench.troubles.push(error),
    })
  let watch = undefined as unknown as AgentWatch
  const bench: AgentWatchBench = {
    ...home,
    core,
    get watch() {
      return watch
    },
    now: () => monotonic,
    pass: async (ms) => {
      const until = monotonic + ms
      for (;;) {
        await watch.look()
        await watch.settled()
        const next = Math.max(monotonic + 100, watch.nextLook() ?? until)
        const step = Math.min(next, until) - monotonic
        if (step <= 0) return
        monotonic += step
        setWall(wall + step)
      }
    },
    sleep: (ms, by = ms) => {
      monotonic += ms
      setWall(wall + by)
    },
    configure: (wanted) => {
      const text = JSON.stringify({ version: 1, agents: wanted })
      const parsed = parseConfiguration(text, { person: home.root, embedded: path.join(core.home.repositories, 'default') })
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
      core.settings.configuration = parsed.configuration
      watch?.renew()
    },
    pretend: (wanted) => {
      how = wanted
    },
    restart: async () => {
      await watch.stop()
      watch = open()
      watch.renew()
    },
    looks: [],
    recoveries: [],
    escalated: [],
    troubles: [],
    states: () => bench.events('agent.state').map(({ agent, state }) => `${agent} ${state}`),
    events: (name) => recorded(home.root).filter((line) => line.event === name) as never,
    recordRecovery: async (agent, trigger, verdict = 'done') => {
      await recordRun(core, { kind: 'recover', agent, trigger }, async () => ({
        verdict,
        warnings: [],
        result: { process: verdict === 'done' ? 'beats' : 'not-started' },
      }))
    },
  }
  bench.configure(agents)
  watch = open()
  watch.renew()
  return bench
}

/** An agent that is asked by its address, late after 10 s and dead after 30 s, and brought back by itself. */
export const asked = (more: object = {}) => ({
  path: '/srv/agent',
  start: ['true'],
  heartbeat: { url: 'http://127.0.0.1:1/', lateAfter: '10s', deadAfter: '30s' },
  recover: 'automatic',
  ...more,
})
