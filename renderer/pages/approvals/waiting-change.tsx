import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { IconArrowBackUp, IconCheck } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Change } from '../../../main/contract/procedures/changes.ts'
import { orpc } from '../../api.ts'
import { Callout } from '../../parts/callout.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { QueryView } from '../../parts/query-view.tsx'
import { Surface } from '../../parts/surface.tsx'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { When } from '../../parts/when.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import { counted } from '../../words/counted.ts'
import { ChangedFiles } from './changed-files.tsx'
import type { Decided } from './decision-words.ts'
import { RevertDialog } from './revert-dialog.tsx'

type WaitingChangeProps = {
  /** The same change in several repositories; the first stands for the others. */
  readonly changes: readonly Change[]
  readonly vaultName: string
  readonly onDecided: (decided: Decided) => void
}

/** A change that waits: what differs, file by file, and the two ways to decide. */
export function WaitingChange({ changes, vaultName, onDecided }: WaitingChangeProps) {
  const [change] = changes
  const shown = useQuery(orpc.changes.show.queryOptions({ input: { change: change?.id ?? '' }, enabled: change !== undefined }))
  const [asking, setAsking] = useState(false)
  const what = `${counted(change?.fileCount ?? 0, 'file')} in ${vaultName}`
  // Said of the mutations, not where they are called: what is decided is gone from the page, mostly before it is answered.
  const revert = useMutation(
    orpc.changes.revert.mutationOptions({ onSuccess: ({ job }) => onDecided({ key: job, how: 'reverting', what, job }) }),
  )
  const approve = useMutation(
    orpc.changes.approve.mutationOptions({
      onSuccess: ({ approved: [first], problems }) => {
        const remarks = problems.map(({ problem }) => problem.sentence)
        if (first !== undefined) onDecided({ key: first.change.id, how: 'approved', what, remarks })
      },
    }),
  )
  if (change === undefined) return null
  // Nobody decides on what they have not seen.
  const canDecide = shown.data?.holds === true
  const heading = `change-${change.id}`
  const problem =
    revert.error !== null ? problemOf(revert.error) : approve.error !== null ? problemOf(approve.error) : approve.data?.problems[0]?.problem
  return (
    <Surface>
      <Stack gap="md" component="article" aria-labelledby={heading}>
        <Group justify="space-between" gap="sm" align="flex-start">
          <Stack gap={2}>
            <Title order={3} id={heading}>
              {counted(change.fileCount, 'file')} changed in {vaultName}
            </Title>
            <Text size="sm" c="dimmed">
              Found <When time={change.time} /> by the plan “{change.plan}”, saved in{' '}
              {changes.map(({ repository }) => `“${repository}”`).join(' and ')}
            </Text>
          </Stack>
          <ToneBadge tone="attention">Waits for you</ToneBadge>
        </Group>
        <QueryView query={shown} waiting={<Waiting lines={6} />}>
          {({ files, holds }) => (
            <>
              {!holds && (
                <Callout tone="bad" title="The repository does not give back what was found">
                  <Text size="sm">Nothing can be decided on it. Verify the repository, and look who else has access to it.</Text>
                </Callout>
              )}
              <ChangedFiles files={files} />
            </>
          )}
        </QueryView>
        {problem !== undefined && <ProblemAlert problem={problem} />}
        <Group gap="xs">
          <Button
            leftSection={<IconCheck size={18} aria-hidden />}
            loading={approve.isPending}
            disabled={!canDecide}
            aria-label={`Approve: ${what}`}
            onClick={() => approve.mutate({ changes: changes.map(({ id }) => id) })}
          >
            Approve
          </Button>
          {change.against === null ? (
            <Text size="sm" c="dimmed">
              Nothing was approved before, so there is nothing to go back to.
            </Text>
          ) : (
            <Button
              variant="default"
              leftSection={<IconArrowBackUp size={18} aria-hidden />}
              loading={revert.isPending}
              disabled={!canDecide}
              aria-label={`Revert: ${what}`}
              onClick={() => setAsking(true)}
            >
              Revert…
            </Button>
          )}
        </Group>
        <RevertDialog
          opened={asking}
          change={change}
          vaultName={vaultName}
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false)
            revert.mutate({ change: change.id })
          }}
        />
      </Stack>
    </Surface>
  )
}
