import type { Job } from '../../contract/procedures/jobs.ts'
import type { Jobs } from './jobs.ts'
import { moves } from './moves.ts'

/** A job as it is now, and again each time that it moves, until its end. Throws a problem for one that is not known. */
export async function* followJob(jobs: Jobs, id: string, signal: AbortSignal | undefined): AsyncGenerator<Job> {
  let told: Job | undefined
  for await (const _ of moves(jobs.onMove, signal)) {
    const job = jobs.get(id)
    if (job !== told) yield job
    told = job
    if (job.ended !== null) return
  }
}
