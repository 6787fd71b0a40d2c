import { setTimeout as delay } from 'node:timers/promises'
import type { Problem } from '../../../contract/problem.ts'
import type { Core } from '../../core.ts'
import { CancelledError } from '../../runs/record-run.ts'
import type { Agent } from '../agent-named.ts'
import type { HeartbeatSeen } from '../escalate/to-escalate.ts'
import { cutLog, endOfLog } from '../process/agent-log.ts'
import { findProcesses } from '../process/find-processes.ts'
import type { AgentEnd, Started } from '../process/start-agent.ts'
import { endedProblem } from '../process/start-problems.ts'
import { lookWithin } from './look-within.ts'
import type { Probe } from './probe.ts'

/**
 * Whether an agent came back. `problem`: why not, `null` where it did; `by`: what showed it; `beat`: when (RFC 3339); `end`: how its process ended, where it has;
 * `timeline`: what was seen, each as long as it did not change.
 */
export type Awaited = {
  readonly problem: Problem | null
  readonly by: 'heartbeat' | 'process' | null
  readonly beat: string | null
  readonly end: AgentEnd | null
  readonly timeline: readonly HeartbeatSeen[]
}

const lookEach = 500
/** One without a heartbeat, or whose heartbeat was there before it was, has to run for so long, in ms. */
const runFor = 5_000
/** The last look takes no less, in ms: we may have been stopped for so long that it is the first. */
const glance = 1_000
const mostSeen = 200

/**
 * Waits for the heartbeat of an agent that was started: one that is newer than the start, within `aliveWithin`. It ends sooner where the process has failed and nothing else of it
 * runs; a start command that ends well may have handed over to something else (a service, a container), so that its heartbeat is waited for. Throws nothing but
 * CancelledError, and what {@link findProcesses} does.
 */
export async function awaitHeartbeat(core: Core, agent: Agent, started: Started, signal: AbortSignal): Promise<Awaited> {
  const { clock } = core.ports
  const timeline: HeartbeatSeen[] = []
  const see = (what: string) => {
    if (timeline.at(-1)?.what !== what && timeline.length < mostSeen) timeline.push({ at: clock.now().toISOString(), what })
  }
  const begun = clock.monotonic()
  const until = begun + agent.aliveWithin
  let { before } = started
  // A command that said so before it was started looks at something that lasts: it has to go on saying so while the agent runs.
  const saidBefore = before.kind === 'beat' && before.live === true
  see('it was started')
  for (;;) {
    const probe = agent.heartbeat === null ? null : await lookWithin(core, agent, Math.max(glance, until - clock.monotonic()), signal)
    if (signal.aborted) throw new CancelledError()
    cutLog(started.log)
    const end = started.ended()
    if (end !== null) see(`its process has ended (${end.signal ?? `exit code ${end.code ?? 'unknown'}`})`)
    // One without a heartbeat has nothing but its process to show.
    if (end !== null && (end.code !== 0 || probe === null) && (await findProcesses(core, agent)).length === 0)
      return { problem: endedProblem(core, agent, started.log, end), by: null, beat: null, end, timeline }
    if (probe === null) {
      if (clock.monotonic() - begun >= Math.min(runFor, agent.aliveWithin)) {
        see('it has no heartbeat, and its process runs')
        return { problem: null, by: 'process', beat: null, end, timeline }
      }
    } else {
      see(inWords(probe, before))
      const hasRun = clock.monotonic() - begun >= Math.min(runFor, agent.aliveWithin / 2)
      if (isNew(probe, before, started.at) && (hasRun || !saidBefore))
        return { problem: null, by: 'heartbeat', beat: clock.now().toISOString(), end, timeline }
      // What shows up first with an old time has been put there, not touched.
      if (before.kind !== 'beat') before = probe
    }
    if (clock.monotonic() >= until) return { problem: silentProblem(core, agent, started.log), by: null, beat: null, end, timeline }
    await delay(Math.min(lookEach, Math.max(1, until - clock.monotonic())))
  }
}

/** A file has to have changed since the start, whatever time it tells; what was not looked at then has to tell a time since. */
function isNew(probe: Probe, before: Probe, at: string): boolean {
  if (probe.kind !== 'beat') return false
  if (probe.live) return true
  if (before.kind === 'beat') return probe.at !== before.at
  // Some disks keep no more than whole seconds, or two.
  return before.kind === 'silent' || Date.parse(probe.at) >= Date.parse(at) - 2_000
}

function inWords(probe: Probe, before: Probe): string {
  if (probe.kind !== 'beat') return probe.why
  if (probe.live) return 'its heartbeat came'
  return before.kind === 'beat' && probe.at === before.at ? `its file was last touched at ${probe.at}` : `it touched its file (${probe.at})`
}

function silentProblem(core: Core, agent: Agent, log: string): Problem {
  const output = endOfLog(core, log, 4_000)
  return {
    code: 'agent-silent',
    sentence: `${agent.name} was started, but its heartbeat did not come within ${agent.aliveWithin / 1000} s.`,
    remedy: `See what it wrote: ${log}. If it only needs longer, raise "aliveWithin" of ${agent.name}.`,
    ...(output === '' ? {} : { detail: output }),
  }
}
