import type { Core } from '../core.ts'
import { type JudgedLane, type JudgedSnapshot, judgedSnapshots, restoresInto, unusualSnapshots } from '../state/anomaly-queries.ts'
import { knownSnapshots, knownVaults } from '../state/queries.ts'
import { isGood } from './lane-standing.ts'

/** A snapshot by which something can be measured. */
export type Comparable = Pick<JudgedSnapshot, 'id' | 'files'>

/**
 * What a person has put back into a vault since a good snapshot of it, with us: the snapshots that were restored over it, or what it was before a restore that
 * was undone. A vault that is like one of them is as somebody wanted it. Oldest first.
 */
export function statesPutBack(core: Core, lane: JudgedLane, { seq }: JudgedSnapshot): Comparable[] {
  const { database } = core.state
  const path = knownVaults(database).find(({ id }) => id === lane.vault)?.path
  if (path === undefined) return []
  const ledger = new Map(knownSnapshots(database, lane.repository).map((one) => [one.id, one]))
  const unusual = unusualSnapshots(database)
  return restoresInto(database, lane.repository, path, seq).flatMap(({ snapshot, undoneSeq }) => {
    const state =
      undoneSeq === null
        ? ledger.get(snapshot)
        : judgedSnapshots(database, lane).findLast((one) => one.seq < undoneSeq && isGood(one.judged))
    return state === undefined || unusual.has(state.id) ? [] : [{ id: state.id, files: state.files }]
  })
}
