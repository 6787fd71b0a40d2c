import { Button, Stack, Text, Title } from '@mantine/core'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { HistoryEntry } from '../../../main/contract/procedures/history.ts'
import { orpc } from '../../api.ts'
import { announce } from '../../parts/announcer.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Page } from '../../parts/page.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { Surface } from '../../parts/surface.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { useHashQuery } from '../../shell/hash-location.ts'
import { counted } from '../../words/counted.ts'
import classes from './activity.module.css'
import { type ActivityFilter, historyFilter, readFilter, writeFilter } from './activity-filter.ts'
import { dayGroups, keyOf } from './day-groups.ts'
import { EntryLine } from './entry-line.tsx'
import { FilterBar } from './filter-bar.tsx'

/** `#/activity`: what happened, newest first: runs, due times that were not run, and what people decided. */
export default function ActivityPage() {
  const [query, setQuery] = useHashQuery()
  const filter = readFilter(query)
  const asked = historyFilter(filter)
  const found = useInfiniteQuery(
    orpc.history.list.infiniteOptions({
      input: (before: number | undefined) => ({ ...asked, most: 50, ...(before === undefined ? {} : { before }) }),
      initialPageParam: undefined as number | undefined,
      getNextPageParam: (last) => last.next ?? undefined,
      placeholderData: keepPreviousData,
    }),
  )
  // Buttons that are gone after they were pressed hand the focus on.
  const showAll = () => {
    setQuery('', { replace: true })
    document.querySelector<HTMLElement>('h1')?.focus()
  }
  const showOlder = async () => {
    const { hasNextPage } = await found.fetchNextPage()
    if (!hasNextPage) document.querySelector<HTMLElement>('#main section:last-of-type li:last-child a')?.focus()
  }
  const change = (to: ActivityFilter) => setQuery(writeFilter(to), { replace: true })
  return (
    <Page
      title="Activity"
      lead="Everything that Vaultkeeper did, what it did not do and why, and what people decided. Nothing here is ever changed."
    >
      <FilterBar filter={filter} onChange={change} />
      <QueryView query={found} waiting={<Waiting lines={8} height={36} />}>
        {({ pages }) => {
          const entries = pages.flatMap((page) => page.entries)
          return (
            <Stack gap="lg">
              <Found entries={entries} more={found.hasNextPage} isNarrowed={writeFilter(filter) !== ''} onAll={showAll} />
              {found.hasNextPage && (
                <Button
                  variant="default"
                  loading={found.isFetchingNextPage}
                  onClick={() => void showOlder()}
                  style={{ alignSelf: 'center' }}
                >
                  Show older
                </Button>
              )}
            </Stack>
          )
        }}
      </QueryView>
    </Page>
  )
}

type FoundProps = {
  readonly entries: readonly HistoryEntry[]
  readonly more: boolean
  readonly isNarrowed: boolean
  readonly onAll: () => void
}

function Found({ entries, more, isNarrowed, onAll }: FoundProps) {
  const sum = `${counted(entries.length, 'entry', 'entries')}${more ? ', and older ones' : ''}`
  const said = useRef(sum)
  useEffect(() => {
    if (said.current !== sum && isNarrowed) announce(sum)
    said.current = sum
  }, [sum, isNarrowed])
  if (entries.length === 0)
    return (
      <Surface>
        {isNarrowed ? (
          <Empty
            title="Nothing fits"
            action={
              <Button variant="default" onClick={onAll}>
                Show everything
              </Button>
            }
          >
            Nothing that is recorded fits what you look for.
          </Empty>
        ) : (
          <Empty title="Nothing has happened yet">Backups, restores and everything else that Vaultkeeper does will stand here.</Empty>
        )}
      </Surface>
    )
  return (
    <Stack gap="lg">
      {dayGroups(entries, new Date()).map(({ name, entries: of }) => (
        <Stack key={`${name}/${of[0] === undefined ? '' : keyOf(of[0])}`} gap="xs" component="section">
          <Title order={2}>{name}</Title>
          <Surface p={0}>
            <ul className={classes['lines']}>
              {of.map((entry) => (
                <EntryLine key={keyOf(entry)} entry={entry} />
              ))}
            </ul>
          </Surface>
        </Stack>
      ))}
      {isNarrowed && (
        <Text size="sm" c="dimmed">
          {sum}
        </Text>
      )}
    </Stack>
  )
}
