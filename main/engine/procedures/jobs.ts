import { implement } from '@orpc/server'
import { jobs as contract } from '../../contract/procedures/jobs.ts'
import { followJob } from '../jobs/follow-job.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  list: os.list.handler(({ context }) => context.jobs.list()),
  follow: os.follow.handler(({ context, input, signal }) => followJob(context.jobs, input.job, signal)),
  cancel: os.cancel.handler(({ context, input }) => context.jobs.cancel(input.job)),
})
