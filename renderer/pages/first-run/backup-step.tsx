import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { EndedRunOf } from '../../../main/contract/procedures/ended-run.ts'
import type { Job } from '../../../main/contract/procedures/jobs.ts'
import { orpc } from '../../api.ts'
import { useJob } from '../../live/live-state.ts'
import { Callout } from '../../parts/callout.tsx'
import { JobProgress } from '../../parts/job-progress.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { problemOf } from '../../problems/problem-of.ts'
import { bytesInWords } from '../../words/bytes-in-words.ts'
import { counted, listed } from '../../words/counted.ts'
import { firstBackupKey } from './first-backup-key.ts'
import { StepFrame } from './step-frame.tsx'

type BackupStepProps = { readonly plan: string | undefined; readonly onDone: () => void }

/** The first backup, with progress, and what it proved. It goes on when the page is closed. */
export function BackupStep({ plan, onDone }: BackupStepProps) {
  const [job, setJob] = useState(() => (plan === undefined ? null : sessionStorage.getItem(firstBackupKey(plan))))
  const start = useMutation(
    orpc.backups.start.mutationOptions({
      onSuccess: ({ job: begun }, wish) => {
        if ('plan' in wish) sessionStorage.setItem(firstBackupKey(wish.plan), begun)
        setJob(begun)
      },
    }),
  )
  const going = useJob(job)
  const ended = going?.ended ?? null
  const good = ended !== null && (ended.verdict === 'done' || ended.verdict === 'warnings')
  const begin = () => {
    if (plan !== undefined) start.mutate({ plan })
  }
  if (good && going !== undefined) return <Proven job={going} onDone={onDone} />
  const problem = start.isError
    ? problemOf(start.error)
    : ended === null
      ? null
      : (ended.problem ?? ended.runs.find((run) => run.problem !== null)?.problem ?? null)
  return (
    <StepFrame
      step="backup"
      lead="Everything is copied once, encrypted, and then read back and compared with your files. Later backups only take what is new."
      {...(going === undefined || ended !== null
        ? { next: ended === null ? 'Back up now' : 'Try again', onNext: begin, busy: start.isPending, canGoOn: plan !== undefined }
        : {})}
      aside={
        (going === undefined || ended !== null) && (
          <Anchor href="#/" onClick={onDone} size="sm">
            Leave it to the schedule
          </Anchor>
        )
      }
    >
      {going !== undefined && ended === null && <JobProgress job={going} />}
      {problem !== null && <ProblemAlert problem={problem} />}
    </StepFrame>
  )
}

/** What the first backup came to, in numbers; the focus goes to the way on. */
function Proven({ job, onDone }: { readonly job: Job; readonly onDone: () => void }) {
  const onward = useRef<HTMLAnchorElement>(null)
  useEffect(() => onward.current?.focus(), [])
  const runs = (job.ended?.runs ?? []).filter((run): run is EndedRunOf<'backup'> => run.kind === 'backup')
  const warned = runs.filter(({ verdict }) => verdict === 'warnings')
  // Of much one run reads back a part; the rest has its turn with those that follow.
  const whole = runs.every(({ result }) => result?.report?.leftFiles === 0)
  return (
    <StepFrame step="backup">
      <div role="status">
        <Callout
          tone={warned.length > 0 ? 'attention' : 'good'}
          title={
            warned.length > 0
              ? 'Backed up, with remarks'
              : whole
                ? 'Backed up, read back, and equal to your files'
                : 'Backed up; what was read back so far is equal to your files'
          }
        >
          <Stack gap={4}>
            {runs.map((run) => (
              <Text key={run.run} size="sm">
                <strong>{run.vaultName ?? 'Folder'}</strong>
                {run.result === null ? '' : `: ${numbersOf(run)}`}
              </Text>
            ))}
            {warned.length > 0 && (
              <Text size="sm">Look at {listed(warned.map(({ vaultName }) => vaultName ?? 'the folder'))} in the activity.</Text>
            )}
          </Stack>
        </Callout>
      </div>
      <Text size="sm">
        From now on backups are made by themselves as long as Vaultkeeper runs. It can start when you log in: see{' '}
        <Anchor href="#/settings" onClick={onDone}>
          Settings
        </Anchor>
        .
      </Text>
      <Group>
        <Button component="a" href="#/" ref={onward} onClick={onDone}>
          Go to the overview
        </Button>
      </Group>
    </StepFrame>
  )
}

function numbersOf({ result }: EndedRunOf<'backup'>): string {
  if (result === null) return ''
  const { counts, report } = result
  const saved = counts === null ? '' : `${counted(counts.files, 'file')}, ${bytesInWords(counts.bytes)}`
  return report === null ? saved : `${saved}; ${counted(report.comparedFiles, 'file')} read back and compared`
}
