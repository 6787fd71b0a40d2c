import { Anchor, Group, Stack, Text } from '@mantine/core'
import { useJob, useLive } from '../../live/live-state.ts'
import { Empty } from '../../parts/empty.tsx'
import { JobProgress } from '../../parts/job-progress.tsx'
import { Surface } from '../../parts/surface.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { RecoveryEnding } from '../agents/recovery-ending.tsx'
import { RestoreEnding } from './restore-ending.tsx'
import { type Go, wizardAddress } from './use-wizard.ts'
import { nothingSaid, type WizardState } from './wizard-state.ts'

/** The restore while it goes on, and how it ended; below it what was done about it, such as an undo. It goes on when this page is left. */
export function RunRestore({ state, go }: { readonly state: WizardState; readonly go: Go }) {
  return (
    <Stack gap="md">
      {state.jobs.map((job, index) => (
        <OneJob
          key={job}
          id={job}
          last={index === state.jobs.length - 1}
          onMore={(more) => go({ step: 'run', jobs: [...state.jobs, more] }, { replace: true })}
        />
      ))}
      <Group gap="md">
        {state.need === 'agent' && state.agents.length > 0 && <Anchor href="#/agents">See all agents</Anchor>}
        <Anchor href={wizardAddress(nothingSaid)}>Restore something else</Anchor>
        <Anchor href="#/">Go to the overview</Anchor>
      </Group>
    </Stack>
  )
}

type OneJobProps = { readonly id: string; readonly last: boolean; readonly onMore: (job: string) => void }

function OneJob({ id, last, onMore }: OneJobProps) {
  const { jobs } = useLive()
  const job = useJob(id)
  if (jobs === null) return <Waiting lines={3} />
  if (job === undefined)
    return (
      <Empty title="That is over" action={<Anchor href="#/activity">See what became of it</Anchor>}>
        Vaultkeeper was started again since. The activity tells how it ended.
      </Empty>
    )
  if (job.ended === null)
    return (
      <Surface>
        <JobProgress job={job} />
        <Text size="sm" c="dimmed" mt="sm">
          It goes on when you leave this page.
        </Text>
      </Surface>
    )
  if (job.kind === 'recover') return <RecoveryEnding ended={job.ended} />
  return <RestoreEnding ended={job.ended} last={last} onMore={onMore} />
}
