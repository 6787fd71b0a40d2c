import { renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { gatherHealth } from '../../../main/engine/health/gather-health.ts'
import { tellNews } from '../../../main/engine/news/tell-news.ts'
import { overview } from '../../../main/engine/overview/overview.ts'
import { nextDue } from '../../../main/engine/schedule/next-due.ts'
import { knownSnapshots, newestSnapshot } from '../../../main/engine/state/queries.ts'
import { waitFor } from '../../helpers/cli-processes.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { type ScheduleBench, scheduleBench } from '../../helpers/schedule-bench.ts'
import { recorded, testHost } from '../../helpers/temporary-home.ts'

const repositories = Object.fromEntries(['one', 'two', 'three'].map((name) => [name, { type: 'local', path: `~/${name}`, prune: false }]))
const configuration = {
  vaults: { notes: { path: '~/notes', recoveryDocument: false } },
  repositories,
  kit: { checkEvery: false },
  plans: {
    daily: { kind: 'daily', sources: ['notes'], repositories: Object.keys(repositories), keep: { last: 6 } },
  },
}

/** What the clock shows, and what the daemon does then. */
async function at(bench: ScheduleBench, time: string): Promise<void> {
  await bench.at(time)
  const { core } = bench
  const now = core.ports.clock.now()
  await tellNews(core, core.settings.configuration, now, testHost().signal, nextDue(core, now))
}

const health = ({ core }: ScheduleBench) => {
  const { configuration } = core.settings
  if (configuration === null) throw new Error('no configuration')
  return gatherHealth(core, configuration, core.ports.clock.now()).plans
}

/** Due times and contents as plain restic sees them. */
const states = async (bench: ScheduleBench, name: string) => {
  const raw = rawRestic(path.join(bench.folder, name), bench.keychain.entries.get(`repository:${name}`))
  const found = JSON.parse(await raw('snapshots', '--json')) as { tags: string[]; tree: string }[]
  return new Map(found.map(({ tags, tree }) => [tags.find((tag) => tag.startsWith('due:'))?.slice(4, 14), tree]))
}

describe('three repositories, one of them broken for a week', () => {
  it('two stay green with retention; the third is told once a day at most, catches up by copy, and is equal to the others', async () => {
    const bench = await scheduleBench({ configuration, started: '2026-11-09T12:00:00Z', execute: 'real', shifted: true })
    await at(bench, '2026-11-09T12:00:00Z')
    const [place, away] = ['three', 'three-away'].map((name) => path.join(bench.folder, name)) as [string, string]
    for (let day = 10; day <= 18; day++) {
      writeFileSync(path.join(bench.folder, 'notes', 'a.md'), `as of ${day}`)
      if (day === 11) renameSync(place, away)
      if (day === 18) renameSync(away, place)
      for (const hour of ['07', '20']) await at(bench, `2026-11-${day}T${hour}:00:00Z`)
      const stands = Object.fromEntries(health(bench).map(({ repository, state }) => [repository, state]))
      expect(stands).toMatchObject({ one: 'protected', two: 'protected' })
      if (day >= 12 && day < 18) expect(stands['three']).toBe('stale')
    }
    // Nobody was held up: each due time has its run in both others, none of them late.
    const runs = bench.runs()
    for (const name of ['one', 'two'])
      expect(runs.filter((run) => run.startsWith(`daily/${name}/`))).toEqual(
        [10, 11, 12, 13, 14, 15, 16, 17, 18].map((day) => `daily/${name}/notes 11-${day}T07:00 schedule: done`),
      )
    // The third one: the newest due time by a backup, those before by one copy.
    expect(runs.filter((run) => /^[^/]+\/three/.test(run) && !run.includes('12-'))).toEqual([
      'daily/three/notes 11-10T07:00 schedule: done',
      'daily/three/notes 11-18T07:00 schedule: done',
      '@copy/three catch-up: done',
      'daily/three catch-up: done',
    ])
    expect(health(bench).map(({ repository, state }) => [repository, state])).toEqual([
      ['one', 'protected'],
      ['two', 'protected'],
      ['three', 'protected'],
    ])
    const [one, two, three] = await Promise.all(['one', 'two', 'three'].map((name) => states(bench, name)))
    expect([...(one?.keys() ?? [])].sort()).toEqual([13, 14, 15, 16, 17, 18].map((day) => `2026-11-${day}`))
    expect(two).toEqual(one)
    expect(new Map([...(three ?? [])].sort())).toEqual(new Map([...(one ?? [])].sort()))
    // What came in late is not the newest.
    expect(newestSnapshot(bench.core.state.database, 'three', 'notes')?.label).toBe('daily/2026-11-18')
    expect(knownSnapshots(bench.core.state.database, 'three').map(({ label }) => label)).toEqual(
      [13, 14, 15, 16, 17, 18].map((day) => `daily/2026-11-${day}`),
    )
    const told = bench.events('news.raised').map(({ kind, subject }) => `${kind} ${subject}`)
    expect(told).toEqual(['stale plan/daily/three', 'recovered plan/daily/three'])
    const [vault] = (await overview(bench.core)).vaults
    expect(vault?.copies.map(({ repository, state, snapshots }) => [repository, state, snapshots])).toEqual(
      ['one', 'two', 'three'].map((name) => [name, 'protected', 6]),
    )
  })

  it('one whose server refuses each attempt is told once a day at most, whatever it is tried', async () => {
    const bench = await scheduleBench({
      configuration,
      started: '2026-11-09T12:00:00Z',
      execute: (job, pretend) =>
        pretend(job, job.repository === 'three' ? { verdict: 'failed', code: 'repository-offline' } : { verdict: 'done' }),
    })
    for (let hour = 12; hour < 12 + 7 * 24; hour++) await at(bench, new Date(Date.UTC(2026, 10, 9, hour)).toISOString())
    const told = recorded(bench.root).flatMap((line) => (line.event === 'news.raised' ? [line] : []))
    expect(told.every(({ subject }) => subject.includes('three'))).toBe(true)
    expect(new Set(told.map(({ kind }) => kind))).toEqual(new Set(['failed', 'stale']))
    const days = told.map((line) => `${line.kind} ${(line as unknown as { time: string }).time.slice(0, 10)}`)
    expect(new Set(days).size).toBe(days.length)
    expect(bench.runs().filter((run) => run.startsWith('daily/three')).length).toBeGreaterThan(7)
  })

  it('one that hangs holds up neither the others nor their news', async () => {
    const hung = Promise.withResolvers<void>()
    const bench = await scheduleBench({
      configuration,
      started: '2026-11-09T12:00:00Z',
      execute: async (job, pretend) => {
        if (job.repository === 'three') await hung.promise
        await pretend(job)
      },
    })
    const done = (name: string) => bench.runs().filter((run) => run.startsWith(`daily/${name}`) && run.endsWith('done')).length
    for (const [times, day] of ['09T12', '10T07', '11T07', '12T07'].entries()) {
      await bench.lookAt(`2026-11-${day}:00:00Z`)
      await waitFor('the others', () => done('one') === times && done('two') === times)
    }
    await bench.lookAt('2026-11-12T07:00:30Z')
    expect(bench.jobs.filter(({ repository }) => repository === 'three')).toHaveLength(1)
    expect(health(bench).map(({ repository, state }) => [repository, state])).toEqual([
      ['one', 'protected'],
      ['two', 'protected'],
      ['three', 'stale'],
    ])
    hung.resolve()
    await bench.scheduler.stop()
  })
})
