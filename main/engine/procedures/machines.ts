import { implement } from '@orpc/server'
import { machines as contract } from '../../contract/procedures/machines.ts'
import { changeMachine } from '../hosts/change-machine.ts'
import { otherMachines } from '../hosts/other-machines.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  list: os.list.handler(async ({ context: { core } }) => {
    await core.state.catchUp()
    return otherMachines(core)
  }),
  change: os.change.handler(({ context: { core }, input }) => changeMachine(core, input)),
})
