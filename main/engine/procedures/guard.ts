import { implement } from '@orpc/server'
import { guard as contract } from '../../contract/procedures/guard.ts'
import { completeExample } from '../guard/complete-example.ts'
import { guardVault } from '../guard/guard-vault.ts'
import { type Context, hostOf } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  get: os.get.handler(({ context, input, signal }) => guardVault(context.core, input.vault, hostOf(context, signal).signal)),
  complete: os.complete.handler(({ context, input }) => completeExample(context.core, input.vault)),
})
