import { Anchor, Box, Button, Group, SimpleGrid, Stack, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { PlanConfiguration } from '../../../main/contract/configuration.ts'
import { orpc } from '../../api.ts'
import { Empty } from '../../parts/empty.tsx'
import { Fact } from '../../parts/fact.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { stateWords } from '../../parts/state-words.ts'
import { Surface } from '../../parts/surface.tsx'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { When } from '../../parts/when.tsx'
import { counted, listed } from '../../words/counted.ts'
import { keepInWords } from './keep-words.ts'
import { useScheduleInWords } from './schedule-words.ts'

type Standing = { readonly state: string; readonly nextDue: string | null; readonly why: string; readonly attention: boolean }

/** The plans that are in force, each with what it does and how it stands. */
export function PlanList() {
  const plans = useQuery(orpc.plans.list.queryOptions())
  const configuration = useQuery(orpc.configuration.get.queryOptions())
  return (
    <Stack gap="sm" component="section" aria-label="Plans">
      <Title order={2}>Plans</Title>
      <QueryView query={plans}>
        {(list) =>
          list.length === 0 ? (
            <Empty
              title="There is no plan yet"
              action={
                <Button component="a" href="#/first-run" variant="default">
                  Set up step by step
                </Button>
              }
            >
              Nothing is backed up by itself until there is one.
            </Empty>
          ) : (
            <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
              {list.map(({ plan, configuration: one, health }) => (
                <PlanCard
                  key={plan}
                  plan={plan}
                  configuration={one}
                  health={health}
                  nameOf={(vault) => configuration.data?.configuration?.vaults[vault]?.name ?? vault}
                />
              ))}
            </SimpleGrid>
          )
        }
      </QueryView>
    </Stack>
  )
}

type PlanCardProps = {
  readonly plan: string
  readonly configuration: PlanConfiguration
  readonly health: readonly Standing[]
  readonly nameOf: (vault: string) => string
}

function PlanCard({ plan, configuration, health, nameOf }: PlanCardProps) {
  const { sources, repositories, keep, enabled, schedule, approval } = configuration
  const when = useScheduleInWords(schedule)
  const next = health.flatMap(({ nextDue }) => nextDue ?? []).toSorted()[0]
  const worst = health.find(({ attention }) => attention) ?? health.find(({ state }) => state !== 'protected') ?? health[0]
  const { word, tone } = stateWords[worst?.state ?? ''] ?? { word: 'Nothing expected', tone: 'calm' as const }
  const what = sources.map(({ vault, include }) =>
    include === null ? nameOf(vault) : `${nameOf(vault)} (${counted(include.length, 'pattern')})`,
  )
  return (
    <Surface>
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Title order={3}>
            <Anchor href={`#/plans/${encodeURIComponent(plan)}`} inherit>
              {plan}
            </Anchor>
          </Title>
          {enabled ? <ToneBadge tone={tone}>{word}</ToneBadge> : <ToneBadge tone="calm">Switched off</ToneBadge>}
        </Group>
        <Box
          component="dl"
          m={0}
          style={{ display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 'var(--mantine-spacing-md)', rowGap: 4 }}
        >
          <Fact name="What">{listed(what, 6)}</Fact>
          <Fact name="Where to">{listed(repositories, 6)}</Fact>
          <Fact name="When">
            {when}
            {approval && '; a person approves'}
            {enabled && next !== undefined && (
              <>
                , next <When time={next} />
              </>
            )}
          </Fact>
          <Fact name="Keeps">{keepInWords(keep)}</Fact>
          {enabled && worst !== undefined && worst.state !== 'protected' && <Fact name="Now">{worst.why}</Fact>}
        </Box>
      </Stack>
    </Surface>
  )
}
