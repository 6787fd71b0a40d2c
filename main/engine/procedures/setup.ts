import { implement } from '@orpc/server'
import { setup as contract } from '../../contract/procedures/setup.ts'
import { endedRun } from '../jobs/ended-run.ts'
import { checkSetup, createSetup } from '../setup/create-setup.ts'
import { detectVaults } from '../setup/detect-vaults.ts'
import { lookAtFolder } from '../setup/look-at-folder.ts'
import { setupState } from '../setup/setup-state.ts'
import { testSetupPlace } from '../setup/test-setup-place.ts'
import type { Context } from './context.ts'
import { withProblems } from './with-problems.ts'

const os = implement(contract).$context<Context>().use(withProblems)

export default os.router({
  state: os.state.handler(({ context }) => setupState(context.core)),
  detectVaults: os.detectVaults.handler(({ context, signal }) => detectVaults(context.core, signal)),
  lookAtFolder: os.lookAtFolder.handler(({ context, input, signal }) => lookAtFolder(context.core, input.path, signal)),
  testPlace: os.testPlace.handler(({ context, input, signal }) => testSetupPlace(context.core, input, signal)),
  create: os.create.handler(({ context, input: { choices, ...wish } }) => {
    const checked = checkSetup(context.core, choices)
    const { repository, plans } = checked.planned
    const about = { kind: 'init', title: 'Setting up', repository } as const
    const { id } = context.jobs.begin(about, async (host) => ({
      runs: [endedRun.init(context.core, await createSetup(context.core, checked, wish, host))],
    }))
    return { job: id, repository, plans }
  }),
})
