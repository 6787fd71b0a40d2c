import type { HistoryEvent } from '../../contract/history-event.ts'
import type { Core, RunHost } from '../core.ts'
import { openRepository } from '../repositories/open-repository.ts'
import { approvedOfLane, type ChangeLane, type KnownChange, latestDecision, waitingOfLane } from '../state/change-queries.ts'
import { knownSnapshots } from '../state/queries.ts'
import { newChangeId, underChangesLock } from './changes-lock.ts'
import { compareSnapshots } from './compare-snapshots.ts'
import type { Difference } from './entry.ts'
import { hashChange } from './hash-change.ts'

/**
 * How a snapshot stands to the approved state: it is the first, and so the state to compare with from now on; it holds the same; what differs waits for
 * a person; or a person approved the very same change in another repository.
 */
export type FoundChange = { readonly state: 'baseline' | 'unchanged' | 'waiting' | 'approved'; readonly change: string | null }

/** Who decides where nobody has to. */
const ourselves = 'vaultkeeper'
/** How many files are named in the history. All of them are in the repository. */
const mostFiles = 200

/**
 * Compares the newest snapshot of a lane with the state that was approved last, and records what waits for a person from now on. A newer change takes the
 * place of one that waits: it holds that one as well. Does nothing when called again for the same snapshot. Throws problems.
 *
 * The caller holds no lock of the repository: someone who reverts a change holds the one of the changes, and waits for that.
 */
export async function findChange(core: Core, lane: ChangeLane, snapshot: string, host: RunHost): Promise<FoundChange> {
  return underChangesLock(core, lane.vault, 'looking at what changed', host, async () => {
    const approved = approvedOfLane(core.state.database, lane)
    const waiting = waitingOfLane(core.state.database, lane)
    const newest = waiting.at(-1)
    const stays = async (): Promise<FoundChange> => {
      await supersede(core, waiting.slice(0, -1))
      return { state: 'waiting', change: newest?.id ?? null }
    }
    if (newest?.snapshot === snapshot && approved !== undefined) return stays()
    if (approved?.snapshot === snapshot) {
      await supersede(core, waiting)
      return { state: 'unchanged', change: null }
    }
    const against = approved !== undefined && isThere(core, lane.repository, approved.snapshot) ? approved.snapshot : null
    const opened = await openRepository(core, lane.repository, 'read', host)
    const differences = await compareSnapshots(core, opened, { from: against, to: snapshot }, host)
    if (against !== null && differences.length === 0) {
      await supersede(core, waiting)
      return { state: 'unchanged', change: null }
    }
    const hash = hashChange(differences)
    // The same change in a newer snapshot, of files that were only touched: nothing new to decide.
    if (newest?.hash === hash && approved !== undefined) return stays()
    const found = changeFound(core, lane, { snapshot, against, diffHash: hash }, differences)
    await core.record(found)
    await supersede(core, waiting)
    const by = approved === undefined ? ourselves : approvedElsewhere(core, lane, hash)
    if (by === undefined) return { state: 'waiting', change: found.change }
    await core.record({ event: 'change.decided', change: found.change, decision: 'approved', by, diffHash: hash })
    return { state: approved === undefined ? 'baseline' : 'approved', change: found.change }
  })
}

/** A snapshot that the ledger knows, and that was not removed, nor lost. */
function isThere(core: Core, repository: string, id: string): boolean {
  return knownSnapshots(core.state.database, repository).some((snapshot) => snapshot.id === id && snapshot.vanished === null)
}

/** Who approved the very same change in another repository of the plan, where nothing else was decided since. */
function approvedElsewhere(core: Core, { plan, vault, repository }: ChangeLane, hash: string): string | undefined {
  const latest = latestDecision(core.state.database, plan, vault)
  const same = latest?.decision === 'approved' && latest.hash === hash && latest.repository !== repository
  return same ? (latest.by ?? undefined) : undefined
}

async function supersede(core: Core, waiting: readonly KnownChange[]): Promise<void> {
  for (const { id, hash } of waiting)
    await core.record({ event: 'change.decided', change: id, decision: 'superseded', by: ourselves, diffHash: hash })
}

type ChangeFound = Extract<HistoryEvent, { event: 'change.found' }>

function changeFound(
  core: Core,
  lane: ChangeLane,
  of: Pick<ChangeFound, 'snapshot' | 'against' | 'diffHash'>,
  differences: readonly Difference[],
): ChangeFound {
  const { plan, vault, repository } = lane
  const files = differences.slice(0, mostFiles).map(({ path, change }) => ({ path, change }))
  return { event: 'change.found', change: newChangeId(core), plan, vault, repository, ...of, files, fileCount: differences.length }
}
