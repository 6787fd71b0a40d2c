import type { Core } from '../core.ts'
import { openRuns } from '../state/queries.ts'
import type { Job } from './scheduler.ts'

/**
 * Closes the runs of jobs whose end could not be recorded, on a full disk say: their process is alive, it is this one, so nobody else would ever
 * close them, and their plan would wait for ever.
 * @param jobs emptied as far as it could be recorded
 */
export async function closeUnrecorded(core: Core, jobs: Job[]): Promise<void> {
  for (let job = jobs[0]; job !== undefined; job = jobs[0]) {
    const { plan, repository, due } = job
    for (const run of openRuns(core.state.database))
      if (run.pid === process.pid && run.plan === plan && run.repository === repository && run.due === due)
        await core.record({
          event: 'run.outcome',
          run: run.id,
          verdict: 'interrupted',
          problem: {
            code: 'not-recorded',
            sentence: `How this ${run.kind} ended could not be recorded.`,
            remedy: 'Nothing to do: it is made again.',
          },
          warnings: [],
          warningCount: 0,
        })
    jobs.shift()
  }
}
