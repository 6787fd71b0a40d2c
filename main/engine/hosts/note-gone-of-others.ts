import type { Core } from '../core.ts'
import { knownSnapshots } from '../state/queries.ts'
import { isJustBack } from '../state/seen-at-comeback.ts'
import { goneOfOthers } from './gone-of-others.ts'

/**
 * Records which snapshots of other machines are gone, and whether their own retention can have removed them. They hold nothing back here either way. This machine is like another one
 * with what it did behind the end of the history that came back, until it has stored something there again.
 * @param present ids of all snapshots that are there
 */
export async function noteGoneOfOthers(core: Core, repository: string, present: readonly string[]): Promise<void> {
  const ledger = knownSnapshots(core.state.database, repository)
  const isBack = isJustBack(core.state.database, repository)
  const there = ledger.filter(({ machine, vanished }) => (machine !== null || isBack) && vanished === null)
  const { removed, lost } = goneOfOthers(there, new Set(present))
  if (removed.length > 0) await core.record({ event: 'snapshots.left', repository, ids: [...removed] })
  const known = new Set(ledger.map(({ id }) => id))
  // A newer one may be there that nobody has seen yet: then it is too early to say.
  if (lost.length > 0 && present.every((id) => known.has(id)))
    await core.record({ event: 'snapshots.vanished', repository, ids: [...lost] })
}
