/** What is known about the clock without asking anybody. */
export type ClockEvidence = {
  readonly now: Date
  /** The time of the newest record that was written while the clock was believed; `null` when there is none yet. */
  readonly newestRecord: Date | null
  /** The newest time of a file that Vaultkeeper wrote itself; a person's files may bear any time. */
  readonly newestFile: Date | null
  /** Milliseconds since the last look, by the wall clock and by one that only grows (and stands still while the machine sleeps). */
  readonly sinceLastLook: { readonly wall: number; readonly monotonic: number } | null
}

/** Whether the clock is believed, and if not, why: a sentence. */
export type ClockTrust = { readonly believed: true } | { readonly believed: false; readonly why: string }

const minute = 60_000
const day = 24 * 60 * minute
const tolerance = 5 * minute
const longestSilence = 400 * day
/** This program did not exist before. */
const earliest = new Date('2026-11-01T00:00:00Z')
/** Where clocks go whose battery is dead or whose chip is broken. */
const latest = new Date('2090-01-01T00:00:00Z')

/** Whether what is removed by its age may be removed by this clock. Pure. */
export function clockTrust({ now, newestRecord, newestFile, sinceLastLook }: ClockEvidence): ClockTrust {
  const time = now.getTime()
  const shown = Number.isNaN(time) ? 'nothing' : `${now.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const no = (why: string): ClockTrust => ({ believed: false, why: `The clock shows ${shown}, ${why}.` })
  if (Number.isNaN(time)) return no('which is no time')
  if (now < earliest) return no('which is before this program was made')
  if (now >= latest) return no('which is too far ahead to be true')
  for (const [newest, what] of [
    [newestRecord, 'the newest record'],
    [newestFile, 'the newest file that Vaultkeeper wrote'],
  ] as const)
    if (newest !== null && time < newest.getTime() - tolerance) return no(`which is ${inWords(newest.getTime() - time)} before ${what}`)
  if (newestRecord !== null && time - newestRecord.getTime() > longestSilence)
    return no(`which is ${inWords(time - newestRecord.getTime())} after the newest record`)
  if (sinceLastLook !== null && sinceLastLook.monotonic - sinceLastLook.wall > tolerance)
    return no(`and was set back by ${inWords(sinceLastLook.monotonic - sinceLastLook.wall)} just now`)
  return { believed: true }
}

function inWords(duration: number): string {
  if (duration >= 2 * day) return `${Math.floor(duration / day)} days`
  if (duration >= 120 * minute) return `${Math.floor(duration / (60 * minute))} hours`
  return `${Math.floor(duration / minute)} minutes`
}
