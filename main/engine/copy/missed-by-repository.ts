import type { Core } from '../core.ts'
import { knownRepository } from '../state/queries.ts'
import { knownSince } from '../state/schedule-queries.ts'
import { type CopyRequest, lookAtCopy } from './look-at-copy.ts'

/** What is to be copied. `since`, `until`: only what was due from then on, and before then. RFC 3339, UTC. */
export type CopyJob = CopyRequest & { readonly since?: string; readonly until?: string }

/** What a copy would take along, by the ledgers. */
export function wanted(core: Core, { since = '', until, ...request }: CopyJob) {
  const plan = lookAtCopy(core, request)
  if (until === undefined) return plan
  return { ...plan, copy: plan.copy.filter(({ due }) => due !== null && due >= since && due < until) }
}

/**
 * What one repository of a plan could be given by the plan's others: what was due since the plan is known there, before `until`, and what the retention
 * there would keep. One entry for each repository that has something of it.
 */
export function missedBy(core: Core, plan: string, to: string, until: string): CopyJob[] {
  const since = knownSince(core.state.database, plan, to)
  const { configuration } = core.settings
  if (since === null || configuration === null) return []
  return (configuration.plans[plan]?.repositories ?? [])
    .filter((from) => from !== to && configuration.repositories[from]?.enabled !== false && knownRepository(core.state.database, from)?.id)
    .map((from) => ({ from, to, plan, since, until }))
    .filter((job) => wanted(core, job).copy.length > 0)
}

/** Whether other repositories of its plans have something that a repository has missed and would keep. */
export function lacksHistory(core: Core, repository: string): boolean {
  const plans = Object.entries(core.settings.configuration?.plans ?? {})
  const now = core.ports.clock.now().toISOString()
  return plans.some(([plan, { repositories }]) => repositories.includes(repository) && missedBy(core, plan, repository, now).length > 0)
}
