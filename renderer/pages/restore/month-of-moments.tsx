import { ActionIcon, Group, Text, VisuallyHidden } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import type { Moment } from '../../../main/contract/procedures/moments.ts'
import { counted } from '../../words/counted.ts'
import { dayInWords, dayOf, monthInWords, monthLater, weeksOf } from './days.ts'
import classes from './restore.module.css'

type MonthOfMomentsProps = {
  /** Newest first. */
  readonly moments: readonly Moment[]
  readonly chosen: Moment
  readonly onChoose: (moment: Moment | undefined) => void
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

/** A month, with the days that have snapshots to be chosen. */
export function MonthOfMoments({ moments, chosen, onChoose }: MonthOfMomentsProps) {
  const day = dayOf(chosen.time)
  const [month, setMonth] = useState(day.slice(0, 7))
  useEffect(() => setMonth(day.slice(0, 7)), [day])
  const byDay = Map.groupBy(moments, ({ time }) => dayOf(time))
  const months = [...byDay.keys()].map((one) => one.slice(0, 7)).sort()
  const [first = month] = months
  const last = months.at(-1) ?? month
  return (
    <div>
      <Group justify="space-between" maw={384} mb="xs" wrap="nowrap">
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={`Earlier: ${monthInWords(monthLater(month, -1))}`}
          disabled={month <= first}
          onClick={() => setMonth(monthLater(month, -1))}
        >
          <IconChevronLeft size={18} aria-hidden />
        </ActionIcon>
        <Text fw={600} aria-live="polite">
          {monthInWords(month)}
        </Text>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={`Later: ${monthInWords(monthLater(month, 1))}`}
          disabled={month >= last}
          onClick={() => setMonth(monthLater(month, 1))}
        >
          <IconChevronRight size={18} aria-hidden />
        </ActionIcon>
      </Group>
      <table className={classes['days']}>
        <VisuallyHidden component="caption">Days of {monthInWords(month)} that have snapshots</VisuallyHidden>
        <thead>
          <tr>
            {weekdays.map((name) => (
              <th key={name} scope="col">
                <span aria-hidden>{name.slice(0, 2)}</span>
                <VisuallyHidden>{name}</VisuallyHidden>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month).map((week) => (
            <tr key={week.find((one) => one !== null)}>
              {week.map((one, index) => (
                <td key={weekdays[index]}>
                  {one !== null && <Day day={one} of={byDay.get(one) ?? []} chosen={one === day} onChoose={onChoose} />}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

type DayProps = {
  readonly day: string
  readonly of: readonly Moment[]
  readonly chosen: boolean
  readonly onChoose: MonthOfMomentsProps['onChoose']
}

/** So many dots fit below a number. */
const mostDots = 4

function Day({ day, of, chosen, onChoose }: DayProps) {
  const number = Number(day.slice(8))
  if (of.length === 0)
    return (
      <Text c="dimmed" size="sm">
        {number}
      </Text>
    )
  const unusual = of.some((moment) => moment.unusual)
  return (
    <button
      type="button"
      className={classes['day']}
      data-has={unusual ? 'unusual' : 'snapshots'}
      aria-pressed={chosen}
      aria-label={`${dayInWords(day)}: ${counted(of.length, 'snapshot')}${unusual ? ', unusual change' : ''}`}
      onClick={() => onChoose(of[0])}
    >
      {number}
      <span className={classes['dots']} aria-hidden>
        {unusual ? '▲' : '•'.repeat(Math.min(of.length, mostDots))}
      </span>
    </button>
  )
}
