import { Stack } from '@mantine/core'
import type { Job } from '../../../main/contract/procedures/jobs.ts'
import { useLive } from '../../live/live-state.ts'
import { JobProgress } from '../../parts/job-progress.tsx'
import { Surface } from '../../parts/surface.tsx'

/** Agents that are being brought back now, whoever began it, level by level; only where it is about `agent`, if that is named. */
export function RecoveringNow({ agent }: { readonly agent?: string }) {
  const { jobs } = useLive()
  const all = jobs?.filter(({ kind, ended }) => kind === 'recover' && ended === null) ?? []
  const going = agent === undefined ? all : all.filter((job) => isAbout(job, agent))
  if (going.length === 0) return null
  return (
    <Surface>
      <Stack gap="lg" component="section" aria-label="Being brought back now">
        {going.map((job) => (
          <JobProgress key={job.id} job={job} />
        ))}
      </Stack>
    </Surface>
  )
}

function isAbout({ progress }: Job, agent: string): boolean {
  return progress?.step === 'recovering' && progress.levels.some((level) => level.some((one) => one.agent === agent))
}
