import type { Problem } from '../../../main/contract/problem.ts'
import type { JobEnd } from '../../../main/contract/procedures/jobs.ts'

/** Why a job did not come to a good end; `null` while it goes on, and where it did. Pure. */
export function failureOf(ended: JobEnd | null): Problem | null {
  if (ended === null || ended.verdict === 'done' || ended.verdict === 'warnings') return null
  return (
    ended.problem ??
    ended.runs.find(({ problem }) => problem !== null)?.problem ??
    (ended.verdict === 'cancelled'
      ? { code: 'cancelled', sentence: 'It was cancelled.', remedy: 'Begin it again when it suits: what was done is found.' }
      : { code: 'unexpected', sentence: 'It did not succeed.', remedy: 'Try again; if it stays, tell us.' })
  )
}
