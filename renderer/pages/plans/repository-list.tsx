import { Anchor, Box, Button, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { RepositoryEntry } from '../../../main/contract/procedures/repository-entry.ts'
import { orpc } from '../../api.ts'
import { QueryView } from '../../parts/query-view.tsx'
import { Surface } from '../../parts/surface.tsx'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { When } from '../../parts/when.tsx'
import { KindIcon } from '../../repositories/kind-links.tsx'
import { kindOf } from '../../repositories/kinds.ts'
import { counted, listed } from '../../words/counted.ts'
import { missingOf, notesOn, stateOf } from '../repositories/repository-words.ts'
import classes from './item-list.module.css'

/** The places where snapshots are kept: what kind, where, how each stands, what it holds, and who writes there. */
export function RepositoryList() {
  const all = useQuery(orpc.repositories.list.queryOptions())
  const mirrors = useQuery(orpc.repositories.mirrors.queryOptions())
  const isBehind = (name: string) => mirrors.data?.some(({ repository, behind }) => repository === name && behind) ?? false
  return (
    <Stack gap="sm" component="section" aria-label="Repositories">
      <Group justify="space-between">
        <Title order={2}>Repositories</Title>
        <Button component="a" href="#/repositories/%2B" variant="default" size="compact-md">
          Add a repository
        </Button>
      </Group>
      <QueryView query={all}>
        {(list) => (
          <Surface py="xs">
            <ul className={classes['list']} aria-label="Repositories">
              {list.map((entry) => (
                <Line key={entry.name} entry={entry} behind={isBehind(entry.name)} />
              ))}
            </ul>
          </Surface>
        )}
      </QueryView>
    </Stack>
  )
}

function Line({ entry, behind }: { readonly entry: RepositoryEntry; readonly behind: boolean }) {
  const { name, kind, place, problem, plans, mirrorOf, snapshots, lastSuccess } = entry
  const missing = missingOf(entry)
  const { word, tone } = stateOf(entry, behind)
  const notes = notesOn(entry)
  return (
    <li className={classes['item']}>
      <Stack gap={6} align="flex-start">
        <Anchor href={`#/repositories/${encodeURIComponent(name)}`} fw={550}>
          {name}
        </Anchor>
        <ToneBadge tone={tone}>{word}</ToneBadge>
      </Stack>
      <Box>
        <Group gap={6} wrap="nowrap" align="flex-start">
          <KindIcon type={kind} size={18} />
          <Text size="sm">{name === 'default' ? "In Vaultkeeper's own folder" : place}</Text>
        </Group>
        <Text size="xs" c="dimmed">
          {[...(name === 'default' ? [] : [kindOf(kind)?.name ?? kind]), ...notes].join('; ')}
        </Text>
        {problem !== null && missing === null && (
          <Text size="xs" c="var(--vk-bad-text)">
            {problem.sentence}
          </Text>
        )}
      </Box>
      <Box>
        <Text size="sm" c={plans.length === 0 && mirrorOf === null && name !== 'default' ? 'var(--vk-attention-text)' : 'dimmed'}>
          {plans.length > 0 ? `In ${listed(plans, 4)}` : mirrorOf === null ? 'In no plan' : `Filled from ${mirrorOf}`}
        </Text>
        <Text size="xs" c="dimmed">
          {counted(snapshots, 'snapshot')}
          {lastSuccess !== null && (
            <>
              , last success <When time={lastSuccess} />
            </>
          )}
        </Text>
      </Box>
    </li>
  )
}
