import { implement } from '@orpc/server'
import { moments as contract } from '../../contract/procedures/moments.ts'
import { momentsOf } from '../moments/moments-of.ts'
import { vaultsThen } from '../moments/vaults-then.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  list: os.list.handler(async ({ context: { core }, input }) => {
    await core.state.catchUp()
    return momentsOf(core, input.vault)
  }),
  at: os.at.handler(async ({ context: { core }, input }) => {
    await core.state.catchUp()
    return vaultsThen(core, input.time)
  }),
})
