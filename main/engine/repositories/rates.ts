import type { RateLimit } from '../../contract/configuration/rate-limit.ts'
import { wallClock } from '../schedule/zone.ts'

/** How fast a repository may be sent to and fetched from, in bytes a second; `null`: as fast as it goes. */
export type Rates = { readonly upload: number | null; readonly download: number | null }

/** The rates of a repository as they are configured; `null`: no limit. */
export type RateLimits = { readonly upload: RateLimit | null; readonly download: RateLimit | null }

/**
 * The rate that a limit gives at a minute of the day (0 to 1439), on the clock on the wall: the first entry that fits; none fits: no limit. An entry
 * begins with the minute `from`, and the minute `to` is no longer its own; one whose end is before its begin goes over midnight. Pure.
 */
export function rateAt(limit: RateLimit | null, minuteOfDay: number): number | null {
  if (limit === null || typeof limit === 'number') return limit
  const fits = limit.find(({ from, to }) => {
    if (from === null || to === null) return true
    const [begin, end] = [minutesOf(from), minutesOf(to)]
    return begin < end ? minuteOfDay >= begin && minuteOfDay < end : minuteOfDay >= begin || minuteOfDay < end
  })
  return fits?.rate ?? null
}

/**
 * The rates at a time in a zone: what the clock on the wall shows counts, so that a day of 23 or 25 hours has its office hours as well. Pure.
 * @param zone asked only where the time of day counts: to find it takes 10 ms
 */
export function ratesAt(limits: RateLimits, time: Date, zone: () => string): Rates {
  if (!changes(limits.upload) && !changes(limits.download))
    return { upload: rateAt(limits.upload, 0), download: rateAt(limits.download, 0) }
  const { hour, minute } = wallClock(time, zone())
  const of = (limit: RateLimit | null) => rateAt(limit, hour * 60 + minute)
  return { upload: of(limits.upload), download: of(limits.download) }
}

/** Whether rates may be other ones later in the day. Pure. */
export function mayChange({ upload, download }: RateLimits): boolean {
  return changes(upload) || changes(download)
}

/** How many times as fast it must be allowed to be for a running restic to be ended for it: what is on its way is lost, and the index is made anew. */
const worthIt = 4

/**
 * Whether a restic that was begun under some rates is to be ended and begun again under others: always for a stricter one, which somebody else's work
 * depends on; for a looser one where it makes up for the trouble. restic itself cannot change its rate. Pure.
 */
export function isWorthARestart(before: Rates, now: Rates): boolean {
  return [
    [before.upload, now.upload],
    [before.download, now.download],
  ].some(
    ([old = null, fresh = null]) => (fresh ?? Number.POSITIVE_INFINITY) < (old ?? Number.POSITIVE_INFINITY) || isMuchLooser(old, fresh),
  )
}

function isMuchLooser(old: number | null, fresh: number | null): boolean {
  return old !== null && (fresh === null || fresh >= old * worthIt)
}

/** The flags of restic, in KiB a second and at least one: 0 would be no limit. Pure. */
export function rateFlags({ upload, download }: Rates): { readonly limitUpload?: number; readonly limitDownload?: number } {
  const kib = (rate: number) => Math.max(1, Math.floor(rate / 1024))
  return {
    ...(upload === null ? {} : { limitUpload: kib(upload) }),
    ...(download === null ? {} : { limitDownload: kib(download) }),
  }
}

function changes(limit: RateLimit | null): boolean {
  return limit !== null && typeof limit !== 'number'
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}
