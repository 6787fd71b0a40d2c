/** A schedule as a person thinks of it; `cron`: any other. `days`: 0 is Sunday. */
export type ScheduleForm =
  | { readonly mode: 'daily'; readonly time: string }
  | { readonly mode: 'weekly'; readonly time: string; readonly days: readonly number[] }
  | { readonly mode: 'every'; readonly number: number; readonly unit: 'm' | 'h' | 'd' }
  | { readonly mode: 'cron'; readonly text: string }

/** The ways to say when, by their names. */
export type ScheduleMode = ScheduleForm['mode']

/** A schedule of the file as a form. Pure. */
export function readSchedule(text: string): ScheduleForm {
  const [, number, unit] = /^every (\d{1,6})([mhd])$/.exec(text) ?? []
  if (number !== undefined) return { mode: 'every', number: Number(number), unit: unit as 'm' | 'h' | 'd' }
  const [, minute, hour, days] = /^(\d{1,2}) (\d{1,2}) \* \* (\*|[0-7](?:,[0-7])*)$/.exec(text) ?? []
  if (minute === undefined || hour === undefined || days === undefined || Number(minute) > 59 || Number(hour) > 23)
    return { mode: 'cron', text }
  const time = `${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`
  if (days === '*') return { mode: 'daily', time }
  return { mode: 'weekly', time, days: [...new Set(days.split(',').map((day) => Number(day) % 7))].sort() }
}

/** A form as a schedule of the file. Pure. */
export function writeSchedule(form: ScheduleForm): string {
  switch (form.mode) {
    case 'every':
      return `every ${form.number}${form.unit}`
    case 'cron':
      return form.text
    default: {
      const [hour = '7', minute = '0'] = form.time.split(':')
      const days = form.mode === 'daily' ? '*' : [...form.days].sort().join(',')
      return `${Number(minute)} ${Number(hour)} * * ${days}`
    }
  }
}

/** The same schedule said another way, as far as it can be: the time of day stays. Pure. */
export function inMode(form: ScheduleForm, mode: ScheduleMode): ScheduleForm {
  const time = 'time' in form ? form.time : '07:00'
  switch (mode) {
    case 'daily':
      return { mode, time }
    case 'weekly':
      return { mode, time, days: form.mode === 'weekly' ? form.days : [0] }
    case 'every':
      return { mode, number: 6, unit: 'h' }
    case 'cron':
      return { mode, text: writeSchedule(form) }
  }
}
