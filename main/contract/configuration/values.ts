import { z } from 'zod'
import { cronSentence, readCron } from './cron.ts'
import { every, millisecondsOf } from './durations.ts'

const bytes = { B: 1, kB: 1e3, MB: 1e6, GB: 1e9, TB: 1e12, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 } as const

/** The longest duration that anything may have: ten years. */
const longest = '3650d'

/** A duration such as `30s`, `26h`, `8d` or `1h30m`, in milliseconds once parsed. */
export function duration(limits: { least?: string; most?: string } = {}) {
  const least = millisecondsOf(limits.least ?? '0s')
  const most = millisecondsOf(limits.most ?? longest)
  const sentence = 'must be a duration such as "30s", "10m", "26h", "8d" or "1h30m"'
  return z
    .string({ error: sentence })
    .regex(/^(?=\d)(?:\d{1,9}w)?(?:\d{1,9}d)?(?:\d{1,9}h)?(?:\d{1,9}m)?(?:\d{1,9}s)?(?:\d{1,9}ms)?$/, { error: sentence })
    .transform(millisecondsOf)
    .refine((value) => value >= least, { error: `must be ${limits.least} or more` })
    .refine((value) => value <= most, { error: `must be ${limits.most ?? longest} or less` })
}

const sizeText = /^\d{1,9}(?:\.\d{1,3})? ?(?:B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)$/

/** A size such as `256 MiB` or `2 GB`, in bytes once parsed. */
export const Size = z
  .string({ error: 'must be a size such as "256 MiB" or "2 GB"' })
  .regex(sizeText, { error: 'must be a size such as "256 MiB" or "2 GB"' })
  .transform(bytesOf)

/** A rate such as `2 MiB/s`, in bytes per second once parsed. restic counts in KiB: less than one of these would be none. */
export const Rate = z
  .string({ error: 'must be a rate such as "2 MiB/s"' })
  .regex(new RegExp(`${sizeText.source.slice(0, -1)}/s$`), { error: 'must be a rate such as "2 MiB/s"' })
  .transform((text) => bytesOf(text.slice(0, -2)))
  .refine((value) => value >= 1024, { error: 'must be 1 KiB/s or more' })

function bytesOf(text: string): number {
  const [, number, unit] = /^([\d.]+) ?(\w+)$/.exec(text) ?? []
  return Math.round(Number(number) * bytes[unit as keyof typeof bytes])
}

/** A percentage such as `20%`, between 0 and 1 once parsed. */
export const Percentage = z
  .string({ error: 'must be a percentage such as "20%"' })
  .regex(/^\d{1,3}(?:\.\d{1,3})?%$/, { error: 'must be a percentage such as "20%"' })
  .transform((text) => Number(text.slice(0, -1)) / 100)
  .refine((value) => value > 0 && value <= 1, { error: 'must be more than 0% and not more than 100%' })

/** Five fields of cron, divided by single spaces once parsed. */
export const Cron = z.string({ error: cronSentence }).superRefine(checkCron).transform(withSingleSpaces)

function checkCron(text: string, context: z.RefinementCtx<string>): void {
  const times = readCron(text)
  if (typeof times === 'string') context.addIssue({ code: 'custom', message: times })
}

function withSingleSpaces(text: string): string {
  return text
    .split(/[ \t]+/)
    .filter((part) => part !== '')
    .join(' ')
}

const interval = duration({ least: '1m', most: '366d' })
const scheduleSentence = `${cronSentence}, or an interval such as "every 6h"`

/** When a plan is due: {@link Cron}, or `every` and a duration of at least a minute. */
export const ScheduleText = z
  .string({ error: scheduleSentence })
  .superRefine((text, context) => {
    const [, length] = every.exec(text) ?? []
    if (length === undefined) {
      const times = readCron(text)
      const message = times === cronSentence ? scheduleSentence : times
      if (typeof message === 'string') context.addIssue({ code: 'custom', message })
    } else if (!interval.safeParse(length).success)
      context.addIssue({ code: 'custom', message: 'must be an interval between "every 1m" and "every 366d"' })
  })
  .transform(withSingleSpaces)

/** A time zone by its name in the tz database. */
export const TimeZone = z
  .string({ error: 'must be the name of a time zone such as "Europe/Berlin"' })
  .refine((name) => /^[A-Za-z]/.test(name) && isTimeZone(name), { error: 'must be the name of a time zone such as "Europe/Berlin"' })

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

/** A wall-clock time of the day: `22:00`. */
export const TimeOfDay = z
  .string({ error: 'must be a time of the day such as "22:00"' })
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, { error: 'must be a time of the day such as "22:00"' })

/** A text with something in it. */
export const Text = z.string().regex(/\S/, { error: 'must not be empty' })

/** Whether a text is one line without characters that cannot be seen. */
export function isPlainText(text: string): boolean {
  return text.isWellFormed() && !/[\p{Cc}\u2028\u2029\ufeff]/u.test(text)
}

/** A program and its arguments. No shell reads it. */
export const Command = z
  .array(z.string(), { error: 'must be a list of the program and its arguments, such as ["notify", "--loud"]; no shell reads it' })
  .min(1, { error: 'must name a program' })
  .refine(([program]) => program === undefined || /\S/.test(program), { error: 'must name a program' })

/** A folder or file of this machine: absolute, or in the person's home (`~/Notes`). No system has one with a NUL in its name. */
export const Path = z
  .string({ error: 'must be a path such as "~/Notes" or "/srv/notes"' })
  .regex(/^(?:~$|~[/\\]|\/|[A-Za-z]:[/\\]|\\\\)/, { error: 'must be an absolute path, or begin with "~/" for your home folder' })
  .refine((text) => !text.includes('\0'), { error: 'must not hold a NUL character' })

/** A place inside of a folder that is named elsewhere: relative, with `/`, and without a way out. */
export const PathInside = z.string().regex(/^(?![/\\~!]|[A-Za-z]:)(?!(?:.*[/\\])?\.\.(?:[/\\]|$))\S/, {
  error: 'must be a path inside the folder, such as "docs/plan.md", without ".."',
})

/** An address that is fetched or posted to. */
export const WebAddress = z
  .string({ error: 'must be an address such as "https://example.com/hook"' })
  .refine(isWebAddress, { error: 'must be an address that begins with "https://" or "http://", without a user name' })

function isWebAddress(text: string): boolean {
  if (!/^https?:\/\/(?![^/?#]*@)\S+$/.test(text) || !URL.canParse(text)) return false
  const { username, password, hostname } = new URL(text)
  return username === '' && password === '' && hostname !== ''
}
