import type { Job } from '../../contract/procedures/jobs.ts'
import type { Overview } from '../../contract/procedures/overview.ts'
import type { Client } from '../procedures/client.ts'

/** All that the tray shows is made of. */
export type TrayFacts = {
  readonly overview: Overview
  /** Those of this process, ended ones, too. */
  readonly jobs: readonly Job[]
  /** Whether nothing is in force because the configuration has mistakes, and never was without. Mistakes beside a good one are problems of the overview. */
  readonly refused: boolean
}

/** Asks for all that the tray shows, as a page would: from the records alone, without a restic process. */
export async function gatherTray(client: Pick<Client, 'overview' | 'jobs' | 'configuration'>): Promise<TrayFacts> {
  const [overview, jobs] = await Promise.all([client.overview.get(), client.jobs.list()])
  const refused = overview.plans.length === 0 && (await client.configuration.get()).problems.length > 0
  return { overview, jobs, refused }
}
