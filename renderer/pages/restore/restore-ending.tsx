import { Anchor, Box, Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { EndedRun } from '../../../main/contract/procedures/ended-run.ts'
import type { JobEnd } from '../../../main/contract/procedures/jobs.ts'
import { orpc } from '../../api.ts'
import { announce } from '../../parts/announcer.tsx'
import { Callout } from '../../parts/callout.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { Shown } from '../../parts/shown.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import { endingWords, resultWords } from './ending-words.ts'

type RestoreEndingProps = { readonly ended: JobEnd; readonly last: boolean; readonly onMore: (job: string) => void }

/** How a restore or an undo ended: what was written, what was not and why, and what there is to do about it. */
export function RestoreEnding({ ended, last, onMore }: RestoreEndingProps) {
  const { problem, runs, remarks } = ended
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    announce(runs.map((run) => endingWords(run).title).join(' '))
    // The button that cancels is gone, and with it the focus where it was there.
    if (document.activeElement === document.body) place.current?.focus()
  }, [runs])
  return (
    <Stack gap="md" ref={place} tabIndex={-1}>
      {problem !== null && <ProblemAlert problem={problem} />}
      {remarks.map((remark) => (
        <Callout key={remark} tone="bad" title={remark} />
      ))}
      {runs.map((run) => (
        <OneRun key={run.run} run={run} last={last} onMore={onMore} />
      ))}
    </Stack>
  )
}

function OneRun({ run, last, onMore }: { readonly run: EndedRun; readonly last: boolean; readonly onMore: (job: string) => void }) {
  const more = { onSuccess: ({ job }: { readonly job: string }) => onMore(job) }
  const undo = useMutation(orpc.restores.undo.mutationOptions(more))
  const finish = useMutation(orpc.restores.finish.mutationOptions(more))
  const { tone, title } = endingWords(run)
  const begun = run.kind === 'restore' || run.kind === 'undo' ? run.begun : null
  const busy = undo.isPending || finish.isPending
  const failed = undo.error ?? finish.error
  return (
    <>
      <Callout
        tone={tone}
        title={title}
        actions={
          <>
            {last && begun?.unfinished && run.kind === 'restore' && (
              <Button size="compact-md" loading={finish.isPending} disabled={busy} onClick={() => finish.mutate({ run: run.run })}>
                Finish it
              </Button>
            )}
            {last && begun?.undoable && (
              <Button
                size="compact-md"
                variant="default"
                loading={undo.isPending}
                disabled={busy}
                onClick={() => undo.mutate({ run: run.run })}
              >
                {run.kind === 'undo' ? 'Undo the undo' : 'Undo the restore'}
              </Button>
            )}
            <Anchor size="sm" href={`#/activity/${run.run}`}>
              Open in the activity
            </Anchor>
          </>
        }
      >
        {resultWords(run).map((line) => (
          <Text key={line} size="sm">
            {line}
          </Text>
        ))}
        {run.problem !== null && (
          <>
            <Text size="sm" fw={600}>
              <Shown text={run.problem.sentence} content />
            </Text>
            <Text size="sm">{run.problem.remedy}</Text>
          </>
        )}
        <NotRestored run={run} />
      </Callout>
      {failed !== null && <ProblemAlert problem={problemOf(failed)} />}
    </>
  )
}

function NotRestored({ run: { failed, warnings, warningCount } }: { readonly run: EndedRun }) {
  const lines = failed.length > 0 ? failed.map(({ path, why }) => `${path}: ${why}`) : warnings
  if (lines.length === 0) return null
  return (
    <Box mt="xs">
      <Text size="sm" fw={600}>
        {failed.length > 0 ? 'Not restored:' : 'To know:'}
      </Text>
      <Group component="ul" gap={2} m={0} ps="md" style={{ flexDirection: 'column', alignItems: 'flex-start' }}>
        {lines.map((line) => (
          <Text key={line} component="li" size="sm">
            <Shown text={line} />
          </Text>
        ))}
      </Group>
      {warningCount > lines.length && <Text size="sm">and {warningCount - lines.length} more</Text>}
    </Box>
  )
}
