import { Button, Group, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { RepositoryKey } from '../../../main/contract/procedures/repository-keys.ts'
import { orpc } from '../../api.ts'
import { useJob } from '../../live/live-state.ts'
import { Callout } from '../../parts/callout.tsx'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { JobProgress } from '../../parts/job-progress.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { problemOf, problemOfQuery } from '../../problems/problem-of.ts'
import { EditorSection } from '../plans/editor-section.tsx'
import { AddKey } from './add-key.tsx'
import { ChangePassword } from './change-password.tsx'
import { failureOf } from './failure-of.ts'

/** The passwords that open a repository, never the passwords themselves; a new one for recovery; and the change of the one that is used. */
export function RepositoryKeys({ repository }: { readonly repository: string }) {
  const [wanted, setWanted] = useState(false)
  const [dialog, setDialog] = useState<'add' | 'change'>()
  // They are asked of the repository itself, which may be far away: only when somebody wants to see them.
  const keys = useQuery(orpc.repositories.keys.list.queryOptions({ input: { repository }, enabled: wanted, gcTime: 0, retry: false }))
  const close = () => setDialog(undefined)
  return (
    <EditorSection
      title="Passwords that open it"
      lead="A repository can have several. One that is kept on paper elsewhere opens it still when the others are lost."
    >
      {!wanted && (
        <Button variant="default" onClick={() => setWanted(true)} style={{ alignSelf: 'flex-start' }}>
          Show which there are
        </Button>
      )}
      {wanted && keys.isPending && <Waiting lines={2} />}
      {keys.isError && (
        <ProblemAlert problem={problemOfQuery(keys.error)} actions={<Button onClick={() => void keys.refetch()}>Try again</Button>} />
      )}
      {keys.data !== undefined && <KeyTable repository={repository} keys={keys.data} />}
      <Group gap="xs">
        <Button variant="default" aria-haspopup="dialog" onClick={() => setDialog('change')}>
          Change the password…
        </Button>
        <Button variant="default" aria-haspopup="dialog" onClick={() => setDialog('add')}>
          Add one for recovery…
        </Button>
      </Group>
      <ChangePassword repository={repository} opened={dialog === 'change'} onClose={close} />
      <AddKey repository={repository} opened={dialog === 'add'} onClose={close} />
    </EditorSection>
  )
}

function KeyTable({ repository, keys }: { readonly repository: string; readonly keys: readonly RepositoryKey[] }) {
  const [asked, setAsked] = useState<RepositoryKey>()
  const remove = useMutation(orpc.repositories.keys.remove.mutationOptions())
  const going = useJob(remove.data?.job ?? null)
  const problem = remove.isError ? problemOf(remove.error) : failureOf(going?.ended ?? null)
  return (
    <Stack gap="sm">
      <Table.ScrollContainer
        minWidth={360}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': 'Passwords that open it' } }}
      >
        <Table verticalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Added by</Table.Th>
              <Table.Th>When</Table.Th>
              <Table.Th>
                <VisuallyHidden>Remove</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {keys.map((key) => (
              <Table.Tr key={key.id}>
                <Table.Td>
                  {key.user} on {key.host}
                </Table.Td>
                <Table.Td>{key.created}</Table.Td>
                <Table.Td ta="end">
                  {key.current ? (
                    <Text size="sm" c="dimmed">
                      In use here
                    </Text>
                  ) : (
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={`Remove the one of ${key.user} on ${key.host}, ${key.created}`}
                      onClick={() => setAsked(key)}
                    >
                      Remove…
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {going !== undefined && going.ended === null && <JobProgress job={going} />}
      {problem !== null && <ProblemAlert problem={problem} />}
      <ConfirmDialog
        opened={asked !== undefined}
        title="Remove this password?"
        confirm="Remove"
        danger
        onClose={() => setAsked(undefined)}
        onConfirm={() => {
          if (asked !== undefined) remove.mutate({ repository, key: asked.id })
          setAsked(undefined)
        }}
      >
        <Callout tone="attention" title="It opens the repository no more">
          If another machine uses it, that one cannot back up there any more until it is given another. It cannot be taken back.
        </Callout>
      </ConfirmDialog>
    </Stack>
  )
}
