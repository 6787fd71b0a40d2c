import type { Core, RunHost } from '../core.ts'
import { placeOfRepository } from '../repositories/repository-place.ts'
import { byMeter } from '../runs/record-run.ts'
import type { Job } from '../schedule/scheduler.ts'
import { knownRepository } from '../state/queries.ts'

/** How often the network is looked at while something is sent over it, in ms. */
const lookEvery = 60_000

/**
 * Ends what the schedule set off towards a server once the network begins to count every byte, where the conditions do not allow that: a first backup of
 * a hundred gigabytes must not go over a telephone. What was stored counts, and it goes on by itself on another network. What a person asked for goes on.
 */
export async function unlessMetered<Result>(
  core: Core,
  job: Job,
  host: RunHost,
  work: (host: RunHost) => Promise<Result>,
): Promise<Result> {
  if (job.trigger === 'manual' || isAllowed(core, job)) return work(host)
  const controller = new AbortController()
  const look = async () => {
    const { metered } = await core.ports.machine.network()
    if (metered === true) controller.abort(byMeter)
  }
  const lookNow = () => void look().catch((error: unknown) => core.ports.log(core.redactor.redact(`network: ${String(error)}`)))
  const timer = setInterval(lookNow, lookEvery)
  const leave = core.ports.machine.onChange?.(lookNow)
  try {
    return await work({ ...host, signal: AbortSignal.any([host.signal, controller.signal]) })
  } finally {
    clearInterval(timer)
    leave?.()
  }
}

function isAllowed(core: Core, { plan, repository }: Job): boolean {
  const { configuration } = core.settings
  if (configuration === null) return true
  const { onMetered } = configuration.plans[plan]?.conditions ?? configuration.conditions
  if (onMetered === 'always') return true
  try {
    return onMetered === 'local only' && !placeOfRepository(core, repository, knownRepository(core.state.database, repository)).remote
  } catch {
    // A repository that nobody knows: the run itself says so.
    return true
  }
}
