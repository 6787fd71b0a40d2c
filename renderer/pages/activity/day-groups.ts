import type { HistoryEntry } from '../../../main/contract/procedures/history.ts'

/** When an entry of the history was. */
function timeOf(entry: HistoryEntry): string {
  if (entry.what === 'run') return entry.run.started
  return entry.what === 'skip' ? entry.skip.time : entry.decision.time
}

/** What tells an entry from all others. */
export function keyOf(entry: HistoryEntry): string {
  if (entry.what === 'run') return entry.run.id
  return entry.what === 'skip' ? `skip-${entry.skip.seq}` : `decision-${entry.decision.seq}`
}

const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
const withYear = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })

/** Entries that stand together below the name of their day: `Today`, `Yesterday`, `Friday 20 November`. Pure. */
export function dayGroups(
  entries: readonly HistoryEntry[],
  now: Date,
): { readonly name: string; readonly entries: readonly HistoryEntry[] }[] {
  const groups: { name: string; entries: HistoryEntry[] }[] = []
  for (const entry of entries) {
    const name = dayName(new Date(timeOf(entry)), now)
    const last = groups.at(-1)
    if (last?.name === name) last.entries.push(entry)
    else groups.push({ name, entries: [entry] })
  }
  return groups
}

function dayName(time: Date, now: Date): string {
  const midnight = (of: Date) => new Date(of.getFullYear(), of.getMonth(), of.getDate()).getTime()
  const days = Math.round((midnight(now) - midnight(time)) / 86_400_000)
  if (days === 0) return 'Today'
  if (days === 1) return 'Yesterday'
  return (time.getFullYear() === now.getFullYear() ? weekday : withYear).format(time)
}
