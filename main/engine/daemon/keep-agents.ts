import type { AgentWatch } from '../agents/watch/watch-agents.ts'
import type { Core } from '../core.ts'
import type { Jobs } from '../jobs/jobs.ts'

/** The least and the longest time between two looks, in ms. */
const [soonest, latest] = [100, 30_000]

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
    watch.renew()
  }

  function look(): void {
    if (watch === undefined || stopping.signal.aborted) return
    void watch.look().catch(onTrouble).finally(arm)
    arm()
  }

  function arm(): void {
    clearTimeout(timer)
    const next = watch?.nextLook() ?? null
    if (next === null || stopping.signal.aborted) return
    timer = setTimeout(look, Math.min(latest, Math.max(soonest, next - core.ports.clock.monotonic())))
  }

  return {
    renew: () => {
      const none = Object.keys(core.settings.configuration?.agents ?? {}).length === 0
      if (begun === undefined && none) return
      begun = (begun ?? begin().catch(onTrouble))
        .then(() => {
          watch?.renew()
          look()
        })
        .catch(onTrouble)
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
