import type { Job } from '../../contract/procedures/jobs.ts'
import type { Overview } from '../../contract/procedures/overview.ts'
import type { Client } from '../procedures/client.ts'

/** All that the tray shows is made of. */
export type TrayFacts = {
  readonly overview: Overview
  /** Those of this process, ended ones, too. */
  readonly jobs: readonly Job[]
}

/**
 * Asks for all that the tray shows, as a page would: from the records alone, without a restic process.
 * @param known how everything stands, where only what goes on has moved since
 */
export async function gatherTray(client: Pick<Client, 'overview' | 'jobs'>, known?: Overview): Promise<TrayFacts> {
  const [overview, jobs] = await Promise.all([known ?? client.overview.get(), client.jobs.list()])
  return { overview, jobs }
}
