import type { Snapshot } from 'restic-wrapper'

/** The account that made a snapshot. restic tells those of Windows with their domain: `LAPTOP\ann`. Pure. */
export function accountOf({ username }: Pick<Snapshot, 'username'>): string {
  return username.slice(username.lastIndexOf('\\') + 1)
}

/** Whether two names are of one account: Windows makes no difference of case. Pure. */
export function isSameAccount(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}
