import { Anchor, Button, Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import type { Job } from '../../../main/contract/procedures/jobs.ts'
import { useJob } from '../../live/live-state.ts'
import { announce } from '../../parts/announcer.tsx'
import { Callout } from '../../parts/callout.tsx'
import { JobProgress } from '../../parts/job-progress.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { Surface } from '../../parts/surface.tsx'
import { counted } from '../../words/counted.ts'

/** What was decided on this page just now. */
export type Decided = { readonly key: string; readonly what: string } & (
  | { readonly how: 'approved' }
  | { readonly how: 'reverting'; readonly job: string }
)

type DecisionProps = { readonly decided: Decided; readonly onAway: () => void }

/** Says that it is done; a revert shows how far it is, and what came of it. */
export function Decision({ decided, onAway }: DecisionProps) {
  const job = useJob(decided.how === 'reverting' ? decided.job : null)
  const words =
    decided.how === 'approved' ? `Approved: ${decided.what}` : job?.ended ? endInWords(job, decided.what) : `Reverting ${decided.what}`
  const said = useRef('')
  useEffect(() => {
    if (said.current !== words) announce(words)
    said.current = words
  }, [words])
  if (job !== undefined && job.ended === null)
    return (
      <Surface>
        <JobProgress job={job} />
      </Surface>
    )
  const ended = job?.ended
  const run = ended?.runs[0]
  const problem = ended?.problem ?? run?.problem ?? null
  if (problem !== null && ended?.verdict !== 'done') return <ProblemAlert problem={problem} actions={<Away onAway={onAway} />} />
  return (
    <Callout tone="good" title={words} actions={<Away onAway={onAway} />}>
      {decided.how === 'approved' ? (
        <Text size="sm">Later changes are compared with this state, and it is kept.</Text>
      ) : (
        run !== undefined && (
          <Text size="sm">
            What was there before is kept in a snapshot of its own.{' '}
            <Anchor href={`#/activity/${encodeURIComponent(run.run)}`}>See what happened</Anchor>
          </Text>
        )
      )}
    </Callout>
  )
}

function Away({ onAway }: { readonly onAway: () => void }) {
  return (
    <Button variant="default" size="compact-sm" onClick={onAway}>
      Close
    </Button>
  )
}

function endInWords({ ended }: Job, what: string): string {
  const run = ended?.runs[0]
  if (ended === null || ended.verdict !== 'done' || run?.kind !== 'revert' || run.result === null)
    return `The revert of ${what} did not succeed`
  const { restored, removed, untouched } = run.result
  const parts = [
    ...(restored > 0 ? [`${counted(restored, 'file')} put back`] : []),
    ...(removed > 0 ? [`${counted(removed, 'added file')} removed`] : []),
    ...(untouched > 0 ? [`${untouched} already as approved`] : []),
  ]
  return `Reverted: ${parts.join(', ')}`
}
