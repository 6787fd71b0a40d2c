import { implement } from '@orpc/server'
import { doctor as contract } from '../../contract/procedures/doctor.ts'
import { examine } from '../doctor/doctor.ts'
import { type Context, hostOf } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  get: os.get.handler(({ context, signal }) => examine(context.core, hostOf(context, signal))),
})
