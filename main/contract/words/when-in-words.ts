type Formats = Readonly<Record<'clock' | 'weekday' | 'day' | 'dayAndYear' | 'exact' | 'numbers', Intl.DateTimeFormat>>

/** To make one costs a thousand times what its use costs. */
const made = new Map<string | undefined, Formats>()

function formatsIn(zone: string | undefined): Formats {
  const known = made.get(zone)
  if (known !== undefined) return known
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', zone === undefined ? options : { ...options, timeZone: zone })
  const formats: Formats = {
    clock: format({ hour: '2-digit', minute: '2-digit' }),
    weekday: format({ weekday: 'long' }),
    day: format({ day: 'numeric', month: 'long' }),
    dayAndYear: format({ day: 'numeric', month: 'long', year: 'numeric' }),
    exact: format({ dateStyle: 'full', timeStyle: 'medium' }),
    numbers: format({ day: 'numeric', month: 'numeric', year: 'numeric' }),
  }
  made.set(zone, formats)
  return formats
}

const minute = 60_000

/**
 * A time as people say it: `just now`, `12 minutes ago`, `today at 07:00`, `yesterday at 23:10`, `Monday at 07:00`, `3 October at 07:00`, `3 October 2025`.
 * @param zone in which days begin; that of this process if left out
 */
export function whenInWords(time: string, now: Date = new Date(), zone?: string): string {
  const then = new Date(time)
  const ago = now.getTime() - then.getTime()
  if (ago >= 0 && ago < minute) return 'just now'
  if (ago >= 0 && ago < 50 * minute) return ago < 110_000 ? 'a minute ago' : `${Math.round(ago / minute)} minutes ago`
  if (ago < 0 && ago > -50 * minute) {
    const minutes = Math.max(1, Math.round(-ago / minute))
    return minutes === 1 ? 'in a minute' : `in ${minutes} minutes`
  }
  return onItsDay(then, now, zone, 'today at ')
}

/** A time that something lasts to, behind `until`: `18:00`, `tomorrow at 07:00`, `Monday at 07:00`. */
export function untilInWords(time: string, now: Date, zone?: string): string {
  return onItsDay(new Date(time), now, zone, '')
}

/** When {@link whenInWords} may say something else of a time: never later, and within the hour, for a day begins with a full one. */
export function wordsChange(time: string, now: Date, zone?: string): Date {
  const ago = now.getTime() - new Date(time).getTime()
  const whole = Math.floor(ago / minute) * minute
  // The minutes to come are rounded the other way, so their steps are a moment later.
  const halves = [whole + minute / 2, whole + 1.5 * minute].flatMap((half) => [half, half + 1])
  const near = Math.abs(ago) <= 50 * minute ? [0, minute, 110_000, 50 * minute, ...halves] : [-50 * minute + 1]
  const minutes = Number(formatsIn(zone).clock.format(now).slice(3))
  const toHour = (60 - minutes) * minute - (now.getTime() % minute)
  return new Date(now.getTime() + Math.min(toHour, ...near.filter((step) => step > ago).map((step) => step - ago)))
}

/** The whole date and time, for whoever wants to know exactly. */
export function exactTime(time: string): string {
  return formatsIn(undefined).exact.format(new Date(time))
}

function onItsDay(then: Date, now: Date, zone: string | undefined, today: string): string {
  const { clock, weekday, day, dayAndYear } = formatsIn(zone)
  const [date, ofNow] = [dateOf(then, zone), dateOf(now, zone)]
  const days = Math.round((ofNow.time - date.time) / 86_400_000)
  const at = `at ${clock.format(then)}`
  if (days === 0) return `${today}${clock.format(then)}`
  if (days === 1) return `yesterday ${at}`
  if (days === -1) return `tomorrow ${at}`
  if (Math.abs(days) < 7) return `${weekday.format(then)} ${at}`
  return date.year === ofNow.year ? `${day.format(then)} ${at}` : dayAndYear.format(then)
}

/** The date by the wall calendar, as numbers that can be compared. */
function dateOf(time: Date, zone: string | undefined): { readonly year: number; readonly time: number } {
  const [day = 0, month = 0, year = 0] = formatsIn(zone).numbers.format(time).split('/').map(Number)
  return { year, time: Date.UTC(year, month - 1, day) }
}
