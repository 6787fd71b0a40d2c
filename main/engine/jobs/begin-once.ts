import type { Job } from '../../contract/procedures/jobs.ts'
import type { JobAbout, Jobs, JobWork } from './jobs.ts'

/** Begins a job, unless the very same goes on already: then that is the one. For what comes to the same when it is done twice. */
export function beginOnce(jobs: Jobs, about: JobAbout, work: JobWork): Job {
  const { kind, title, plan = null, vault = null, repository = null } = about
  const same = (one: Job) =>
    one.kind === kind && one.title === title && one.plan === plan && one.vault === vault && one.repository === repository
  return jobs.list().find((one) => one.ended === null && !one.cancelling && same(one)) ?? jobs.begin(about, work)
}
