import { expect, it, onTestFinished, vi } from 'vitest'
import type { Core } from '../../../main/engine/core.ts'
import { keepAgents } from '../../../main/engine/daemon/keep-agents.ts'
import { createJobs } from '../../../main/engine/jobs/jobs.ts'
import { agentState } from '../../../main/engine/state/agent-queries.ts'
import { waitFor } from '../../helpers/cli-processes.ts'
import { smallAgents } from '../../helpers/small-agents.ts'

/** Agents that are kept until the test has ended. */
function kept(core: Core) {
  const jobs = createJobs(core)
  const troubles: unknown[] = []
  const agents = keepAgents(core, jobs, { onChange: () => undefined, onTrouble: (error) => troubles.push(error) })
  onTestFinished(async () => {
    await agents.stop()
    await jobs.close()
  })
  return { jobs, troubles, agents }
}

it('brings agents back as a job, to be seen and cancelled by a person, who then has it in hand; and ends with the daemon', {
  timeout: 120_000,
}, async () => {
  const system = await smallAgents({
    jay: { recover: 'automatic', beats: false, aliveWithin: '90s', heartbeat: { file: 'beat', lateAfter: '1s', deadAfter: '2s' } },
  })
  const { core } = system
  const { jobs, troubles, agents } = kept(core)
  agents.renew()
  const job = await waitFor('a recovery', () => jobs.list().find(({ kind }) => kind === 'recover'))
  expect(job.title).toBe('Bringing jay back')
  await waitFor('its heartbeat to be waited for', () => system.events('recovery.step').some(({ step }) => step === 'started'))
  expect(agentState(core.state.database, 'jay')?.state).toBe('recovering')
  const { progress } = jobs.get(job.id)
  expect(progress?.step === 'recovering' && progress.levels).toMatchObject([[{ agent: 'jay' }]])
  jobs.cancel(job.id)
  const { ended } = await waitFor('the end of it', () => (jobs.get(job.id).ended === null ? undefined : jobs.get(job.id)))
  expect([ended?.verdict, ended?.runs.map(({ kind }) => kind)]).toEqual(['cancelled', ['recover']])
  expect(troubles).toEqual([])
  await agents.stop()
  expect(jobs.list()).toHaveLength(1)
})

it('watches them as soon as the state can be read again, and tries that no oftener than every five seconds', async () => {
  const system = await smallAgents({
    jay: { recover: 'ask', beats: false, aliveWithin: '90s', heartbeat: { file: 'beat', lateAfter: '1s', deadAfter: '2s' } },
  })
  let fails = true
  const read = (of: typeof system.core.state, key: PropertyKey): unknown => {
    if (key === 'database' && fails) throw new Error('the state cannot be read')
    return Reflect.get(of, key)
  }
  const core = { ...system.core, state: new Proxy(system.core.state, { get: read }) }
  const { troubles, agents } = kept(core)
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  onTestFinished(() => void vi.useRealTimers())
  agents.renew()
  // Of what was cut off before, and of the first look.
  await vi.waitFor(() => expect(troubles).toHaveLength(2))
  await vi.advanceTimersByTimeAsync(4_900)
  expect(troubles).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(100)
  expect(troubles).toHaveLength(3)
  fails = false
  await vi.advanceTimersByTimeAsync(5_000)
  await vi.waitFor(() => expect(system.events('agent.state')).toHaveLength(1))
})
