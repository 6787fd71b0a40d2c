import { Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { orpc } from '../../api.ts'

/** When a schedule would be due: its next five times, as the clocks of its zone show them. */
export function NextRuns({ schedule, timeZone }: { readonly schedule: string; readonly timeZone: string | undefined }) {
  const [settled] = useDebouncedValue(schedule, 250)
  const [zone] = useDebouncedValue(timeZone, 250)
  const query = useQuery(
    orpc.plans.nextRuns.queryOptions({
      input: { schedule: settled, count: 5, ...(zone === undefined ? {} : { timeZone: zone }) },
      enabled: settled !== '',
      placeholderData: keepPreviousData,
    }),
  )
  if (settled === '' || query.data === undefined) return null
  const { times, zone: shown, mistake } = query.data
  // The field says so already.
  if (mistake !== null) return null
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZone: shown },
  })
  return (
    <Text size="sm" c="dimmed" component="div" className="vk-numbers">
      {times.length === 0 ? 'It never comes due.' : `Next (${shown}): ${times.map((time) => format.format(new Date(time))).join(' · ')}`}
    </Text>
  )
}
