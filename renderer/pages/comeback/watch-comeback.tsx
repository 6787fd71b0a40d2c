import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { type ReactNode, useEffect, useRef } from 'react'
import type { EndedRun, EndedRunOf } from '../../../main/contract/procedures/ended-run.ts'
import type { Job } from '../../../main/contract/procedures/jobs.ts'
import { useJob, useLive } from '../../live/live-state.ts'
import { announce } from '../../parts/announcer.tsx'
import { Callout } from '../../parts/callout.tsx'
import { JobProgress } from '../../parts/job-progress.tsx'
import { ProblemAlert } from '../../parts/problem-alert.tsx'
import { Waiting } from '../../parts/waiting.tsx'
import { counted } from '../../words/counted.ts'
import { failureOf } from '../repositories/failure-of.ts'
import { endingWords } from '../restore/ending-words.ts'
import { ComebackFrame } from './comeback-frame.tsx'

/** The way to say it again, where it did not come to its end. */
type Again = { readonly next?: string; readonly onNext?: () => void }

type WatchComebackProps = {
  readonly job: string
  /** All that was said is still known. */
  readonly canTryAgain: boolean
  readonly onAgain: () => void
  /** It is over, and need not be come back to. */
  readonly onOver: () => void
}

/** A machine on its way back, and how that ended. It goes on when the page is closed. */
export function WatchComeback({ job: id, canTryAgain, onAgain, onOver }: WatchComebackProps) {
  const { jobs } = useLive()
  const job = useJob(id)
  if (jobs === null)
    return (
      <ComebackFrame step="run">
        <Waiting lines={3} />
      </ComebackFrame>
    )
  if (job === undefined)
    return (
      <ComebackFrame step="run" title="That is over">
        <Text>
          Vaultkeeper was started again since.{' '}
          <Anchor href="#/" onClick={onOver}>
            See how everything stands
          </Anchor>
          , or{' '}
          <Anchor href="#/comeback" onClick={onOver}>
            begin again
          </Anchor>
          : what came back is not brought back twice.
        </Text>
      </ComebackFrame>
    )
  if (job.ended === null)
    return (
      <ComebackFrame step="run" lead="It goes on when you close this page. Said again after it was cut off, it goes on where it ended.">
        <JobProgress job={job} />
      </ComebackFrame>
    )
  const problem = failureOf(job.ended)
  const again: Again = canTryAgain ? { next: 'Try again', onNext: onAgain } : {}
  const beginAgain = !canTryAgain && (
    <Text size="sm">
      <Anchor href="#/comeback" onClick={onOver}>
        Begin again
      </Anchor>
      : what came back is not brought back twice.
    </Text>
  )
  const back = job.ended.runs.find((run) => run.kind === 'comeback')
  if (problem !== null && back?.verdict !== 'done' && back?.verdict !== 'warnings')
    return (
      <ComebackFrame step="run" title="It did not come back" {...again}>
        <ProblemAlert problem={problem} />
        {beginAgain}
      </ComebackFrame>
    )
  if (problem === null) return <Back job={job} onOver={onOver} />
  return (
    <Back job={job} onOver={onOver} again={again}>
      {beginAgain}
    </Back>
  )
}

type BackProps = {
  readonly job: Job
  readonly onOver: () => void
  /** Not all of it is back. */
  readonly again?: Again
  readonly children?: ReactNode
}

/** What came back; the focus goes to the way on. */
function Back({ job, onOver, again, children }: BackProps) {
  const onward = useRef<HTMLAnchorElement>(null)
  const runs = job.ended?.runs ?? []
  const remarks = job.ended?.remarks ?? []
  const problem = job.ended?.problem ?? null
  const back = runs.find((run): run is EndedRunOf<'comeback'> => run.kind === 'comeback')
  const restores = runs.filter((run) => run.kind === 'restore')
  const host = back?.result?.host
  const title =
    again !== undefined ? `${host ?? 'This machine'} is not all back` : host === undefined ? 'Everything is back' : `${host} is back`
  useEffect(() => {
    announce(title)
    onward.current?.focus()
  }, [title])
  const well = restores.filter(({ verdict }) => verdict === 'done' || verdict === 'warnings').length
  return (
    <ComebackFrame step="run" title={title} {...again}>
      <Callout
        tone={again === undefined && job.ended?.verdict === 'done' ? 'good' : 'attention'}
        title={well === 0 ? 'Your settings and your history are back' : `${counted(well, 'vault')} and your settings are back`}
      >
        <Stack gap={4}>
          {restores.map((run) => (
            <Restored key={run.run} run={run} />
          ))}
          {remarks.map((remark) => (
            <Text key={remark} size="sm">
              {remark}
            </Text>
          ))}
          <Text size="sm">
            {again === undefined
              ? 'The schedule goes on as if nothing had happened. The next backup stores only what is new.'
              : 'Mend what was in its way and try again: it goes on where it ended. A vault that is not all there is not backed up until then.'}
          </Text>
        </Stack>
      </Callout>
      {problem !== null && <ProblemAlert problem={problem} />}
      {children}
      <Group gap="md">
        <Button component="a" href="#/" ref={onward} onClick={onOver} variant={again?.next === undefined ? 'filled' : 'default'}>
          Go to the overview
        </Button>
        <Anchor href="#/restore?need=machine" size="sm" onClick={onOver}>
          Restore more vaults
        </Anchor>
      </Group>
    </ComebackFrame>
  )
}

function Restored({ run }: { readonly run: EndedRun }) {
  const { title } = endingWords(run)
  return (
    <Text size="sm">
      <strong>{run.vaultName ?? 'A folder'}</strong>: {title}{' '}
      <Anchor href={`#/activity/${encodeURIComponent(run.run)}`} inherit>
        Details
      </Anchor>
      {run.problem !== null && (
        <>
          <br />
          {run.problem.sentence} {run.problem.remedy}
        </>
      )}
    </Text>
  )
}
