import { implement } from '@orpc/server'
import { drills as contract } from '../../contract/procedures/drills.ts'
import { drillsWished, drillVaults } from '../drill/drill-vaults.ts'
import { listDrills } from '../drill/list-drills.ts'
import { beginOnce } from '../jobs/begin-once.ts'
import { endedRun } from '../jobs/ended-run.ts'
import { tellNews } from '../news/tell-news.ts'
import { nameOfVault } from '../vaults.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  run: os.run.handler(async ({ context: { core, jobs }, input }) => {
    await core.state.catchUp()
    const wished = drillsWished(core, input)
    const [vault, ...others] = new Set(wished.map((place) => place.vault))
    const what = vault === undefined || others.length > 0 ? 'all vaults' : nameOfVault(core, vault)
    const from = input.repository === undefined ? '' : ` from ${input.repository}`
    const about = {
      kind: 'drill',
      title: `Restoring ${what}${from} on trial${input.full ? ', all of it' : ''}`,
      vault: others.length > 0 ? null : (vault ?? null),
      repository: input.repository ?? null,
    } as const
    const job = beginOnce(jobs, about, async (host) => {
      const ended = await drillVaults(core, input, host)
      await tellNews(core, core.settings.configuration, core.ports.clock.now(), host.signal)
      return { runs: ended.map((one) => endedRun.drill(core, one)) }
    })
    return { job: job.id }
  }),
  list: os.list.handler(async ({ context: { core } }) => {
    await core.state.catchUp()
    return listDrills(core)
  }),
})
