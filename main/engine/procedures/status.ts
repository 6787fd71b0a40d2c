import { implement } from '@orpc/server'
import { status as contract } from '../../contract/procedures/status.ts'
import { status } from '../status.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  get: os.get.handler(({ context }) => status(context.core)),
})
