import { Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Change } from '../../../main/contract/procedures/changes.ts'
import { orpc } from '../../api.ts'
import { Empty } from '../../parts/empty.tsx'
import { Page } from '../../parts/page.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { Surface } from '../../parts/surface.tsx'
import { DecidedChanges } from './decided-changes.tsx'
import { Decision } from './decision.tsx'
import type { Decided } from './decision-words.ts'
import { WaitingChange } from './waiting-change.tsx'

/** `#/approvals`: changes of watched files that wait for a person, file by file, and what was decided before. */
export default function ApprovalsPage() {
  const query = useQuery(orpc.changes.list.queryOptions({ input: {} }))
  const [decided, setDecided] = useState<Decided | null>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  // What was decided is not there any more, and neither is the button that had the focus.
  useEffect(() => {
    if (decided !== null) heading.current?.focus()
  }, [decided])
  return (
    <Page
      title="Approvals"
      lead="Plans that watch for changes ask you about each one: approve it, and later changes are compared with it; or revert it, and the files are as you approved them last."
    >
      <Stack gap="xl">
        <Stack gap="md" component="section" aria-labelledby="waiting">
          <Title order={2} id="waiting" ref={heading} tabIndex={-1}>
            Waiting for you
          </Title>
          {decided !== null && <Decision key={decided.key} decided={decided} onAway={() => setDecided(null)} />}
          <QueryView query={query}>
            {({ changes, groups }) =>
              groups.length === 0 ? (
                <Surface>
                  <Empty title="Nothing waits for you">Changes of watched files will stand here as soon as they are saved.</Empty>
                </Surface>
              ) : (
                groups.map(({ ids, vaultName }) => (
                  <WaitingChange
                    key={ids.join()}
                    changes={ids.flatMap((id) => changes.find((one) => one.id === id) ?? [])}
                    vaultName={vaultName}
                    onDecided={setDecided}
                  />
                ))
              )
            }
          </QueryView>
        </Stack>
        <Before />
      </Stack>
    </Page>
  )
}

/** What people decided, newest first: the audit trail. */
function Before() {
  const query = useQuery(orpc.changes.list.queryOptions({ input: { all: true } }))
  return (
    <Stack gap="md" component="section" aria-labelledby="decided">
      <Title order={2} id="decided">
        Decided before
      </Title>
      <QueryView query={query}>
        {({ changes, groups }) => {
          const names = new Map(groups.flatMap(({ ids, vaultName }) => ids.map((id) => [id, vaultName] as const)))
          const before = changes.filter((one): one is Change => one.decision !== null)
          return before.length === 0 ? <Text c="dimmed">Nothing was decided yet.</Text> : <DecidedChanges changes={before} names={names} />
        }}
      </QueryView>
    </Stack>
  )
}
