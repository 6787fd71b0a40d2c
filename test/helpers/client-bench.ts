import type { Job, JobEnd } from '../../main/contract/procedures/jobs.ts'
import { createJobs, type Jobs } from '../../main/engine/jobs/jobs.ts'
import { type Client, createClient } from '../../main/engine/procedures/client.ts'
import type { TestHome } from './temporary-home.ts'

/** The contract's procedures on a test's home, as pages and the command line call them. */
export type ClientBench = {
  readonly client: Client
  readonly jobs: Jobs
  /** Follows a job to its end. `seen`: every state that was told. */
  readonly follow: (begun: { readonly job: string }) => Promise<{ readonly end: JobEnd; readonly seen: readonly Job[] }>
}

/** Makes them. */
export function clientBench({ core }: TestHome): ClientBench {
  const jobs = createJobs(core)
  const client = createClient({ core, jobs })
  const follow: ClientBench['follow'] = async ({ job }) => {
    const seen: Job[] = []
    for await (const one of await client.jobs.follow({ job })) seen.push(one)
    const end = seen.at(-1)?.ended
    if (!end) throw new Error('the job was not told to its end')
    return { end, seen }
  }
  return { client, jobs, follow }
}
