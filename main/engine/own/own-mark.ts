/** The tag of snapshots of what Vaultkeeper itself needs: its configuration and its history. Whoever has plain restic finds them by it. */
export const ownTag = 'vaultkeeper:own'

/**
 * What such a snapshot bears in the ledger as `safety`, which says that a snapshot is no state of a vault: so it is in no list of them, no plan's rules are about it,
 * and it is no other machine's work.
 */
export const ownMark = 'vaultkeeper:own'

/** Whether a snapshot, as restic tells it, is one of Vaultkeeper's own things. Pure. */
export function isOwn({ tags }: { readonly tags: readonly string[] }): boolean {
  return tags.includes(ownTag)
}
