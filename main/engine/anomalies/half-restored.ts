import type { Core } from '../core.ts'
import { halfDoneOf, isRestoreOpen } from '../restore/unfinished-restores.ts'
import type { JudgedLane, JudgedSnapshot } from '../state/anomaly-queries.ts'
import { knownVaults } from '../state/queries.ts'
import { type HalfRestored, halfRestored, halfRestoredVaults, type KnownRestore } from '../state/restore-queries.ts'
import { raiseUnusual } from './raise-anomaly.ts'

/** What a person does about a vault that was backed up half restored. Pure. */
export function halfRestoredRemedy(id: string): string {
  return `Finish that restore, or take it back, as vaultkeeper status tells. If the folder is as it should be: vaultkeeper status --expected ${id.slice(0, 6)}`
}

/** The restore or undo that was cut off and left a vault half restored. */
export function halfRestoredIn(core: Core, vault: string): KnownRestore | undefined {
  const path = knownVaults(core.state.database).find(({ id }) => id === vault)?.path
  return path === undefined ? undefined : halfDoneOf(core, path)
}

/**
 * Asks about a snapshot of a vault that is half restored, whatever its counts say: what was cut off is nobody's own doing, and by and by it would push the whole
 * states out. Once for all plans and repositories, until the restore was finished or taken back, or a person has said that the vault is as it should be.
 * @param good the snapshot before it that is as it should be
 * @returns the id of the question; `undefined` where nothing is half restored
 */
export async function askAboutHalf(core: Core, lane: JudgedLane, next: JudgedSnapshot, good: JudgedSnapshot): Promise<string | undefined> {
  const half = halfRestoredIn(core, lane.vault)
  if (half === undefined) return undefined
  const asked = openQuestions(core).find(({ vault }) => vault === lane.vault)
  if (asked !== undefined) return asked.id
  const what = half.kind === 'undo' ? 'Taking back a restore' : 'A restore'
  return raiseUnusual(
    core,
    { ...lane, plan: null },
    {
      code: halfRestored,
      why: `${what} into ${half.target} was cut off, and backups since then hold what it left half done`,
      snapshot: next.id,
      against: good.id,
      numbers: {},
    },
  )
}

/** Settles the questions about vaults in which nothing is half restored any more. Their snapshots stay what they are: no good ones. */
export async function settleHalfRestored(core: Core): Promise<void> {
  for (const { id, path } of openQuestions(core))
    if (!isRestoreOpen(core, path)) await core.record({ event: 'anomaly.answered', anomaly: id, answer: 'restored', by: 'Vaultkeeper' })
}

function openQuestions(core: Core): HalfRestored[] {
  return halfRestoredVaults(core.state.database).filter(({ answered }) => answered === null)
}
