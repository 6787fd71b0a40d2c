import type { Snapshot } from 'restic-wrapper'
import { accountOf, isSameAccount } from '../runs/account-of.ts'
import type { SeenOwn } from './machines-of.ts'

/**
 * Whose snapshots of a machine are those of the home that comes back, which may lie in another account now: who kept the own things of it. Where nobody did, this very
 * account if it made some of a vault, else who made the newest. Pure.
 * @param here this account
 */
export function returningAccount(
  snapshots: readonly Pick<Snapshot, 'id' | 'time' | 'hostname' | 'username' | 'tags'>[],
  { machine, own }: { readonly machine: string; readonly own: SeenOwn | undefined },
  here: string | undefined,
): string | undefined {
  const kept = snapshots.find(({ id }) => id === own?.id)
  if (kept !== undefined) return accountOf(kept)
  const all = snapshots.filter(({ hostname, tags }) => hostname === machine && tags.some((tag) => tag.startsWith('vault:')))
  if (here !== undefined && all.some((one) => isSameAccount(accountOf(one), here))) return here
  const [newest] = all.toSorted((one, other) => Date.parse(other.time) - Date.parse(one.time))
  return newest === undefined ? here : accountOf(newest)
}
