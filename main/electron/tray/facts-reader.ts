import type { LiveEvent } from '../../contract/procedures/live.ts'
import type { Overview } from '../../contract/procedures/overview.ts'
import type { Client } from '../../engine/procedures/client.ts'
import { gatherTray, type TrayFacts } from '../../engine/tray/gather-tray.ts'

/** Reads what the tray shows. */
export type FactsReader = {
  /** Something was told by `live.watch`. */
  readonly note: (event: LiveEvent) => void
  /** How everything stands may be otherwise, though nobody told of it. */
  readonly forget: () => void
  /** `anew`: how everything stands was asked for, and not only the numbers of what goes on. */
  readonly read: () => Promise<{ readonly facts: TrayFacts; readonly anew: boolean }>
}

/**
 * Asks for how everything stands only where it may be otherwise: the overview is made from all records, and during a run numbers are told all the time. What is
 * noted while it is being read is read again.
 */
export function factsReader(client: Pick<Client, 'overview' | 'jobs'>): FactsReader {
  let changes = 0
  let going = ''
  let known: { readonly overview: Overview; readonly changes: number } | undefined
  return {
    note: (event) => {
      const now = event.what === 'jobs' ? goingOn(event.jobs) : null
      if (now === null || now !== going) changes++
      going = now ?? going
    },
    forget: () => {
      changes++
    },
    read: async () => {
      const begun = changes
      const anew = known?.changes !== begun
      const facts = await gatherTray(client, anew ? undefined : known?.overview)
      known = { overview: facts.overview, changes: begun }
      return { facts, anew }
    },
  }
}

/** Which jobs go on, and not how far they are. */
function goingOn(jobs: Extract<LiveEvent, { what: 'jobs' }>['jobs']): string {
  return jobs.flatMap(({ id, ended, cancelling }) => (ended === null ? [`${id} ${cancelling}`] : [])).join()
}
