import { beforeAll, describe, expect, it } from 'vitest'
import type { LiveEvent } from '../../../main/contract/procedures/live.ts'
import { createJobs, type Jobs } from '../../../main/engine/jobs/jobs.ts'
import { watchLive } from '../../../main/engine/jobs/watch-live.ts'
import { pause } from '../../../main/engine/schedule/pause.ts'
import { type TestHome, testHome } from '../../helpers/temporary-home.ts'

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
})
