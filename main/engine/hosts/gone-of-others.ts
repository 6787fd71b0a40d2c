import type { KnownSnapshot } from '../state/queries.ts'

/** Of a snapshot what tells whether its own machine removed it. */
type Aged = Pick<KnownSnapshot, 'id' | 'time' | 'vault' | 'machine'>

/**
 * What became of other machines' snapshots that are in the ledger and no longer in the repository. Rules of retention never remove the newest of a vault: where
 * one is left that is as new or newer, the machine itself removed the older ones, and that is its own affair (`removed`). Where not even the newest is left,
 * somebody removed what no retention would (`lost`). Pure.
 * @param ledger of other machines, those that were there when they were last looked for
 * @param present ids that are there now
 */
export function goneOfOthers(
  ledger: readonly Aged[],
  present: ReadonlySet<string>,
): { readonly removed: readonly string[]; readonly lost: readonly string[] } {
  const removed: string[] = []
  const lost: string[] = []
  // Ids as they stand in no vault: `\0` is in no name.
  for (const own of Map.groupBy(ledger, ({ machine, vault }) => `${machine}\0${vault}`).values()) {
    const left = Math.max(...own.filter(({ id }) => present.has(id)).map(({ time }) => Date.parse(time) || 0))
    for (const { id, time } of own) if (!present.has(id)) (Date.parse(time) <= left ? removed : lost).push(id)
  }
  return { removed, lost }
}
