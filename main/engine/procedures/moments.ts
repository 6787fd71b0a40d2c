import { implement } from '@orpc/server'
import { moments as contract } from '../../contract/procedures/moments.ts'
import { momentsOf } from '../moments/moments-of.ts'
import { onDiskOf } from '../moments/on-disk-of.ts'
import { rebuild } from '../moments/rebuild.ts'
import { vaultsThen } from '../moments/vaults-then.ts'
import type { Context } from './context.ts'
import { requestOf } from './restores.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  list: os.list.handler(async ({ context: { core }, input }) => {
    await core.state.catchUp()
    return momentsOf(core, input.vault)
  }),
  at: os.at.handler(async ({ context: { core }, input }) => {
    await core.state.catchUp()
    return vaultsThen(core, input.time, input.machine)
  }),
  onDisk: os.onDisk.handler(async ({ context: { core }, input }) => {
    await core.state.catchUp()
    return Promise.all(input.saved.map(onDiskOf(core)))
  }),
  rebuild: os.rebuild.handler(({ context: { core, jobs }, input }) => {
    const requests = input.wishes.map(requestOf)
    const title = requests.length === 1 ? 'Restoring a vault' : `Restoring ${requests.length} vaults`
    return { job: jobs.begin({ kind: 'restore', title }, (host) => rebuild(core, requests, host)).id }
  }),
})
