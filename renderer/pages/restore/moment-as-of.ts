import type { Moment } from '../../../main/contract/procedures/moments.ts'
import { dayOf } from './days.ts'
import type { VaultChoices } from './vault-choices.ts'

/** The day that an address asks for: `2026-11-21`. `null`: none, or nothing that is a day. Pure. */
export function dayAsked(moment: string | null): string | null {
  const day = moment?.slice(0, 10) ?? ''
  return Number.isNaN(Date.parse(`${day}T00:00:00Z`)) ? null : day
}

/**
 * The moment that shows a vault as it was on a day: the last one of it, or of an earlier day. Where there is none, or before anything was asked for: the newest;
 * the last good one where that is unusual, for then it is what one comes for. Pure. @param moments of one vault, newest first
 */
export function momentAsOf(moments: readonly Moment[], day: string | null): Moment | undefined {
  const then = day === null ? undefined : moments.find(({ time }) => dayOf(time) <= day)
  const [newest] = moments
  return then ?? (newest?.unusual ? (moments.find(({ lastGood }) => lastGood) ?? newest) : newest)
}

/** Which vault is looked at: the one that an address names, else the first that was saved on the day, else the first. Pure. */
export function vaultAsOf({ groups, byVault }: VaultChoices, vault: string | null, day: string | null): string {
  const named = groups.flatMap(({ items }) => items)
  const saved = ({ value }: { readonly value: string }) => byVault.get(value)?.some(({ time }) => dayOf(time) === day)
  return (named.find(({ value, label }) => value === vault || label === vault) ?? named.find(saved) ?? named[0])?.value ?? ''
}
