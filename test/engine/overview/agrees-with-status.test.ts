import { describe, expect, it } from 'vitest'
import { createJobs } from '../../../main/engine/jobs/jobs.ts'
import { createClient } from '../../../main/engine/procedures/client.ts'
import { howMany, noteFigure, seedOf } from '../../helpers/figure.ts'
import { pick, type Random, seeded } from '../../helpers/seeded.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome } from '../../helpers/temporary-home.ts'
import { at, configurationWith, problem, recordRun } from '../health/records.ts'

const vaults = ['notes', 'agents'] as const
const repositories = ['local', 'offsite'] as const
const plans = ['daily', 'weekly'] as const
const rounds = howMany(4, 100)

/** Something that happens to a home, now and then. */
async function happen(home: TestHome, random: Random, hour: number, known: string[]): Promise<void> {
  const { record } = home.core
  const time = new Date(at(19).getTime() + hour * 3_600_000)
  home.setTime(time)
  const one = <Item>(items: readonly Item[]): Item => pick(random, items)
  const [plan, repository, vault] = [one(plans), one(repositories), one(vaults)]
  const snapshot = `s${hour}`
  switch (one(['run', 'run', 'run', 'run', 'vanish', 'damage', 'sound', 'pause', 'resume', 'anomaly', 'answer'])) {
    case 'run': {
      const verdict = one(['done', 'done', 'warnings', 'failed', 'not-verified', 'cancelled', 'interrupted', 'skipped', null] as const)
      const saves = verdict === 'done' || verdict === 'warnings' || verdict === 'not-verified'
      const why = one(['wrong-password', 'not-verified', 'no-space', 'stopped', 'nothing-changed', 'folder-missing'])
      const ended = verdict === 'done' || verdict === null ? {} : { problem: problem(why) }
      await recordRun(home, time, { plan, repository, vault, verdict, ...(saves ? { snapshot } : {}), ...ended })
      if (saves) known.push(snapshot)
      return
    }
    case 'vanish':
      return known.length === 0 ? undefined : record({ event: 'snapshots.vanished', repository, ids: [one(known)] })
    case 'damage':
      return record({ event: 'repository.damaged', repository, files: [], packs: [] })
    case 'sound':
      return record({ event: 'repository.sound', repository })
    case 'pause':
      return record({ event: 'schedule.paused', until: null, by: 'anna' })
    case 'resume':
      return record({ event: 'schedule.resumed', by: 'anna' })
    case 'anomaly':
      if (known.length === 0) return
      return record({
        ...({ event: 'anomaly.raised', anomaly: `a${hour}`, plan, vault, repository, snapshot: one(known), against: 'none' } as const),
        ...{ code: 'mass-deletion', why: 'Much is gone' },
      })
    case 'answer':
      return
  }
}

describe('the overview', () => {
  it('is never calmer than status, whatever happened', { timeout: 30_000 + rounds * 15_000 }, async () => {
    const seed = seedOf(7)
    const random = seeded(seed)
    for (let round = 0; round < rounds; round++) {
      const home = await testHome()
      home.core.settings.configuration = configurationWith({
        repositories: {
          local: { type: 'local', path: temporaryFolder('copies'), enabled: random() > 0.2 },
          offsite: { type: 'rest', url: 'https://backup.example.com' },
        },
        plans: {
          daily: { kind: 'daily', sources: ['notes', 'agents'], repositories: [...repositories], verify: random() > 0.3 },
          weekly: { kind: 'weekly', sources: ['agents'], repositories: ['local'], enabled: random() > 0.3 },
        },
      })
      for (const name of vaults) await home.core.record({ event: 'vault.known', vault: name, name, path: `/v/${name}` })
      for (const repository of repositories)
        await home.core.record({
          event: 'repository.known',
          repository,
          id: repository,
          location: temporaryFolder('known'),
          fingerprint: 'f',
          password: 'file',
        })
      for (const plan of plans)
        await home.core.record({ event: 'plan.known', plan, schedule: '0 7 * * *', timeZone: 'UTC', since: at(18).toISOString() })
      const client = createClient({ core: home.core, jobs: createJobs(home.core) })
      const known: string[] = []
      for (let hour = 0; hour < 30; hour++) {
        await happen(home, random, hour, known)
        const status = await client.status.get()
        const { answer, vaults: cards } = await client.overview.get()
        const where = `seed ${seed}, round ${round}, hour ${hour}: ${answer.sentence}`
        if (status.attention) expect(answer.tone, where).not.toBe('good')
        for (const { vault, state, tone, lastBackup, copies, readBack } of cards) {
          const lanes = status.plans.flatMap((plan) => plan.lanes.map((lane) => ({ ...lane, repository: plan.repository })))
          const bad = lanes.filter(
            (lane) => lane.vault === vault && (lane.failure !== null || lane.staleSince !== null || lane.state === 'anomaly'),
          )
          const broken = copies.filter(({ repository }) =>
            status.repositories.some((one) => one.name === repository && one.damagedSince !== null),
          )
          if (bad.length > 0) {
            expect(['failed', 'stale', 'anomaly', 'paused'], `${where} ${vault}`).toContain(state)
            expect(answer.tone, where).not.toBe('good')
          }
          if (broken.some(({ lastGood, state: one }) => lastGood !== null && one !== null))
            expect(tone, `${where} ${vault}`).not.toBe('good')
          const there = copies.reduce((sum, { snapshots }) => sum + snapshots, 0)
          if (there === 0) expect([lastBackup?.snapshot ?? null, readBack], `${where} ${vault}`).toEqual([null, null])
          if (there === 0 && known.length > 0) expect(state, `${where} ${vault}`).not.toBe('protected')
        }
      }
      home.close()
    }
    noteFigure('overview-agrees', {
      says: 'hours of random histories in which the overview was calmer than status',
      seed,
      cases: rounds * 30,
      wrong: 0,
    })
  })
})
