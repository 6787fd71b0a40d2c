import { agentSigns } from '../agents/escalate/agent-signs.ts'
import type { Core } from '../core.ts'
import { gatherHealth } from '../health/gather-health.ts'
import { agentCauses } from './agent-causes.ts'
import { causesOf } from './causes-of.ts'

/** Without anything new, so often what could not be shown is tried again where that is due, and what is over by time alone is taken back; in milliseconds. */
const lookEvery = 30_000

/**
 * News on the desktop of this process while another one runs the schedule, and with that decides what is news, but has no desktop.
 * @returns looks and tells; cheap when nothing was recorded since the last time
 */
export function tellDesktop(core: Core, signal: AbortSignal): () => Promise<void> {
  let seen: number | undefined
  let looked = Number.NEGATIVE_INFINITY
  return async () => {
    const { configuration } = core.settings
    const { desktop, clock, machine } = core.ports
    if (configuration === null || desktop === undefined) return
    await core.state.catchUp()
    const newest = core.state.last()?.seq
    if (newest === seen && clock.monotonic() - looked < lookEvery) return
    seen = newest
    looked = clock.monotonic()
    const now = clock.now()
    const report = gatherHealth(core, configuration, now)
    const causes = [
      ...causesOf(report, configuration, machine.zone(), now, true),
      ...agentCauses(agentSigns(core, configuration, now), report.troubles),
    ]
    desktop.withdraw(new Set(causes.map(({ subject }) => subject)))
    const { deliver } = await import('./deliver.ts')
    await deliver(core, configuration, signal, (carrier) => carrier === 'desktop')
  }
}
