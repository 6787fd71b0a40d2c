import { implement } from '@orpc/server'
import { changes as contract } from '../../contract/procedures/changes.ts'
import { approveSeveral } from '../changes/approve-several.ts'
import { changeNamed } from '../changes/change-named.ts'
import { listChanges } from '../changes/list-changes.ts'
import { revert } from '../changes/revert.ts'
import { showChange } from '../changes/show-change.ts'
import { beginOnce } from '../jobs/begin-once.ts'
import { endedRun } from '../jobs/ended-run.ts'
import { thisPerson } from '../schedule/pause.ts'
import { nameOfVault } from '../vaults.ts'
import { type Context, hostOf } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  list: os.list.handler(({ context, input }) => listChanges(context.core, input.all)),
  show: os.show.handler(async ({ context, input, signal }) => {
    const shown = await showChange(context.core, input.change, hostOf(context, signal))
    return { ...shown, vaultName: nameOfVault(context.core, shown.change.vault) }
  }),
  approve: os.approve.handler(({ context, input, signal }) =>
    approveSeveral(context.core, input.changes, input.by ?? thisPerson(), hostOf(context, signal)),
  ),
  revert: os.revert.handler(async ({ context: { core, jobs }, input }) => {
    await core.state.catchUp()
    const { id, plan, vault, repository } = changeNamed(core, input.change)
    const about = { kind: 'revert', title: `Reverting the change ${id} in ${nameOfVault(core, vault)}`, plan, vault, repository } as const
    const by = input.by ?? thisPerson()
    return { job: beginOnce(jobs, about, async (host) => ({ runs: [endedRun.revert(core, await revert(core, id, by, host))] })).id }
  }),
})
