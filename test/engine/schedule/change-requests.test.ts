import { expect, it } from 'vitest'
import { createChangeRequests } from '../../../main/engine/schedule/change-requests.ts'
import { testHome } from '../../helpers/temporary-home.ts'

it('keeps a vault that changed while it was looked whether the run of another one may begin', async () => {
  const { core } = await testHome()
  const requests = createChangeRequests(core)
  const job = (vault: string) => ({ plan: 'live', repository: 'default', vaults: [vault], due: null, trigger: 'change' }) as const
  requests.ask(job('notes'))
  const [ready] = requests.ready(core.ports.clock.now())
  requests.ask(job('code'))
  requests.begun(ready?.job ?? job('notes'))
  expect(requests.ready(core.ports.clock.now()).map((one) => one.job.vaults)).toEqual([['code']])
})
