/**
 * Holds what is in the repository against what Vaultkeeper has seen there. restic's own check cannot tell that a snapshot was deleted or
 * that the whole repository was rolled back; the ledger can.
 * @param ledger ids of all snapshots seen and not known to be gone
 * @param present ids that are there now
 */
export function compareLedger(ledger: readonly string[], present: readonly string[]): { vanished: string[]; unknown: string[] } {
  const there = new Set(present)
  const seen = new Set(ledger)
  return { vanished: ledger.filter((id) => !there.has(id)), unknown: present.filter((id) => !seen.has(id)) }
}
