import type { AgentWatch } from '../agents/watch/watch-agents.ts'
import type { Core } from '../core.ts'
import type { Jobs } from '../jobs/jobs.ts'

/** The least and the longest time between two looks, in ms. */
const [soonest, latest] = [100, 30_000]
/** The least where the look before failed, as with a state that cannot be read: it is told and logged each time. */
const whileFailing = 5_000

/** Keeps agents alive while the daemon runs. */
export type KeptAgents = {
  /** Takes the agents of the configuration in force. */
  readonly renew: () => void
  /** Something was recorded: a person released one, say. */
  readonly stirred: () => void
  /** Ends what goes on, politely. */
  readonly stop: () => Promise<void>
}

/**
 * Watches the agents, and brings back those that are dead. Nothing of it is loaded as long as the configuration has none. What was cut off when a Vaultkeeper was ended in
 * the middle of it goes on first.
 * @param jobs where the host has pages or a menu: recoveries are among its jobs
 */
export function keepAgents(
  core: Core,
  jobs: Jobs | undefined,
  { onChange, onTrouble }: { readonly onChange: () => void; readonly onTrouble: (error: unknown) => void },
): KeptAgents {
  const stopping = new AbortController()
  const finishing = new Set<Promise<void>>()
  let watch: AgentWatch | undefined
  let begun: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let stopLogs: (() => void) | undefined
  let failing = false
  /** The agents of the configuration in force were not taken yet. */
  let behind = false

  async function begin(): Promise<void> {
    const [{ createAgentWatch }, { recoverDead, settleCutOff, finishCutOff }, { probeHeartbeat }] = await Promise.all([
      import('../agents/watch/watch-agents.ts'),
      import('../agents/watch/recover-dead.ts'),
      import('../agents/heartbeat/probe-heartbeat.ts'),
    ])
    const { keepLogsShort } = await import('../agents/process/keep-logs-short.ts')
    const unfinished = await settleCutOff(core).catch((error: unknown) => {
      onTrouble(error)
      return []
    })
    if (stopping.signal.aborted) return
    stopLogs = keepLogsShort(core)
    for (const one of unfinished) {
      const work = finishCutOff(core, one, stopping.signal, jobs)
        .catch(onTrouble)
        .finally(() => {
          finishing.delete(work)
          look()
        })
      finishing.add(work)
    }
    watch = createAgentWatch(core, {
      probe: (agent, signal) => probeHeartbeat(core, agent, signal),
      recover: (agents, signal) => recoverDead(core, agents, signal, jobs),
      escalate: async (about) => (await import('../agents/escalate/escalate.ts')).escalate(core, about),
      onChange: () => {
        onChange()
        arm()
      },
      onTrouble,
    })
  }

  function look(): void {
    if (watch === undefined || stopping.signal.aborted) return
    void lookBy(watch).then(
      () => {
        failing = false
        arm()
      },
      (error: unknown) => {
        failing = true
        onTrouble(error)
        arm()
      },
    )
    arm()
  }

  async function lookBy(present: AgentWatch): Promise<void> {
    if (behind) present.renew()
    behind = false
    await present.look()
  }

  function arm(): void {
    clearTimeout(timer)
    if (watch === undefined || stopping.signal.aborted) return
    const now = core.ports.clock.monotonic()
    const next = behind ? now : watch.nextLook()
    if (next === null) return
    timer = setTimeout(look, Math.min(latest, Math.max(failing ? whileFailing : soonest, next - now)))
  }

  return {
    renew: () => {
      const none = Object.keys(core.settings.configuration?.agents ?? {}).length === 0
      if (begun === undefined && none) return
      behind = true
      begun ??= begin().catch(onTrouble)
      void begun.then(look)
    },
    stirred: look,
    stop: async () => {
      stopping.abort()
      clearTimeout(timer)
      await begun
      stopLogs?.()
      await Promise.all([...finishing, watch?.stop()])
    },
  }
}
