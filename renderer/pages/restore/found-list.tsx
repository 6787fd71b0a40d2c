import { Box, Group, Stack, Text } from '@mantine/core'
import { IconFile, IconFolder, IconLink } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { OnDisk } from '../../../main/contract/procedures/moments.ts'
import { orpc } from '../../api.ts'
import { announce } from '../../parts/announcer.tsx'
import { Callout } from '../../parts/callout.tsx'
import { Empty } from '../../parts/empty.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { Shown } from '../../parts/shown.tsx'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { When } from '../../parts/when.tsx'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { counted } from '../../words/counted.ts'
import { type Hit, mergeFound } from './merge-found.ts'
import classes from './restore.module.css'
import { wizardAddress } from './use-wizard.ts'
import type { WizardState } from './wizard-state.ts'

/** So many are shown; whoever looks for others types more of the name. */
const mostShown = 100

/** What was found, each a link to its versions. */
export function FoundList({ state }: { readonly state: WizardState }) {
  const { query, vault } = state
  const input = { pattern: query.trim(), limit: mostShown, ...(vault === null ? {} : { vault }) }
  const found = useQuery(orpc.files.find.queryOptions({ input, placeholderData: keepPreviousData }))
  return (
    <QueryView query={found} waiting={<Waiting lines={5} height={48} />}>
      {({ groups, unasked }) => {
        const hits = mergeFound(groups, query.trim())
        const shown = hits.slice(0, mostShown)
        const more = hits.length > shown.length || groups.some((group) => group.more)
        return (
          <Stack gap="sm">
            {unasked.map(({ repository, problem, from }) => (
              <Callout
                key={repository}
                tone="attention"
                title={`${repository} could not be ${from === 'the rest' ? 'searched whole' : 'asked'}`}
              >
                <Shown text={`${problem.sentence} ${problem.remedy}`} content />
              </Callout>
            ))}
            {hits.length > 0 && (
              <Told text={more ? `The first ${counted(shown.length, 'match', 'matches')}` : counted(shown.length, 'match', 'matches')} />
            )}
            {hits.length === 0 && (
              <>
                <Told text="Nothing of that name" />
                <Empty title="Nothing of that name was ever saved">
                  Write less of the name, or another part of it. Files that no plan takes are in no snapshot.
                </Empty>
              </>
            )}
            <Hits hits={shown} state={state} />
            {more && (
              <Text size="sm" c="dimmed">
                There are more. Write more of the name to find them.
              </Text>
            )}
          </Stack>
        )
      }}
    </QueryView>
  )
}

/** How much was found, read aloud as well: the focus stays where somebody types. */
function Told({ text }: { readonly text: string }) {
  useEffect(() => announce(text), [text])
  return (
    <Text size="sm" c="dimmed">
      {text}
    </Text>
  )
}

/** What was found, with how it stands on the disk as soon as that is known. */
function Hits({ hits, state }: { readonly hits: readonly Hit[]; readonly state: WizardState }) {
  const saved = hits.map(({ vault, path, type, size, mtime }) => ({ vault, path, type, size, mtime }))
  const { data: now } = useQuery(orpc.moments.onDisk.queryOptions({ input: { saved }, staleTime: 0 }))
  return (
    <ul className={classes['list']}>
      {hits.map((hit, index) => (
        <li key={JSON.stringify([hit.repository, hit.vault, hit.path])}>
          <FoundRow hit={hit} now={now?.[index]} state={state} />
        </li>
      ))}
    </ul>
  )
}

const icons = { dir: IconFolder, symlink: IconLink } as const

function FoundRow({ hit, now, state }: { readonly hit: Hit; readonly now: OnDisk | undefined; readonly state: WizardState }) {
  const Icon = hit.type === 'dir' || hit.type === 'symlink' ? icons[hit.type] : IconFile
  const folder = hit.path.slice(0, Math.max(0, hit.path.length - hit.name.length - 1))
  const place = [hit.vaultName ?? 'Other snapshots', ...folder.split('/').filter(Boolean)].join(' › ')
  const to = wizardAddress({ ...state, need: 'file', step: 'from', file: hit.path, vault: hit.vault, repository: hit.repository })
  return (
    <Box component="a" href={to} className={classes['card']} px="md" py="xs">
      <Group gap="sm" wrap="nowrap">
        <Icon size={22} stroke={1.6} aria-hidden style={{ flex: 'none' }} />
        <Box flex={1} miw={0}>
          <Group gap="xs">
            <Text fw={600} component="span">
              <Shown text={hit.name} />
            </Text>
            {(hit.gone || now === 'missing') && now !== 'as-saved' && now !== 'changed' && <ToneBadge tone="attention">Deleted</ToneBadge>}
            {now === 'changed' && <ToneBadge tone="info">Changed since</ToneBadge>}
          </Group>
          <Text size="sm" c="dimmed">
            <Shown text={place} />
          </Text>
          <Text size="sm" c="dimmed" hiddenFrom="xs">
            saved <When time={hit.newest.time} />
          </Text>
        </Box>
        <Text size="sm" c="dimmed" ta="end" visibleFrom="xs" style={{ flex: 'none' }}>
          {hit.type === 'file' && <>{bytesInWords(hit.size)}, </>}
          saved <When time={hit.newest.time} />
          <br />
          in {counted(hit.snapshots, 'snapshot')}
        </Text>
      </Group>
    </Box>
  )
}
