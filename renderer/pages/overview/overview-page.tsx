import { Button, Group, SimpleGrid, Stack, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Overview } from '../../../main/contract/procedures/overview.ts'
import { orpc } from '../../api.ts'
import { Empty } from '../../parts/empty.tsx'
import { Page } from '../../parts/page.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { Surface } from '../../parts/surface.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { AnswerBanner } from './answer-banner.tsx'
import { BackUpNow } from './back-up-now.tsx'
import { CalendarSection } from './calendar-section.tsx'
import { GrowthSection } from './growth-section.tsx'
import { MendDialogs } from './mend-dialogs.tsx'
import { Pausing } from './pausing.tsx'
import { ProblemList } from './problem-list.tsx'
import { RunningNow } from './running-now.tsx'
import { VaultCard } from './vault-card.tsx'

/** `#/`: whether everything is protected, what is not and what mends it, each vault, and the last months. */
export default function OverviewPage() {
  const query = useQuery(orpc.overview.get.queryOptions())
  const known = query.data
  const isEmpty = known !== undefined && known.vaults.length === 0
  const actions =
    known === undefined || isEmpty ? undefined : (
      <>
        <BackUpNow overview={known} />
        <Pausing overview={known} />
      </>
    )
  return (
    <Page title="Overview" actions={actions}>
      <QueryView query={query} waiting={<OverviewWaiting />}>
        {(overview) => (
          <MendDialogs problems={overview.problems.map(({ id }) => id)}>
            {overview.vaults.length === 0 ? <NothingYet overview={overview} /> : <Filled overview={overview} />}
          </MendDialogs>
        )}
      </QueryView>
    </Page>
  )
}

function Filled({ overview }: { readonly overview: Overview }) {
  const { problems, vaults } = overview
  const needing = problems.filter(({ tone }) => tone !== 'note')
  const notes = problems.filter(({ tone }) => tone === 'note')
  return (
    <Stack gap="xl">
      <Stack gap="md">
        <AnswerBanner overview={overview} />
        <RunningNow overview={overview} />
      </Stack>
      <ProblemList id="needing" title="What needs you" problems={needing} />
      <Stack gap="md" component="section" aria-labelledby="vaults">
        <Title order={2} id="vaults">
          Vaults
        </Title>
        <SimpleGrid cols={{ base: 1, md: vaults.length === 1 ? 1 : 2, xl: Math.min(3, vaults.length) }} spacing="md">
          {vaults.map((vault) => (
            <VaultCard key={vault.vault} vault={vault} />
          ))}
        </SimpleGrid>
      </Stack>
      <ProblemList id="notes" title="Good to know" problems={notes} />
      <CalendarSection />
      <GrowthSection />
    </Stack>
  )
}

/** Nothing was ever backed up: the way to the first backup, and what is not in order already. */
function NothingYet({ overview }: { readonly overview: Overview }) {
  return (
    <Stack gap="lg">
      <RunningNow overview={overview} />
      <Surface>
        <Empty
          title="Nothing is backed up yet"
          action={
            <Group gap="sm" justify="center">
              <Button component="a" href="#/first-run" size="md">
                Set up the first backup
              </Button>
              <Button component="a" href="#/comeback" size="md" variant="default">
                I have backups already
              </Button>
            </Group>
          }
        >
          Choose the folders that matter and where their copies go. It takes about five minutes, and the first backup is read back before it
          counts.
        </Empty>
      </Surface>
      <ProblemList id="needing" title="What needs you" problems={overview.problems} />
    </Stack>
  )
}

function OverviewWaiting() {
  return (
    <Stack gap="lg">
      <Surface>
        <Waiting lines={2} height={28} />
      </Surface>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        {['one', 'other'].map((name) => (
          <Surface key={name}>
            <Waiting lines={5} />
          </Surface>
        ))}
      </SimpleGrid>
    </Stack>
  )
}
