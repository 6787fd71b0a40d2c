import { useEffect, useState } from 'react'
import type { Problem } from '../../main/contract/problem.ts'
import type { Job, JobEnd } from '../../main/contract/procedures/jobs.ts'
import { useJob, useLive } from './live-state.ts'

/** A job that was begun here, as it stands. */
type BegunJob = {
  /** The job, while it goes on. */
  readonly going: Job | undefined
  readonly ended: JobEnd | null
  /** It is not over, as far as anybody can tell. */
  readonly busy: boolean
  /** That nobody here knows it any more: the host was started again since. */
  readonly lost: Problem | null
}

/** The answer that names a new job may be here before the stream that tells of it: so long it is waited for, in ms. */
const patience = 2_000

const unknown: Problem = {
  code: 'job-unknown',
  sentence: 'Vaultkeeper was started again since, so that this page cannot tell how it ended.',
  remedy: 'The activity tells it. Look there before you begin it again.',
}

/** Follows a job that a page has begun, also past the end of the host that did it: a page that waits for its end would wait for ever. */
export function useBegun(job: string | null): BegunJob {
  const { connection, jobs } = useLive()
  const known = useJob(job)
  const ended = known?.ended ?? null
  const missed = job !== null && jobs !== null && known === undefined && connection.state === 'live'
  const [waitedFor, setWaitedFor] = useState<string | null>(null)
  useEffect(() => {
    if (!missed) return
    const timer = setTimeout(() => setWaitedFor(job), patience)
    return () => clearTimeout(timer)
  }, [missed, job])
  const isLost = missed && waitedFor === job
  return {
    going: ended === null ? known : undefined,
    ended,
    busy: job !== null && ended === null && !isLost,
    lost: isLost ? unknown : null,
  }
}
