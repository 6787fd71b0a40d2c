import { useCallback, useEffect, useRef, useState } from 'react'
import type { Problem } from '../../../main/contract/problem.ts'
import type { Job } from '../../../main/contract/procedures/jobs.ts'
import { useJob, useLive } from '../../live/live-state.ts'
import { useStart } from '../overview/use-start.ts'

/** A job of a vault as a section shows it: one that goes on, whoever began it, and how the one ended that was begun here. */
export type VaultJob = {
  readonly begin: (deed: () => Promise<{ readonly job: string }>, said: string) => void
  readonly going: Job | undefined
  readonly ended: Job['ended']
  readonly busy: boolean
  /** What kept it from beginning. */
  readonly problem: Problem | null
}

type Which = { readonly vault: string; readonly repository?: string; readonly kinds: readonly string[] }

/** @param onEnded called once for each job that ends while this is looked at: what is shown may not be so any more */
export function useVaultJob({ vault, repository, kinds }: Which, onEnded?: () => void): VaultJob {
  const { jobs } = useLive()
  const [begun, setBegun] = useState<string | null>(null)
  const { start, busy, problem } = useStart()
  const mine = useJob(begun)
  const going = (jobs ?? []).find(
    (job) => kinds.includes(job.kind) && job.ended === null && (job.id === begun || isOf(job, vault, repository)),
  )
  const wasGoing = useRef(false)
  useEffect(() => {
    if (wasGoing.current && going === undefined) onEnded?.()
    wasGoing.current = going !== undefined
  }, [going, onEnded])
  return {
    begin: useCallback((deed, said) => start(async () => setBegun((await deed()).job), said), [start]),
    going,
    ended: mine?.ended ?? null,
    busy: busy || (begun !== null && mine === undefined && jobs === null),
    problem,
  }
}

/** A job that names no vault, or no repository, is about all of them. */
function isOf(job: Job, vault: string, repository: string | undefined): boolean {
  return (job.vault ?? vault) === vault && (repository === undefined || (job.repository ?? repository) === repository)
}
