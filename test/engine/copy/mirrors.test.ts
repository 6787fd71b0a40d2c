import { renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { mirrorStandings } from '../../../main/engine/copy/mirror-standing.ts'
import { gatherHealth } from '../../../main/engine/health/gather-health.ts'
import { tellNews } from '../../../main/engine/news/tell-news.ts'
import { overview } from '../../../main/engine/overview/overview.ts'
import { snapshotIds } from '../../../main/engine/repositories/local-files.ts'
import { circumstancesOf } from '../../../main/engine/retention/circumstances.ts'
import { previewRetention } from '../../../main/engine/retention/preview-retention.ts'
import { nextDue } from '../../../main/engine/schedule/next-due.ts'
import { knownSnapshots } from '../../../main/engine/state/queries.ts'
import { type ScheduleBench, scheduleBench } from '../../helpers/schedule-bench.ts'
import { testHost } from '../../helpers/temporary-home.ts'

const vaults = { notes: { path: '~/notes', recoveryDocument: false } }
const local = { type: 'local', path: '~/local', prune: false }
const mirror = { of: 'local', schedule: '0 12 * * *', staleAfter: '26h' }
const drive = { type: 'local', path: '~/drive', prune: false, mirror }
const daily = { kind: 'daily', sources: ['notes'], repositories: ['local'], keep: { last: 3 } }
const configuration = { vaults, repositories: { local, drive }, plans: { daily }, kit: { checkEvery: false } }

async function realBench(): Promise<ScheduleBench> {
  const bench = await scheduleBench({ configuration, started: '2026-11-10T14:00:00Z', execute: 'real', shifted: true })
  await bench.at('2026-11-10T14:00:00Z')
  return bench
}

const day = async (bench: ScheduleBench, number: number) => {
  writeFileSync(path.join(bench.folder, 'notes', 'a.md'), `as of ${number}`)
  for (const hour of ['07', '12', '14']) {
    await bench.at(`2026-11-${number}T${hour}:00:00Z`)
    const { core } = bench
    const now = core.ports.clock.now()
    await tellNews(core, core.settings.configuration, now, testHost().signal, nextDue(core, now))
  }
}
const labels = (bench: ScheduleBench, name: string) => knownSnapshots(bench.core.state.database, name).map(({ label }) => label?.slice(-2))
const health = ({ core }: ScheduleBench) => {
  const { configuration } = core.settings
  if (configuration === null) throw new Error('no configuration')
  return gatherHealth(core, configuration, core.ports.clock.now()).plans
}

describe('a mirror', () => {
  it('is filled when it is due, keeps what the plan keeps, and stands by itself', async () => {
    const bench = await realBench()
    for (const number of [11, 12, 13, 14]) await day(bench, number)
    expect(bench.runs().filter((run) => run.startsWith('@copy'))).toEqual(
      [11, 12, 13, 14].map((number) => `@copy/drive 11-${number}T12:00 schedule: done`),
    )
    expect(labels(bench, 'drive')).toEqual(['12', '13', '14'])
    expect(labels(bench, 'local')).toEqual(['12', '13', '14'])
    expect(snapshotIds(path.join(bench.folder, 'drive'))).toHaveLength(3)
    expect(health(bench).map(({ plan, repository, mirrorOf, state, lastGood }) => [plan, repository, mirrorOf, state, lastGood])).toEqual([
      ['daily', 'local', null, 'protected', '2026-11-14T07:00:00.000Z'],
      ['@copy', 'drive', 'local', 'protected', '2026-11-14T12:00:00.000Z'],
    ])
    expect(mirrorStandings(bench.core)).toMatchObject([{ repository: 'drive', of: 'local', missing: 0, behind: false }])
    // To a person the mirror is another copy, and no other plan: the last and the next backup are the plan's.
    expect((await overview(bench.core)).vaults).toMatchObject([
      {
        plans: ['daily'],
        lastBackup: { repository: 'local', label: 'daily/2026-11-14' },
        next: { plan: 'daily' },
        copies: [
          { repository: 'local', state: 'protected', snapshots: 3 },
          { repository: 'drive', state: 'protected', snapshots: 3 },
        ],
      },
    ])
  })

  it('that falls behind is told, and nothing is removed from its source until it has caught up', async () => {
    const bench = await realBench()
    for (const number of [11, 12]) await day(bench, number)
    const [place, away] = [path.join(bench.folder, 'drive'), path.join(bench.folder, 'away')]
    renameSync(place, away)
    for (const number of [13, 14, 15, 16]) await day(bench, number)
    expect(mirrorStandings(bench.core)).toMatchObject([{ missing: 3, behind: true, lastGood: '2026-11-12T12:00:00.000Z' }])
    const [, lane] = health(bench)
    expect(lane).toMatchObject({ mirrorOf: 'local', state: 'stale', attention: true })
    expect(lane?.why).toMatch(/^It has not been filled from "local" for 4 days, since .*; it may for 26 hours\./)
    const [held] = previewRetention(bench.core, { plan: 'daily', repository: 'local' }, await circumstancesOf(bench.core))
    expect(held?.freezes).toMatchObject([{ code: 'mirror-behind', asks: false }])
    expect(labels(bench, 'local')).toEqual(['11', '12', '13', '14', '15', '16'])
    renameSync(away, place)
    await day(bench, 17)
    expect(health(bench).map(({ repository, state }) => [repository, state])).toEqual([
      ['local', 'protected'],
      ['drive', 'protected'],
    ])
    expect(labels(bench, 'drive')).toEqual(['15', '16', '17'])
    // It has caught up: the next backup removes what is old.
    await day(bench, 18)
    expect(labels(bench, 'local')).toEqual(['16', '17', '18'])
    expect(bench.events('news.raised').map(({ kind, subject, title }) => [kind, subject, title])).toEqual([
      ['stale', 'plan/@copy/drive', '"drive" has not been filled from "local" for 43 hours'],
      ['recovered', 'plan/@copy/drive', '"drive" is up to date with its source again'],
    ])
  })
})
