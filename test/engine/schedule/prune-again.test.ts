import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { scheduleBench } from '../../helpers/schedule-bench.ts'

it('a prune that a low battery held back is made up for once there is mains', async () => {
  let battery = true
  const bench = await scheduleBench({
    configuration: {
      vaults: { notes: { path: '~/notes', recoveryDocument: false } },
      repositories: { local: { type: 'local', path: '~/local', prune: '0 3 * * 0' } },
      conditions: { onBattery: 'always' },
      plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['local'] } },
    },
    started: '2026-11-21T06:00:00Z',
    execute: 'real',
    machine: { power: async () => ({ source: battery ? 'battery' : 'mains', percent: 10 }) },
  })
  writeFileSync(path.join(bench.folder, 'notes', 'a.md'), 'something')
  await bench.at('2026-11-21T06:00:00Z')
  await bench.at('2026-11-21T07:00:00Z')
  await bench.at('2026-11-22T03:00:00Z')
  battery = false
  await bench.at('2026-11-22T03:01:00Z')
  await bench.at('2026-11-22T03:10:00Z')
  expect(bench.runs().slice(1)).toEqual(['@prune/local 11-22T03:00 schedule: skipped on-battery', '@prune/local 11-22T03:00 retry: done'])
}, 30_000)
