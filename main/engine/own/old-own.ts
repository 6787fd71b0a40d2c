import type { KnownSnapshot } from '../state/queries.ts'
import { ownMark } from './own-mark.ts'

/** So many of this machine stay; some more gather before the oldest go, all at once, for each removal takes the repository for itself. */
export const ownKept = 7
const gathering = 2 * ownKept

/**
 * Snapshots of this machine's own things that nobody needs any more: all but the newest, once there are many. Pinned ones stay, and those of other machines. Pure.
 * @param ledger of one repository
 * @param host the machine under whose name this home makes snapshots
 */
export function oldOwn(ledger: readonly KnownSnapshot[], host: string): KnownSnapshot[] {
  const ours = ledger.filter(
    (one) => one.safety === ownMark && one.machine === null && one.vanished === null && (one.host === null || one.host === host),
  )
  if (ours.length <= gathering) return []
  return ours
    .toSorted((one, other) => one.seq - other.seq)
    .slice(0, -ownKept)
    .filter(({ pinned }) => pinned === null)
}
