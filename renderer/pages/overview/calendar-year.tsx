import { VisuallyHidden } from '@mantine/core'
import { type KeyboardEvent, useRef, useState } from 'react'
import type { CalendarDay } from '../../../main/contract/procedures/overview.ts'
import { dayInWords, dayTone, lastWeeks, nextDay, type PictureDay, weekInWords } from './calendar-weeks.ts'
import classes from './overview.module.css'

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'] as const
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const signs = { none: '', good: '', many: '', attention: '!', bad: '×' } as const

type CalendarYearProps = {
  readonly today: string
  readonly weeks: number
  readonly days: readonly CalendarDay[]
  /** Whose days they are; `null`: of all vaults. */
  readonly vault: string | null
  readonly name: string
}

/**
 * Weeks side by side, a day a square. Days with snapshots lead to the restore at that day. One of them is a stop of Tab; the arrow keys go from day to day.
 */
export function CalendarYear({ today, weeks, days, vault, name }: CalendarYearProps) {
  const picture = lastWeeks(today, weeks, days)
  const table = useRef<HTMLTableElement>(null)
  const newest = picture.flatMap((week) => week.days).findLast((one) => one !== null && one.snapshots > 0)?.day
  const [at, setAt] = useState<string | null>(null)
  const isShown = picture.some((week) => week.days.some((one) => one?.day === at && one !== null && one.snapshots > 0))
  const stop = isShown ? at : newest
  const onKeyDown = (event: KeyboardEvent) => {
    const day = (event.target as HTMLElement).dataset['day']
    const next =
      day === undefined
        ? undefined
        : nextDay(
            event.key,
            day,
            picture.flatMap((week) => week.days),
          )
    if (next === undefined) return
    event.preventDefault()
    setAt(next)
    table.current?.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus()
  }
  return (
    <table ref={table} className={classes['year']} onKeyDown={onKeyDown}>
      <VisuallyHidden component="caption">
        Snapshots of {name} in the last {weeks} weeks. The arrow keys go from day to day.
      </VisuallyHidden>
      <thead>
        <tr>
          <th scope="col">
            <VisuallyHidden>Weekday</VisuallyHidden>
          </th>
          {picture.map(({ month, days: of }) => (
            <th key={of[0]?.day} scope="col">
              <VisuallyHidden>{weekInWords(of)}</VisuallyHidden>
              {month !== null && <span aria-hidden>{months[month - 1]}</span>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weekdays.map((weekday, row) => (
          <tr key={weekday}>
            <th scope="row">{row % 2 === 0 ? weekday.slice(0, 3) : <VisuallyHidden>{weekday}</VisuallyHidden>}</th>
            {picture.map(({ days: of }) => (
              <td key={of[0]?.day}>
                <Day day={of[row] ?? null} today={today} vault={vault} isStop={of[row]?.day === stop} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

type DayProps = { readonly day: PictureDay; readonly today: string; readonly vault: string | null; readonly isStop: boolean }

function Day({ day, today, vault, isStop }: DayProps) {
  if (day === null) return null
  const tone = dayTone(day)
  const words = dayInWords(day)
  const look = { className: `${classes['day']} ${day.day === today ? classes['today'] : ''}`, 'data-tone': tone, title: words }
  if (day.snapshots === 0)
    return (
      <span {...look}>
        <span aria-hidden>{signs[tone]}</span>
        <VisuallyHidden>{words}</VisuallyHidden>
      </span>
    )
  const said = new URLSearchParams({ need: 'time', ...(vault === null ? {} : { vault }), moment: day.day })
  return (
    <a {...look} href={`#/restore?${said}`} data-day={day.day} tabIndex={isStop ? 0 : -1} aria-label={words}>
      <span aria-hidden>{signs[tone]}</span>
    </a>
  )
}
