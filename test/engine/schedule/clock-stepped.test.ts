import { expect, it } from 'vitest'
import type { HistoryEvent } from '../../../main/contract/history-event.ts'
import { duesRunAhead, knownPlans, laneRecord, pauses } from '../../../main/engine/state/schedule-queries.ts'
import { testHome } from '../../helpers/temporary-home.ts'

const lane = { plan: 'daily', repository: 'local', vault: 'notes' }
const run = (due: string): HistoryEvent => ({
  event: 'run.intent',
  run: due,
  kind: 'backup',
  ...lane,
  due: `${due}T07:00:00.000Z`,
  trigger: 'schedule',
  pid: 1,
  processStart: '',
})
const done = (due: string): HistoryEvent => ({ event: 'run.outcome', run: due, verdict: 'done', warnings: [], warningCount: 0 })
const skipped = (from: string, to: string): HistoryEvent => ({
  event: 'plan.skipped',
  plan: 'daily',
  repository: 'local',
  from: `${from}T07:00:00.000Z`,
  to: `${to}T07:00:00.000Z`,
  count: 1,
  reason: 'asleep',
})

/** A home in which the 10th was run; then the clock showed 2099 for a while, in which much was skipped and one due time was run. */
async function homeOf2099() {
  const { core, setTime } = await testHome()
  const at = async (time: string, ...events: HistoryEvent[]) => {
    setTime(new Date(time))
    for (const event of events) await core.record(event)
  }
  await at('2027-05-10T07:00:00Z', run('2027-05-10'), done('2027-05-10'))
  await at('2099-06-02T12:00:00Z', skipped('2027-05-11', '2099-06-01'), run('2099-06-02'))
  return { core, at }
}

// The schedule itself, a run that ends, a person: whoever comes first after the clock was set back.
it.each([
  ['the schedule', { event: 'clock.stepped', from: '2099-06-02T12:00:00.000Z', to: '2027-05-10T12:00:00.000Z' }],
  ['the end of a run', done('2099-06-02')],
  ['a person', { event: 'snapshot.pinned', repository: 'local', snapshot: 'x', by: 'somebody' }],
] satisfies [string, HistoryEvent][])('a clock that was set back is noticed by what %s writes', async (_, event) => {
  const { core, at } = await homeOf2099()
  const { database } = core.state
  await at('2027-05-10T12:00:00Z', event, done('2099-06-02'))
  expect(laneRecord(database, lane, '2027-05-11T08:00:00.000Z')?.due).toBe('2027-05-10T07:00:00.000Z')
  expect(duesRunAhead(database, lane)).toEqual(['2099-06-02T07:00:00.000Z'])
  // Not even when that time has come does it stand for all that lies between.
  expect(laneRecord(database, lane, '2099-06-03T00:00:00.000Z')?.due).toBe('2027-05-10T07:00:00.000Z')
})

it('a correction by less than a minute takes nothing back', async () => {
  const { core, at } = await homeOf2099()
  await at('2099-06-02T11:59:10Z', done('2099-06-02'))
  expect(laneRecord(core.state.database, lane, '2099-06-02T12:00:00.000Z')?.due).toBe('2099-06-02T07:00:00.000Z')
  expect(duesRunAhead(core.state.database, lane)).toEqual([])
})

it('plans that became known in the future are known from now on, and pauses go on for as long as was meant', async () => {
  const { core, at } = await homeOf2099()
  await at(
    '2099-06-02T13:00:00Z',
    { event: 'plan.known', plan: 'daily', repository: 'local', schedule: '0 7 * * *', timeZone: 'UTC', since: '2099-06-02T13:00:00.000Z' },
    { event: 'schedule.paused', until: '2099-06-02T15:00:00.000Z', by: 'somebody' },
    { event: 'schedule.paused', plan: 'weekly', until: null, by: 'somebody' },
  )
  await at('2099-06-02T13:30:00Z', done('2099-06-02'))
  await at('2027-05-10T12:00:00Z', done('2099-06-02'))
  expect(knownPlans(core.state.database)).toMatchObject([{ plan: 'daily', since: '2027-05-10T12:00:00.000Z' }])
  expect(pauses(core.state.database, '2027-05-10T12:00:00.000Z')).toMatchObject([
    { plan: '', until: '2027-05-10T13:30:00.000Z', since: '2027-05-10T12:00:00.000Z' },
    { plan: 'weekly', until: null },
  ])
})
