import { implement } from '@orpc/server'
import { about as contract } from '../../contract/procedures/about.ts'
import { aboutThis } from '../about-this.ts'
import { type Context, hostOf } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  get: os.get.handler(({ context, signal }) => aboutThis(context.core, hostOf(context, signal))),
})
