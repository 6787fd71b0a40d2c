import { implement } from '@orpc/server'
import { drills as contract } from '../../contract/procedures/drills.ts'
import { listDrills } from '../drill/list-drills.ts'
import { fail } from '../problem-error.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  run: os.run.handler(() => fail('unexpected', 'Restoring on trial comes next.', 'Nothing to do.')),
  list: os.list.handler(async ({ context: { core } }) => {
    await core.state.catchUp()
    return listDrills(core)
  }),
})
