const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'long' })
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long' })
const dayAndYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'medium' })

/** A time as people say it: `just now`, `12 minutes ago`, `today at 07:00`, `yesterday at 23:10`, `Monday at 07:00`, `3 October at 07:00`, `3 October 2025`. */
export function whenInWords(time: string, now: Date = new Date()): string {
  const then = new Date(time)
  const ago = now.getTime() - then.getTime()
  if (ago >= 0 && ago < 60_000) return 'just now'
  if (ago >= 0 && ago < 50 * 60_000) return ago < 110_000 ? 'a minute ago' : `${Math.round(ago / 60_000)} minutes ago`
  if (ago < 0 && ago > -50 * 60_000) {
    const minutes = Math.max(1, Math.round(-ago / 60_000))
    return minutes === 1 ? 'in a minute' : `in ${minutes} minutes`
  }
  const days = daysBetween(then, now)
  const at = `at ${clock.format(then)}`
  if (days === 0) return `today ${at}`
  if (days === 1) return `yesterday ${at}`
  if (days === -1) return `tomorrow ${at}`
  if (Math.abs(days) < 7) return `${weekday.format(then)} ${at}`
  return then.getFullYear() === now.getFullYear() ? `${day.format(then)} ${at}` : dayAndYear.format(then)
}

/** The whole date and time, for whoever wants to know exactly. */
export function exactTime(time: string): string {
  return exact.format(new Date(time))
}

/** Days by the wall calendar from one time to a later one. */
function daysBetween(from: Date, to: Date): number {
  return Math.round(
    (Date.UTC(to.getFullYear(), to.getMonth(), to.getDate()) - Date.UTC(from.getFullYear(), from.getMonth(), from.getDate())) / 86_400_000,
  )
}
