import type { KnownSnapshot } from '../state/queries.ts'
import { ownMark } from './own-mark.ts'

/** So many of this home stay; some more gather before the oldest go, all at once, for each removal takes the repository for itself. */
export const ownKept = 7
const gathering = 2 * ownKept

/**
 * Snapshots of this home's own things that nobody needs any more: all but the newest, once there are many. Pinned ones stay, and those of others: another machine
 * may bear the same name, and what it kept of itself may be all that there is of it. Pure.
 * @param ledger of one repository
 * @param made ids of those that runs of this home made
 */
export function oldOwn(ledger: readonly KnownSnapshot[], made: ReadonlySet<string>): KnownSnapshot[] {
  const ours = ledger.filter((one) => made.has(one.id) && one.safety === ownMark && one.vanished === null)
  if (ours.length <= gathering) return []
  return ours
    .toSorted((one, other) => one.seq - other.seq)
    .slice(0, -ownKept)
    .filter(({ pinned }) => pinned === null)
}
