import { useQuery } from '@tanstack/react-query'
import { listed } from '../../words/counted.ts'
import { readSchedule } from './schedule-form.ts'

/** The days of the week, Sunday first, as cron counts them. */
export const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const

const units = { m: 'minute', h: 'hour', d: 'day' } as const

/** `Every day at 07:00`, `Every Sunday at 23:00`, `Every 6 hours`; `null` for what needs cronstrue. Pure. */
export function simpleScheduleInWords(schedule: string): string | null {
  const form = readSchedule(schedule)
  switch (form.mode) {
    case 'daily':
      return `Every day at ${form.time}`
    case 'weekly':
      return `Every ${listed(
        form.days.map((day) => weekdays[day] ?? ''),
        7,
      )} at ${form.time}`
    case 'every':
      return form.number === 1 ? `Every ${units[form.unit]}` : `Every ${form.number} ${units[form.unit]}s`
    case 'cron':
      return null
  }
}

/** A schedule in words; `null` is on change. What cannot be said simply is told by cronstrue, which is loaded then; until it is there, as it stands. */
export function useScheduleInWords(schedule: string | null): string {
  const simple = schedule === null ? 'As soon as something changes' : simpleScheduleInWords(schedule)
  const words = useQuery({
    queryKey: ['cron in words', schedule],
    enabled: simple === null,
    queryFn: async () => {
      const { default: cronstrue } = await import('cronstrue')
      return cronstrue.toString(schedule ?? '', { use24HourTimeFormat: true, throwExceptionOnParseError: false })
    },
  })
  return simple ?? words.data ?? schedule ?? ''
}
