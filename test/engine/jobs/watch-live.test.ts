import { spawnSync } from 'node:child_process'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { LiveEvent } from '../../../main/contract/procedures/live.ts'
import { followStanding, standingNow } from '../../../main/engine/jobs/follow-standing.ts'
import { createJobs, type Jobs } from '../../../main/engine/jobs/jobs.ts'
import { watchLive } from '../../../main/engine/jobs/watch-live.ts'
import { createClient } from '../../../main/engine/procedures/client.ts'
import { pause } from '../../../main/engine/schedule/pause.ts'
import { latestRuns } from '../../../main/engine/state/queries.ts'
import { type TestHome, testHome } from '../../helpers/temporary-home.ts'
import { at, configurationWith, recordRun } from '../health/records.ts'

let home: TestHome
let jobs: Jobs

beforeAll(async () => {
  home = await testHome()
  jobs = createJobs(home.core)
})

describe('the live stream', () => {
  it('tells at once how things are, also that nothing is being done, and then what moves', async () => {
    const page = new AbortController()
    const stream = watchLive({ core: home.core, jobs }, page.signal)
    const next = async (): Promise<LiveEvent> => (await stream.next()).value
    expect(await next()).toEqual({ what: 'state', seq: home.core.state.last()?.seq })
    expect(await next()).toEqual({ what: 'jobs', jobs: [] })
    const moved = next()
    const { id } = jobs.begin({ kind: 'unlock', title: 'x' }, async () => {
      await pause(home.core, undefined, null)
      return { runs: [], verdict: 'done' }
    })
    const told: LiveEvent[] = [await moved]
    const isOver = (one: LiveEvent) => one.what === 'jobs' && one.jobs[0]?.ended?.verdict === 'done'
    while (!told.some(isOver)) told.push(await next())
    expect(told.find(({ what }) => what === 'jobs')).toMatchObject({ jobs: [{ id, ended: null }] })
    expect(told).toContainEqual({ what: 'state', seq: home.core.state.last()?.seq })
    page.abort()
    expect(await stream.next()).toMatchObject({ done: true })
  })

  it('tells what nobody records: that a plan became stale, and that the configuration is another', async () => {
    const { core, setTime } = await testHome()
    core.settings.configuration = configurationWith()
    await recordRun({ ...home, core, setTime }, at(20, '07:00'))
    const page = new AbortController()
    const looks = { often: 20, seldom: 20 }
    const stream = await createClient({ core, jobs: createJobs(core), looks }).live.watch(undefined, { signal: page.signal })
    for (let many = 0; many < 2; many++) await stream.next()
    const { seq } = core.state.last() ?? {}
    let moved = stream.next()
    // Before there was any look: what the page was told is what counts.
    setTime(at(28))
    expect(await moved).toEqual({ done: false, value: { what: 'state', seq } })
    // As long as nothing is otherwise nothing is told.
    moved = stream.next()
    const silence = new Promise((resolve) => setTimeout(resolve, 200, 'silence'))
    expect(await Promise.race([moved, silence])).toBe('silence')
    core.settings.configuration = configurationWith({ plans: {} })
    expect(await moved).toEqual({ done: false, value: { what: 'state', seq } })
    page.abort()
  })

  it('tells that a run was cut off whose process is gone, and what is recorded elsewhere where the system tells of no changes', async () => {
    const { core, root } = await testHome()
    const child = spawnSync(process.execPath, ['--eval', ''])
    const moved: boolean[] = []
    const standing = followStanding(core, await standingNow(core), (otherwise) => moved.push(otherwise), { often: 20, seldom: 50 })
    const intent = { run: 'r1', kind: 'backup', repository: 'default', vault: 'notes', pid: child.pid, processStart: 'gone' } as const
    const { core: other } = await testHome({ root })
    await other.record({ event: 'run.intent', ...intent })
    await vi.waitFor(() => expect(latestRuns(core.state.database, 1)).toMatchObject([{ id: 'r1', verdict: 'interrupted' }]), {
      timeout: 5_000,
    })
    expect(moved.length).toBeGreaterThan(0)
    standing.close()
  })
})
