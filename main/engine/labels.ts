import { type WallClock, wallClock } from './schedule/zone.ts'

/**
 * Labels name a snapshot wherever an id does: `daily/2026-11-20`, `weekly/2026-W47`, `on-change/2026-11-20-070102`,
 * `manual/2026-11-20-070102` for a backup that a person asked for, and `vaults/2026-11-20-070000` with the name of a plan of no such kind.
 */
export type LabelKind = 'manual' | 'daily' | 'weekly' | 'on-change' | 'custom'

/** What stands before the slash for something else than a plan of that name. */
const taken: ReadonlySet<string> = new Set(['manual', 'daily', 'weekly', 'on-change'] satisfies LabelKind[])

/**
 * The label for a snapshot that was due, or begun, at `time`. One that is in use gets a number: `daily/2026-11-20`, then `daily/2026-11-20.2`.
 * @param used the labels that begin alike and are in use
 * @param zone whose wall clock the time is told by; that of this process if left out
 * @param plan the name that stands in the label for the kind `custom`
 */
export function labelFor(kind: LabelKind, time: Date, used: ReadonlySet<string>, zone = processZone(), plan = 'custom'): string {
  const name = kind === 'custom' && !taken.has(plan) ? plan : kind
  const label = `${name}/${stamp(kind, wallClock(time, zone))}`
  if (!used.has(label)) return label
  for (let number = 2; ; number++) if (!used.has(`${label}.${number}`)) return `${label}.${number}`
}

const shape =
  /^(?:daily\/\d{4}-\d{2}-\d{2}|weekly\/\d{4}-W\d{2}|(?!daily\/|weekly\/)[a-z0-9][a-z0-9-]{0,62}\/\d{4}-\d{2}-\d{2}-\d{6})(?:\.[1-9]\d*)?$/

/** Whether a text is a label, as opposed to a snapshot's id or a path. */
export function isLabel(text: string): boolean {
  return shape.test(text)
}

function stamp(kind: LabelKind, wall: WallClock): string {
  const day = `${pad(wall.year, 4)}-${pad(wall.month)}-${pad(wall.day)}`
  switch (kind) {
    case 'daily':
      return day
    case 'weekly':
      return isoWeek(wall)
    case 'manual':
    case 'on-change':
    case 'custom':
      return `${day}-${pad(wall.hour)}${pad(wall.minute)}${pad(wall.second)}`
  }
}

/** ISO 8601 week: it belongs to the year that its Thursday lies in. Days are counted on the calendar, where all are of one length. */
function isoWeek({ year, month, day, weekday }: WallClock): string {
  const thursday = new Date(Date.UTC(year, month - 1, day - ((weekday + 6) % 7) + 3))
  const daysBefore = (thursday.getTime() - Date.UTC(thursday.getUTCFullYear(), 0, 1)) / 86_400_000
  return `${pad(thursday.getUTCFullYear(), 4)}-W${pad(Math.floor(daysBefore / 7) + 1)}`
}

function processZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0')
}
