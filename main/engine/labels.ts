/**
 * Labels name a snapshot wherever an id does: `daily/2026-11-20`, `weekly/2026-W47`, `on-change/2026-11-20-070102`, and
 * `manual/2026-11-20-070102` for a backup that a person asked for. Times are the wall-clock times of the machine.
 */
export type LabelKind = 'manual' | 'daily' | 'weekly' | 'on-change'

/**
 * The label for a snapshot begun at `time`. A label that is taken gets a number: `daily/2026-11-20`, then `daily/2026-11-20.2`.
 * @param taken the labels that begin alike and are in use
 */
export function labelFor(kind: LabelKind, time: Date, taken: ReadonlySet<string>): string {
  const label = `${kind}/${stamp(kind, time)}`
  if (!taken.has(label)) return label
  for (let number = 2; ; number++) if (!taken.has(`${label}.${number}`)) return `${label}.${number}`
}

const shape = /^(?:daily\/\d{4}-\d{2}-\d{2}|weekly\/\d{4}-W\d{2}|(?:manual|on-change)\/\d{4}-\d{2}-\d{2}-\d{6})(?:\.[1-9]\d*)?$/

/** Whether a text is a label, as opposed to a snapshot's id or a path. */
export function isLabel(text: string): boolean {
  return shape.test(text)
}

function stamp(kind: LabelKind, time: Date): string {
  const day = `${pad(time.getFullYear(), 4)}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`
  switch (kind) {
    case 'daily':
      return day
    case 'weekly':
      return isoWeek(time)
    case 'manual':
    case 'on-change':
      return `${day}-${pad(time.getHours())}${pad(time.getMinutes())}${pad(time.getSeconds())}`
  }
}

/** ISO 8601 week: it belongs to the year that its Thursday lies in. */
function isoWeek(time: Date): string {
  const weekday = (time.getDay() + 6) % 7
  const thursday = new Date(time.getFullYear(), time.getMonth(), time.getDate() - weekday + 3)
  const daysBefore = Math.round((thursday.getTime() - new Date(thursday.getFullYear(), 0, 1).getTime()) / 86_400_000)
  return `${pad(thursday.getFullYear(), 4)}-W${pad(Math.floor(daysBefore / 7) + 1)}`
}

function pad(value: number, width = 2): string {
  return String(value).padStart(width, '0')
}
