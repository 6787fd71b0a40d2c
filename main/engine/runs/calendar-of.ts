import { wallClock } from '../schedule/zone.ts'

/** What the calendar needs to know of a snapshot. `time` in RFC 3339. */
export type DatedSnapshot = { readonly id: string; readonly time: string; readonly vault: string | null; readonly vanished: string | null }

/** A day (`2026-11-21`) on which there are snapshots, by their ids, oldest first. */
type CalendarDay = { readonly day: string; readonly snapshots: readonly string[] }

/** The days on which a vault has snapshots, first to last. `vault` null: snapshots of no vault that is known. */
export type VaultCalendar = { readonly vault: string | null; readonly days: readonly CalendarDay[] }

/**
 * On which days there are snapshots, vault by vault in the order in which they first come up. What vanished is not counted: it cannot be had back.
 * Pure.
 * @param zone by whose wall clock a day begins and ends
 */
export function calendarOf(snapshots: readonly DatedSnapshot[], zone: string): VaultCalendar[] {
  const vaults = new Map<string | null, Map<string, string[]>>()
  const there = snapshots
    .filter(({ vanished }) => vanished === null)
    .map(({ id, vault, time }) => ({ id, vault, at: new Date(time) }))
    .filter(({ at }) => !Number.isNaN(at.getTime()))
  for (const { id, vault, at } of there.toSorted((one, other) => one.at.getTime() - other.at.getTime())) {
    const days = vaults.get(vault) ?? new Map<string, string[]>()
    vaults.set(vault, days)
    const day = dayOf(at, zone)
    const ids = days.get(day) ?? []
    days.set(day, ids)
    ids.push(id)
  }
  return [...vaults].map(([vault, days]) => ({ vault, days: [...days].map(([day, ids]) => ({ day, snapshots: ids })) }))
}

/** The day that a wall clock in a zone shows: `2026-11-21`. Pure. */
export function dayOf(time: Date, zone: string): string {
  const { year, month, day } = wallClock(time, zone)
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}
