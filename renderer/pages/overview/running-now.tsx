import { ActionIcon, Anchor, Group, Loader, Stack, Text, Title } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { Job } from '../../../main/contract/procedures/jobs.ts'
import type { Overview } from '../../../main/contract/procedures/overview.ts'
import { useLive } from '../../live/live-state.ts'
import { announce } from '../../parts/announcer.tsx'
import { JobProgress } from '../../parts/job-progress.tsx'
import { verdictWords } from '../../parts/state-words.ts'
import { Surface } from '../../parts/surface.tsx'
import { ToneBadge } from '../../parts/tone-badge.tsx'

/** So many of what has ended are shown. */
const mostEnded = 3

/** What was put away, as long as the page is open. */
const putAway = new Set<string>()

/** What is being done, with a way to end it, and what has ended since the page was opened. What another process of this machine does is told by the records. */
export function RunningNow({ overview }: { readonly overview: Overview }) {
  const { jobs } = useLive()
  const [, setAway] = useState(0)
  const elsewhere = doneElsewhere(overview)
  const all = jobs ?? []
  useEndings(jobs === null ? null : all)
  const going = all.filter(({ ended }) => ended === null)
  const ended = all
    .filter((job) => job.ended !== null && !putAway.has(job.id) && Date.parse(job.ended.time) > performance.timeOrigin)
    .slice(-mostEnded)
  if (going.length === 0 && ended.length === 0 && elsewhere.length === 0) return null
  return (
    <Surface>
      <Stack gap="md" component="section" aria-labelledby="running-now">
        <Title order={2} id="running-now">
          {going.length > 0 || elsewhere.length > 0 ? 'In progress' : 'Just ended'}
        </Title>
        {going.map((job) => (
          <JobProgress key={job.id} job={job} />
        ))}
        {going.length === 0 &&
          elsewhere.map((words) => (
            <Group key={words} gap="xs">
              <Loader size={16} aria-hidden />
              <Text size="sm">{words}</Text>
            </Group>
          ))}
        {ended.toReversed().map((job) => (
          <EndedJob
            key={job.id}
            job={job}
            onAway={() => {
              putAway.add(job.id)
              setAway((count) => count + 1)
              document.getElementById('main')?.focus()
            }}
          />
        ))}
      </Stack>
    </Surface>
  )
}

/** What goes on without a job of this host: backups by their records, else what the locks of the repositories say. */
function doneElsewhere({ vaults, doing }: Overview): readonly string[] {
  const backups = vaults.flatMap(({ name, runningSince }) => (runningSince === null ? [] : [`Backing up ${name}`]))
  return backups.length > 0 ? backups : doing
}

function EndedJob({ job, onAway }: { readonly job: Job; readonly onAway: () => void }) {
  const { title, ended } = job
  if (ended === null) return null
  const { word, tone } = verdictWords(ended.verdict)
  const problem = ended.problem ?? ended.runs.find((run) => run.problem !== null)?.problem ?? null
  const run = ended.runs.find(({ verdict }) => verdict === ended.verdict) ?? ended.runs[0]
  return (
    <Group gap="sm" justify="space-between" wrap="nowrap" align="flex-start">
      <Stack gap={4} miw={0}>
        <Group gap="xs">
          <ToneBadge tone={tone}>{word}</ToneBadge>
          <Text fw={550}>{title}</Text>
          {run !== undefined && (
            <Anchor size="sm" href={`#/activity/${encodeURIComponent(run.run)}`} aria-label={`Details: ${title}`}>
              Details
            </Anchor>
          )}
        </Group>
        {problem !== null && (
          <Text size="sm" c="dimmed">
            {problem.sentence} {remedyHere(problem.remedy)}
          </Text>
        )}
      </Stack>
      <ActionIcon variant="subtle" color="gray" aria-label={`Put away: ${title}`} onClick={onAway}>
        <IconX size={18} aria-hidden />
      </ActionIcon>
    </Group>
  )
}

/** What a button below mends is not told as a command line. */
function remedyHere(remedy: string): string {
  return /\bvaultkeeper [a-z]/.test(remedy) ? '' : remedy
}

/** Says aloud when a job ends that went on while this page was looked at. */
function useEndings(jobs: readonly Job[] | null): void {
  const going = useRef<ReadonlySet<string>>(new Set())
  useEffect(() => {
    if (jobs === null) return
    for (const { id, title, ended } of jobs)
      if (ended !== null && going.current.has(id)) announce(`${title}: ${verdictWords(ended.verdict).word}`)
    going.current = new Set(jobs.filter(({ ended }) => ended === null).map(({ id }) => id))
  }, [jobs])
}
