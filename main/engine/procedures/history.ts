import { implement } from '@orpc/server'
import { history as contract } from '../../contract/procedures/history.ts'
import { listHistory } from '../history/list-history.ts'
import { lookAtRun } from '../history/look-at-run.ts'
import { verifyHistory } from '../history/verify-history.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  list: os.list.handler(async ({ context: { core }, input }) => {
    await core.state.catchUp()
    return listHistory(core, input)
  }),
  run: os.run.handler(async ({ context: { core }, input }) => {
    await core.state.catchUp()
    return lookAtRun(core, input.run)
  }),
  verify: os.verify.handler(async ({ context: { core } }) => {
    await core.state.catchUp()
    return verifyHistory(core.home.historyFile, core.state.last())
  }),
})
