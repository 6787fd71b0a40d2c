import { readdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createRouterClient } from '@orpc/server'
import { describe, expect, it } from 'vitest'
import { drill } from '../../../main/engine/drill/drill-run.ts'
import { createJobs } from '../../../main/engine/jobs/jobs.ts'
import { pageOfNews } from '../../../main/engine/news/page-of-news.ts'
import { tellNews } from '../../../main/engine/news/tell-news.ts'
import { router } from '../../../main/engine/procedures/router.ts'
import { insideOfFolder } from '../../../main/engine/repositories/repository-inside.ts'
import { pause, resume } from '../../../main/engine/schedule/pause.ts'
import { status } from '../../../main/engine/status.ts'
import { leftBehind } from '../../helpers/drill-bench.ts'
import { type Pretended, type ScheduleBench, scheduleBench } from '../../helpers/schedule-bench.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHost } from '../../helpers/temporary-home.ts'

const vaults = { notes: { path: '~/notes', recoveryDocument: false }, photos: { path: '~/photos', recoveryDocument: false } }
const local = { type: 'local', path: '~/local', prune: false }
const nas = { type: 'rest', url: 'https://example.invalid/', prune: false }
const verification = { check: false, drill: '0 13 1 * *' }
// Not due in these months, so that only drills are.
const daily = { kind: 'custom', schedule: '0 7 29 2 *', sources: ['notes', 'photos'], repositories: ['local', 'nas'] }
const configuration = { vaults, repositories: { local, nas }, plans: { daily }, verification }
const started = '2026-11-20T12:00:00Z'

const client = (bench: ScheduleBench) => createRouterClient(router, { context: { core: bench.core, jobs: createJobs(bench.core) } })

describe('drills by the calendar', { timeout: 120_000 }, () => {
  it('come once a month for each vault and each repository that it goes to, also where nothing may be removed', async () => {
    const bench = await scheduleBench({
      configuration: { ...configuration, repositories: { local, nas: { ...nas, appendOnly: true } } },
      started,
    })
    await bench.at(started)
    const lanes = ['local', 'nas'].flatMap((repository) => ['notes', 'photos'].map((vault) => ({ vault, repository })))
    const listed = await client(bench).drills.list()
    expect(listed).toHaveLength(4)
    expect(listed).toEqual(
      expect.arrayContaining(
        lanes.map((lane) => ({ ...lane, name: lane.vault, last: null, good: null, next: '2026-12-01T13:00:00.000Z' })),
      ),
    )
    for (const time of ['2026-12-01T12:59:00Z', '2026-12-01T13:00:00Z', '2026-12-01T13:01:00Z']) await bench.at(time)
    const month = (number: string) =>
      ['local/notes', 'local/photos', 'nas/notes', 'nas/photos'].map((lane) => `@drill/${lane} ${number}-01T13:00 schedule: done`)
    expect(bench.runs().toSorted()).toEqual(month('12'))
    await bench.at('2027-01-01T13:00:00Z')
    expect(bench.runs().toSorted()).toEqual([...month('01'), ...month('12')].toSorted())
  })

  it('wait for a pause, for the network and for the mains, and are made up for once', async () => {
    const good = { power: { source: 'mains' as const, percent: 100 }, network: { online: true, metered: false as boolean | null } }
    let state: { power: { source: 'mains' | 'battery'; percent: number }; network: { online: boolean; metered: boolean | null } } = good
    const bench = await scheduleBench({
      configuration: { ...configuration, conditions: { onBattery: 'above 50%' } },
      started,
      machine: { power: async () => state.power, network: async () => state.network },
    })
    await bench.at(started)
    await pause(bench.core, undefined, null)
    await bench.at('2026-12-01T13:00:00Z')
    expect(bench.runs()).toEqual([])
    await resume(bench.core, undefined)
    await bench.at('2026-12-02T09:00:00Z')
    expect(bench.runs()).toHaveLength(4)
    expect(bench.runs().every((run) => run.endsWith('12-01T13:00 catch-up: done'))).toBe(true)
    for (const [time, worse, at] of [
      ['2027-01-01T13:00:00Z', { network: { online: false, metered: null } }, '2027-01-01T13:30:00Z'],
      ['2027-02-01T13:00:00Z', { network: { online: true, metered: true } }, '2027-02-01T13:30:00Z'],
      ['2027-03-01T13:00:00Z', { power: { source: 'battery' as const, percent: 20 } }, '2027-03-01T13:30:00Z'],
    ] as const) {
      const before = bench.runs().length
      state = { ...good, ...worse }
      await bench.at(time)
      await bench.at(time.replace('13:00:00', '13:05:00'))
      const began = bench.runs().slice(before)
      // A repository on this machine asks for no network.
      expect(began.map((run) => run.split(' ')[0])).toEqual('power' in worse ? [] : ['@drill/local/notes', '@drill/local/photos'])
      state = good
      await bench.at(at)
      expect(bench.runs()).toHaveLength(before + 4)
    }
  })

  it('wait for a backup that goes on there; one that found something is not tried again before its time, one that could not be made is', async () => {
    const endings: Record<string, Pretended> = {
      notes: { verdict: 'failed', code: 'drill-failed' },
      photos: { verdict: 'failed', code: 'repository-offline' },
    }
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const bench = await scheduleBench({
      configuration: { ...configuration, plans: { daily: { ...daily, schedule: '59 12 1 12 *', repositories: ['local'] } } },
      started,
      execute: async (job, pretend) => {
        if (job.plan === 'daily') await held
        for (const vault of job.vaults)
          await pretend({ ...job, vaults: [vault] }, job.plan === '@drill' ? endings[vault] : { verdict: 'done' })
      },
    })
    await bench.at(started)
    await bench.lookAt('2026-12-01T12:59:00Z')
    await bench.lookAt('2026-12-01T13:00:00Z')
    expect(bench.jobs.map(({ plan }) => plan)).toEqual(['daily'])
    release()
    await bench.at('2026-12-01T13:01:00Z')
    expect(bench.jobs.map(({ plan, vaults: of }) => [plan, ...of])).toEqual([
      ['daily', 'notes', 'photos'],
      ['@drill', 'notes', 'photos'],
    ])
    await bench.at('2026-12-01T13:03:00Z')
    expect(bench.jobs.slice(2).map(({ plan, vaults: of, trigger }) => [plan, ...of, trigger])).toEqual([['@drill', 'photos', 'retry']])
  })

  it('of which one failed are told like a failed backup, lead to the vault, and are over when one succeeds', async () => {
    let ending: Pretended = { verdict: 'failed', code: 'drill-failed' }
    const bench = await scheduleBench({
      configuration: { ...configuration, plans: { daily: { ...daily, sources: ['notes'], repositories: ['local'] } } },
      started,
      execute: (job, pretend) => pretend(job, ending),
    })
    const tell = async (time: string) => {
      bench.setTime(new Date(time))
      await tellNews(bench.core, bench.core.settings.configuration, new Date(time), new AbortController().signal)
      return bench.events('news.raised').map(({ kind, subject, title }) => [kind, subject, title])
    }
    await bench.at(started)
    await bench.at('2026-12-01T13:00:00Z')
    const failed = ['failed', 'drill/notes/local', 'A restore on trial from "local" failed']
    expect(await tell('2026-12-01T13:01:00Z')).toEqual([failed])
    expect(await tell('2026-12-02T13:01:00Z')).toEqual([failed])
    const [news] = bench.events('news.raised')
    expect(news && pageOfNews({ ...news, code: news.code ?? null, plan: null, repository: 'local', run: null })).toBe('/vaults/notes')
    const found = await status(bench.core)
    expect(found.troubles.filter(({ attention }) => attention)).toMatchObject([
      {
        about: 'drill',
        name: 'notes/local',
        problem: { code: 'drill-failed' },
        attention: true,
        since: expect.stringMatching(/^2026-12-01/),
      },
    ])
    expect(found.attention).toBe(true)
    const { problems } = await client(bench).overview.get()
    expect(problems.filter(({ code }) => code === 'drill-failed')).toMatchObject([
      {
        id: 'drill/notes/local/drill-failed',
        tone: 'bad',
        action: { kind: 'verify-repair', repository: 'local' },
        also: [{ kind: 'drill', vault: 'notes', repository: 'local' }],
      },
    ])
    ending = { verdict: 'done' }
    await bench.at('2027-01-01T13:00:00Z')
    expect((await status(bench.core)).troubles.filter(({ attention }) => attention)).toEqual([])
    expect((await tell('2027-01-01T13:10:00Z')).slice(1)).toEqual([
      ['recovered', 'drill/notes/local', 'notes comes back whole from "local" again'],
    ])
  })
})

describe('a vault that goes to two repositories, one of them on a server that lets nothing be removed', { timeout: 120_000 }, () => {
  it('is drilled out of each, whole and in part; damage in one is none in the other; and it is told when it was last proven', async () => {
    const served = temporaryFolder('rest')
    const server = await startRestServer(served, { appendOnly: true })
    const plans = { daily: { ...daily, sources: ['notes'], schedule: '0 7 1 12 *' } }
    const repositories = { local, nas: { ...nas, url: server.url, appendOnly: true } }
    const bench = await scheduleBench({ configuration: { ...configuration, repositories, plans }, started, execute: 'real' })
    for (const name of ['a', 'b', 'c']) writeFileSync(path.join(bench.folder, 'notes', `${name}.md`), name.repeat(2000))
    await bench.at(started)
    await bench.at('2026-12-01T07:00:00Z')
    await bench.at('2026-12-01T13:00:00Z')
    expect(bench.runs().slice(-2).toSorted()).toEqual(['local', 'nas'].map((name) => `@drill/${name}/notes 12-01T13:00 schedule: done`))
    const results = bench.events('run.outcome').slice(-2)
    expect(results.map(({ result }) => result)).toMatchObject([
      { how: 'whole', files: 3, comparedFiles: 3 },
      { how: 'whole', files: 3, comparedFiles: 3 },
    ])
    bench.configure({ ...configuration, repositories, plans, verification: { ...verification, drillUpTo: '3 kB' } })
    const sampled = await drill(bench.core, { vault: 'notes', repository: 'nas' }, null, testHost())
    expect(sampled).toMatchObject({ verdict: 'done', result: { how: 'sample', files: 1, comparedFiles: 1 } })
    expect(await insideOfFolder(served).lockIds()).toEqual([])
    // The tree is gone there, so that not even the names are to be had.
    for (const folder of readdirSync(path.join(served, 'data')))
      renameSync(path.join(served, 'data', folder), path.join(served, `gone-${folder}`))
    const broken = await drill(bench.core, { vault: 'notes', repository: 'nas' }, null, testHost())
    expect(broken).toMatchObject({
      verdict: 'failed',
      problem: {
        code: 'drill-failed',
        sentence: 'Not all of notes comes back from "nas": the repository has lost, or damaged, even the list of what is in it.',
      },
    })
    const list = await client(bench).drills.list()
    expect(list).toMatchObject([
      { vault: 'notes', repository: 'local', last: { verdict: 'done' }, good: { result: { how: 'whole' } } },
      { vault: 'notes', repository: 'nas', last: { verdict: 'failed' }, good: { result: { how: 'sample' } } },
    ])
    const [notes] = (await client(bench).overview.get()).vaults
    expect(notes).toMatchObject({ proven: { repository: 'nas', how: 'sample' } })
    expect(notes?.copies.map(({ repository, proven }) => [repository, proven?.how])).toEqual([
      ['local', 'whole'],
      ['nas', 'sample'],
    ])
    expect(leftBehind(bench.root)).toEqual([])
  })
})
