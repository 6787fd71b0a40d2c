import { expect, it } from 'vitest'
import { verifyHistory } from '../../main/engine/history/verify-history.ts'
import { status } from '../../main/engine/status.ts'
import { rawRestic } from '../helpers/raw-restic.ts'
import { serveSample } from '../helpers/sample/sample-home.ts'
import { servedPassword } from '../helpers/served-home.ts'
import { longEnough } from '../helpers/sights.ts'
import { recorded } from '../helpers/temporary-home.ts'

it('the sample is a month of real runs that holds together, also as a copy, on which another process goes on', {
  timeout: longEnough,
}, async () => {
  const { core, root, places, cli } = await serveSample()
  expect(await verifyHistory(core.home.historyFile)).toMatchObject({ holds: true, breaks: [] })
  const events = recorded(root)
  const named = (name: string) => events.filter(({ event }) => event === name)
  // What was made is in restic, under the days on which it was made.
  const snapshots = JSON.parse(await rawRestic(places.local, servedPassword)('snapshots', '--json')) as { id: string; time: string }[]
  const inRestic = new Map(snapshots.map(({ id, time }) => [id, Date.parse(time)]))
  const told = named('run.snapshot').flatMap((line) =>
    line.event === 'run.snapshot' && !line.unchanged && inRestic.has(line.snapshot.id) ? [line.snapshot] : [],
  )
  expect(told.length).toBeGreaterThan(24)
  expect(told.map(({ id }) => inRestic.get(id))).toEqual(told.map(({ time }) => Date.parse(time)))
  const days = new Set(snapshots.map(({ time }) => time.slice(0, 10)))
  expect(days.size).toBeGreaterThan(24)
  // What it tells of.
  for (const name of ['plan.skipped', 'schedule.paused', 'restore.begun', 'anomaly.answered', 'change.decided', 'snapshots.removed'])
    expect(named(name).length, name).toBeGreaterThan(0)
  const { plans, anomalies } = await status(core)
  expect(anomalies).toEqual([])
  expect(plans.map(({ plan, state }) => `${plan}: ${state}`)).toEqual(
    ['morning', 'memory', 'weekly', 'rules'].map((plan) => `${plan}: protected`),
  )
  const ended = await cli('backup', 'morning')
  expect(ended.code, ended.stderr).toBe(0)
  expect(ended.stdout).not.toContain('all new')
})
