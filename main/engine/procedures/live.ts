import { implement } from '@orpc/server'
import { live as contract } from '../../contract/procedures/live.ts'
import { watchLive } from '../jobs/watch-live.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  watch: os.watch.handler(({ context, signal }) => watchLive(context, signal, context.looks)),
})
