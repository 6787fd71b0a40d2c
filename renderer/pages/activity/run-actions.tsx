import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { IconArrowBackUp, IconRestore } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { orpc } from '../../api.ts'
import { useJob } from '../../live/live-state.ts'
import { announce } from '../../parts/announcer.tsx'
import { ConfirmDialog } from '../../parts/confirm-dialog.tsx'
import { JobProgress } from '../../parts/job-progress.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { verdictWords } from '../../parts/state-words.ts'
import { ToneBadge } from '../../parts/tone-badge.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import type { FoundRun } from './found-run.ts'

/** What can be done with a run: restore from the snapshot that it made, take a restore back, finish one that was cut off. */
export function RunActions({ found: { run, snapshot, restore } }: { readonly found: FoundRun }) {
  const [asking, setAsking] = useState(false)
  const began = { onSuccess: () => announce('It has begun') }
  const undo = useMutation(orpc.restores.undo.mutationOptions(began))
  const finish = useMutation(orpc.restores.finish.mutationOptions(began))
  const job = useJob(undo.data?.job ?? finish.data?.job ?? null)
  const isRestore = run.kind === 'restore' && restore !== null
  const canUndo = isRestore && restore.undoable && restore.undone === null && run.verdict !== null
  const isCutOff = run.verdict === 'interrupted' || run.verdict === 'cancelled'
  const canFinish = isRestore && isCutOff && restore.finished === null && restore.undone === null
  const canRestore = snapshot !== null && snapshot.vanished === null && snapshot.removed === null && run.kind === 'backup'
  const failed = undo.error ?? finish.error
  const said =
    snapshot === null
      ? ''
      : new URLSearchParams({ need: 'time', vault: snapshot.vault ?? '', repository: snapshot.repository, snapshot: snapshot.id })
  return (
    <>
      {(canRestore || canUndo || canFinish || restore?.undone != null) && (
        <Group gap="xs">
          {canRestore && (
            <Button component="a" href={`#/restore?${said}`} leftSection={<IconRestore size={18} aria-hidden />}>
              Restore from this snapshot
            </Button>
          )}
          {canFinish && (
            <Button loading={finish.isPending} onClick={() => finish.mutate({ run: run.id })}>
              Finish the restore
            </Button>
          )}
          {canUndo && (
            <Button
              variant="default"
              leftSection={<IconArrowBackUp size={18} aria-hidden />}
              loading={undo.isPending}
              onClick={() => setAsking(true)}
            >
              Take it back
            </Button>
          )}
          {restore?.undone != null && (
            <Text size="sm">
              It was taken back. <Anchor href={`#/activity/${encodeURIComponent(restore.undone)}`}>See how</Anchor>
            </Text>
          )}
        </Group>
      )}
      {failed !== null && <ProblemAlert problem={problemOf(failed)} />}
      {job !== undefined &&
        (job.ended === null ? (
          <JobProgress job={job} />
        ) : (
          <Stack gap="xs" role="status">
            <Group gap="xs">
              <ToneBadge tone={verdictWords(job.ended.verdict).tone}>{verdictWords(job.ended.verdict).word}</ToneBadge>
              <Text>{job.title}</Text>
            </Group>
            {job.ended.problem !== null && <ProblemAlert problem={job.ended.problem} />}
          </Stack>
        ))}
      <ConfirmDialog
        opened={asking}
        title="Take this restore back?"
        confirm="Take it back"
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false)
          undo.mutate({ run: run.id })
        }}
      >
        <Text>
          What it overwrote comes back as it was before, and what it added goes. What is there now is saved first, so this can be taken back
          as well.
        </Text>
      </ConfirmDialog>
    </>
  )
}
