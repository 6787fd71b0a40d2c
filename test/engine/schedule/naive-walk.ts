/** The wall clock of a zone at each minute of a time, as `Intl` tells it: minutes since 1970 as if they were UTC. Slow, and simple on purpose. */
export type Walk = { readonly from: number; readonly walls: Float64Array }

const minute = 60_000

/** Asks for each minute from `from` (a full minute, included) to `to`. */
export function walkMinutes(zone: string, from: number, to: number): Walk {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  const walls = new Float64Array((to - from) / minute)
  for (let index = 0; index < walls.length; index++)
    walls[index] = Date.parse(`${format.format(from + index * minute).replace(' ', 'T')}Z`) / minute
  return { from, walls }
}

/** What a cron expression was made of: one test for each field, of the number that the wall clock or calendar shows. */
export type Fields = {
  readonly text: string
  readonly minutes: ReadonlySet<number>
  readonly hours: ReadonlySet<number>
  readonly days: ReadonlySet<number>
  readonly months: ReadonlySet<number>
  /** 0 is Sunday. */
  readonly weekdays: ReadonlySet<number>
}

/**
 * All due times in a walk, by going through it minute by minute: what was leapt over is due at the first minute after it, what was shown before is
 * not due again; a schedule for every hour is due whenever the clock shows its minute, and only a leap of less than an hour is made up for.
 */
export function walkDue({ from, walls }: Walk, fields: Fields): number[] {
  const everyHour = fields.hours.size === 24
  const due: number[] = []
  let [last, highest] = [(walls[0] ?? 0) - 1, (walls[0] ?? 0) - 1]
  for (const [index, wall] of walls.entries()) {
    let is = matches(fields, wall) && (everyHour || wall > highest)
    const leapt = wall - last - 1
    if (leapt > 0 && !(everyHour && leapt % 60 === 0))
      for (let missing = last + 1; missing < wall && !is; missing++) is = missing > highest && matches(fields, missing)
    if (is) due.push(from + index * minute)
    last = wall
    highest = Math.max(highest, wall)
  }
  return due
}

function matches({ minutes, hours, days, months, weekdays }: Fields, wall: number): boolean {
  if (!minutes.has(wall % 60) || !hours.has(Math.floor(wall / 60) % 24)) return false
  const date = new Date(wall * minute)
  if (!months.has(date.getUTCMonth() + 1)) return false
  const [byDay, byWeekday] = [days.has(date.getUTCDate()), weekdays.has(date.getUTCDay())]
  return days.size < 31 && weekdays.size < 7 ? byDay || byWeekday : byDay && byWeekday
}
