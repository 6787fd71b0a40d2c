import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { MirrorStanding } from '../../../main/contract/procedures/repository-copies.ts'
import type { RepositoryEntry } from '../../../main/contract/procedures/repository-entry.ts'
import { api, orpc } from '../../api.ts'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { When } from '../../parts/when.tsx'
import { counted } from '../../words/counted.ts'
import { useStart } from '../overview/use-start.ts'
import { EditorSection } from '../plans/editor-section.tsx'
import { CopyTo } from './copy-to.tsx'

type RepositoryCopiesProps = { readonly entry: RepositoryEntry; readonly all: readonly RepositoryEntry[] }

/** What is copied between this repository and others: whether mirrors keep up, and a copy by hand. */
export function RepositoryCopies({ entry: { name, mirrorOf, snapshots }, all }: RepositoryCopiesProps) {
  const mirrors = useQuery(orpc.repositories.mirrors.queryOptions())
  const [asked, setAsked] = useState(false)
  const targets = all.filter((one) => one.name !== name && one.state !== 'off' && (one.configured || one.name === 'default'))
  return (
    <EditorSection
      title="Copies"
      lead="A copy takes along what the other repository lacks and would keep, as it was saved. One that is cut off goes on where it ended."
    >
      <QueryView query={mirrors} waiting={<Waiting lines={1} />}>
        {(list) => (
          <Stack gap="md">
            {list
              .filter(({ repository, of }) => repository === name || of === name)
              .map((mirror) => (
                <Mirror key={`${mirror.of} ${mirror.repository}`} mirror={mirror} here={name} />
              ))}
          </Stack>
        )}
      </QueryView>
      {mirrorOf === null && (
        <Group gap="xs">
          <Button
            variant="default"
            aria-haspopup="dialog"
            disabled={snapshots === 0 || targets.length === 0}
            onClick={() => setAsked(true)}
          >
            Copy elsewhere…
          </Button>
          {snapshots === 0 && (
            <Text size="sm" c="dimmed">
              There is nothing in it yet that could be copied.
            </Text>
          )}
          {snapshots > 0 && targets.length === 0 && (
            <Text size="sm" c="dimmed">
              There is no other one. <Anchor href="#/repositories/%2B">Add a repository</Anchor>
            </Text>
          )}
        </Group>
      )}
      <CopyTo from={name} targets={targets.map((one) => one.name)} opened={asked} onClose={() => setAsked(false)} />
    </EditorSection>
  )
}

/** How one mirror stands, seen from either side of it. */
function Mirror({
  mirror: { repository, of, missing, lastGood, behind },
  here,
}: {
  readonly mirror: MirrorStanding
  readonly here: string
}) {
  const { start, busy, problem } = useStart()
  const other = here === repository ? of : repository
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <ToneBadge tone={behind ? 'bad' : missing > 0 ? 'info' : 'good'}>
          {behind ? 'Behind' : missing > 0 ? 'Being filled' : 'As new as its source'}
        </ToneBadge>
        <Text size="sm">
          {here === repository ? 'Mirror of ' : 'Mirrored to '}
          <Anchor href={`#/repositories/${encodeURIComponent(other)}`}>{other}</Anchor>
          {missing > 0 && `: ${counted(missing, 'snapshot is', 'snapshots are')} missing there`}
          {lastGood === null ? (
            ', never complete so far'
          ) : (
            <>
              , last complete <When time={lastGood} />
            </>
          )}
        </Text>
        <Button
          size="compact-sm"
          variant="default"
          loading={busy}
          aria-label={`Copy from ${of} to ${repository} now`}
          onClick={() => start(() => api.repositories.copy({ from: of, to: repository }), 'The copy has begun')}
        >
          Copy now
        </Button>
      </Group>
      {behind && (
        <Text size="sm">Until it has caught up nothing is removed from {of}, so that nothing is lost that was to be mirrored.</Text>
      )}
      {problem !== null && <ProblemAlert problem={problem} />}
    </Stack>
  )
}
