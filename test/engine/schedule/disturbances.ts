import type { Random } from './random.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** A stretch of real time, in milliseconds since 1970; `to` excluded. */
export type Span = { readonly from: number; readonly to: number }

/** What happens to a laptop in a year. All times are real ones, whatever its clock shows. */
export type Disturbances = {
  readonly sleeps: readonly Span[]
  /** Vaultkeeper ends, politely or not, and is started again. */
  readonly restarts: readonly (Span & { readonly killed: boolean })[]
  /** Its clock shows another time for a while: two jumps each. */
  readonly excursions: readonly (Span & { readonly by: number })[]
  readonly withoutDrive: readonly Span[]
  readonly withoutNetwork: readonly Span[]
  /** `open`: until somebody resumes; else it ends by itself. */
  readonly pauses: readonly (Span & { readonly open: boolean })[]
}

/**
 * A year of it.
 * @param calm real times around which nothing happens
 */
export function disturbances(random: Random, year: Span, calm: readonly number[]): Disturbances {
  const within = (span: Span) => span.from > year.from + day && span.to < year.to - 4 * day
  const allowed = (span: Span) => within(span) && !calm.some((time) => span.from < time + 2 * day && span.to > time - 2 * day)
  /** As many as are wanted, none overlapping another or any of `others`. */
  const draw = <Kind extends Span>(count: number, make: (at: number) => Kind, others: readonly Span[] = []): Kind[] => {
    const made: Kind[] = []
    for (let times = 0; made.length < count; times++) {
      if (times > 1000 * count) throw new Error('no room left in the year')
      const span = make(random.between(year.from, year.to))
      if (allowed(span) && ![...made, ...others].some((other) => overlap(span, other))) made.push(span)
    }
    return made.sort((a, b) => a.from - b.from)
  }
  const lasting = (least: number, most: number) => (at: number) => ({ from: at, to: at + random.spread(least, most) })

  const nights: Span[] = []
  for (let midnight = Math.ceil(year.from / day) * day; midnight < year.to; midnight += day) {
    const evening = midnight + 4 * hour + random.between(-3 * hour, 3 * hour)
    const night = { from: evening, to: evening + random.between(5 * hour, 14 * hour) }
    if (random.chance(0.85) && allowed(night)) nights.push(night)
  }
  // Away for days, each night, and now and then by day: asleep for more than half of the year.
  const sleeps = draw(12, lasting(day, 6 * day))
  sleeps.push(...nights.filter((night) => !sleeps.some((other) => overlap(night, other))))
  sleeps.push(...draw(400, lasting(30 * minute, 8 * hour), sleeps))
  const asleepAt = (time: number) => sleeps.some(({ from, to }) => time >= from && time <= to)

  const restarts: (Span & { killed: boolean })[] = []
  while (restarts.length < 200) {
    const [one] = draw(1, lasting(1000, random.chance(0.7) ? 2 * minute : 3 * day), restarts)
    if (one !== undefined && !asleepAt(one.from)) restarts.push({ ...one, killed: random.chance(0.5) })
  }
  // About the time when most is due, and mostly while somebody is there to be misled.
  const morning = (at: number) => Math.floor(at / day) * day + 11 * hour + random.between(-2 * hour, 2 * hour)
  const leap = (at: number) => ({
    ...lasting(minute, 5 * hour)(morning(at)),
    by: random.spread(30_000, 2 * day) * (random.chance(0.5) ? 1 : -1),
  })
  const excursions = draw(16, leap, [...sleeps, ...restarts])
  excursions.push(...draw(8, leap, excursions))
  const others = [...sleeps, ...restarts, ...excursions]
  excursions.push(...draw(1, (at) => ({ from: at, to: at + 40 * minute, by: Date.UTC(2099, 5, 1, 3) - at }), others))
  excursions.sort((one, other) => one.from - other.from)
  return {
    sleeps,
    restarts,
    excursions,
    withoutDrive: draw(40, lasting(10 * minute, 3 * day)),
    withoutNetwork: draw(60, lasting(minute, 8 * hour)),
    pauses: draw(14, lasting(hour, 2 * day), excursions).map((span) => ({ ...span, open: random.chance(0.5) })),
  }
}

/** Whether two stretches overlap, or nearly. */
function overlap(a: Span, b: Span): boolean {
  return a.from < b.to + 5 * minute && a.to > b.from - 5 * minute
}
