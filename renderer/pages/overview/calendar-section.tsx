import { Group, Select, Stack, Text, Title } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { orpc } from '../../api.ts'
import { QueryView } from '../../parts/query-view.tsx'
import { Surface } from '../../parts/surface.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { joinDays } from './calendar-weeks.ts'
import { CalendarYear } from './calendar-year.tsx'
import classes from './overview.module.css'

/** A week's width with its gap, and that of the weekdays' names, in pixels. */
const [weekWidth, namesWidth] = [18, 48]
const all = ''

/** The days of the last months with their snapshots: as many weeks as there is room for, a year at most. */
export function CalendarSection() {
  const query = useQuery(orpc.overview.calendar.queryOptions({ input: {} }))
  const [chosen, setChosen] = useState<string>(all)
  const { ref, width } = useElementSize()
  const weeks = Math.max(8, Math.min(53, Math.floor((width - namesWidth) / weekWidth)))
  return (
    <Surface>
      <Stack gap="md" ref={ref} component="section" aria-labelledby="calendar">
        <QueryView query={query} waiting={<Waiting lines={5} />}>
          {({ today, vaults }) => {
            const shown = vaults.filter(({ vault }) => chosen === all || vault === chosen)
            const [only] = shown.length === 1 ? shown : []
            return (
              <>
                <Group justify="space-between">
                  <Title order={2} id="calendar">
                    Snapshots by day
                  </Title>
                  {vaults.length > 1 && (
                    <Select
                      aria-label="Vault"
                      size="sm"
                      allowDeselect={false}
                      value={chosen}
                      onChange={(value) => setChosen(value ?? all)}
                      data={[{ value: all, label: 'All vaults' }, ...vaults.map(({ vault, name }) => ({ value: vault, label: name }))]}
                    />
                  )}
                </Group>
                {vaults.length === 0 ? (
                  <Text c="dimmed">There are no snapshots yet.</Text>
                ) : (
                  width > 0 && (
                    <CalendarYear
                      today={today}
                      weeks={weeks}
                      days={joinDays(shown)}
                      vault={only?.vault ?? null}
                      name={only?.name ?? 'all vaults'}
                    />
                  )
                )}
              </>
            )
          }}
        </QueryView>
        <Legend />
      </Stack>
    </Surface>
  )
}

function Legend() {
  const signs = [
    { tone: 'good', sign: '', words: 'one snapshot' },
    { tone: 'many', sign: '', words: 'several' },
    { tone: 'attention', sign: '!', words: 'warnings' },
    { tone: 'bad', sign: '×', words: 'something failed' },
    { tone: 'none', sign: '', words: 'none' },
  ] as const
  return (
    <ul className={classes['legend']} aria-label="What the signs mean">
      {signs.map(({ tone, sign, words }) => (
        <li key={tone}>
          <span className={classes['day']} data-tone={tone} aria-hidden>
            {sign}
          </span>
          {words}
        </li>
      ))}
    </ul>
  )
}
