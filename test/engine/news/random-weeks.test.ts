import { describe, expect, it } from 'vitest'
import { gatherHealth } from '../../../main/engine/health/gather-health.ts'
import { openSubjects } from '../../../main/engine/state/news-queries.ts'
import { between, pick, type Random, seeded } from '../../helpers/seeded.ts'
import { recorded } from '../../helpers/temporary-home.ts'
import { at, problem, recordRun } from '../health/records.ts'
import { later, type NewsBench, newsBench, raised, telling } from './news-bench.ts'

const configuration = telling({ desktop: {}, webhook: [] })
const lanes = [
  ['daily', 'local', 'notes'],
  ['daily', 'local', 'agents'],
  ['daily', 'offsite', 'notes'],
  ['daily', 'offsite', 'agents'],
  ['weekly', 'local', 'agents'],
] as const
const codes = ['no-space', 'wrong-password', 'folder-missing', 'restic-crashed', 'not-verified', 'interrupted'] as const

/** One thing that happens in a week of somebody's backups. */
async function happen(bench: NewsBench, random: Random, time: Date): Promise<void> {
  const [plan, repository, vault] = pick(random, lanes)
  const of = { plan, repository, vault, took: 0.5 }
  switch (pick(random, ['good', 'good', 'bad', 'bad', 'warnings', 'skipped', 'cancelled', 'pause', 'resume', 'nothing'] as const)) {
    case 'good':
      return void (await recordRun(bench, time, of))
    case 'warnings':
      return void (await recordRun(bench, time, { ...of, verdict: 'warnings', warnings: ['Not saved: x'] }))
    case 'bad': {
      const code = pick(random, codes)
      const verdict = code === 'not-verified' || code === 'interrupted' ? code : 'failed'
      return void (await recordRun(bench, time, { ...of, verdict, problem: problem(code) }))
    }
    case 'skipped':
      return void (await recordRun(bench, time, { ...of, verdict: 'skipped', problem: problem('drive-not-connected') }))
    case 'cancelled':
      return void (await recordRun(bench, time, { ...of, verdict: 'cancelled' }))
    case 'pause':
      bench.setTime(time)
      return bench.core.record({ event: 'schedule.paused', plan, until: later(time, 120).toISOString(), by: 'ada' })
    case 'resume':
      bench.setTime(time)
      return bench.core.record({ event: 'schedule.resumed', by: 'ada' })
    case 'nothing':
      return
  }
}

describe('random weeks', () => {
  it.each([1, 2, 3, 4, 5, 6])('seed %i: nothing is told twice, nothing bad stays untold, and all of it ends', async (seed) => {
    const random = seeded(seed)
    let bench = await newsBench()
    const shown = [...bench.shown]
    let time = at(20, '08:00')
    for (let step = 0; step < 60; step++) {
      time = later(time, between(random, 1, 240))
      await happen(bench, random, time)
      time = later(time, 1)
      await bench.tell(configuration, time)
      const lines = recorded(bench.root).length
      await bench.tell(configuration, time)
      expect(recorded(bench.root), `step ${step}: telling again at the same time`).toHaveLength(lines)
      if (random() < 0.1) {
        shown.push(...bench.shown)
        bench.close()
        bench = await newsBench({ root: bench.root })
      }
    }
    // What is bad now is known to the person, but for what may be over in a moment.
    time = later(time, 45)
    await bench.tell(configuration, time)
    const open = new Set(openSubjects(bench.core.state.database))
    const summary = raised(bench).some((line) => line.event === 'news.raised' && line.subject === 'summary')
    for (const { plan, repository, lanes: vaults } of gatherHealth(bench.core, configuration, time).plans)
      for (const { vault, failure, staleSince } of vaults)
        if (failure !== null || staleSince !== null) {
          const subjects = [`plan/${plan}/${repository}`, `repository/${repository}`, `vault/${vault}`]
          expect(summary || subjects.some((subject) => open.has(subject)), `${plan}/${repository}/${vault} is bad and untold`).toBe(true)
        }
    // All is mended: it is told that it is over, once.
    for (const [plan, repository, vault] of lanes) await recordRun(bench, later(time, 1), { plan, repository, vault, took: 0.5 })
    for (const minutes of [3, 130, 260, 261]) await bench.tell(configuration, later(time, minutes))
    expect(openSubjects(bench.core.state.database)).toEqual([])

    shown.push(...bench.shown)
    expect(new Set(shown.map(({ id }) => id)).size).toBe(shown.length)
    const told = new Map<string, Set<string>>()
    for (const line of raised(bench)) {
      if (line.event !== 'news.raised') continue
      const known = told.get(line.subject) ?? new Set()
      if (line.kind === 'recovered') {
        expect(known.size, `${line.subject} recovered from nothing`).toBeGreaterThan(0)
        known.clear()
      } else {
        const fresh = (line.code ?? '').split(' ').filter((code) => !known.has(`${line.kind} ${code}`))
        expect(fresh.length, `${line.kind} of ${line.subject} (${line.code}) was told before`).toBeGreaterThan(0)
        for (const code of fresh) known.add(`${line.kind} ${code}`)
      }
      told.set(line.subject, known)
    }
    expect(shown.length).toBeGreaterThan(0)
  })
})
