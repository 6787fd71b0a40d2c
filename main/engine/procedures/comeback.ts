import { implement } from '@orpc/server'
import { comeback as contract } from '../../contract/procedures/comeback.ts'
import { comeBack } from '../comeback/come-back.ts'
import { describePlace } from '../comeback/describe-place.ts'
import { leaveComeback } from '../comeback/leave-comeback.ts'
import { lookForMachines } from '../comeback/look-for-machines.ts'
import { comebackState } from '../comeback/unfinished-comeback.ts'
import { type Context, hostOf } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  state: os.state.handler(async ({ context: { core } }) => {
    await core.state.catchUp()
    return comebackState(core)
  }),
  place: os.place.handler(({ context, input, signal }) => describePlace(context.core, input.place, signal)),
  look: os.look.handler(async ({ context, input, signal }) => ({
    machines: await lookForMachines(context.core, input, hostOf(context, signal)),
  })),
  leave: os.leave.handler(async ({ context, signal }) => {
    await leaveComeback(context.core, hostOf(context, signal))
    return {}
  }),
  begin: os.begin.handler(({ context: { core, jobs }, input }) => {
    const about = { kind: 'comeback', title: `Bringing back ${input.host ?? 'this machine'}` } as const
    return { job: jobs.begin(about, (host) => comeBack(core, input, host)).id }
  }),
})
