import { expect, it } from 'vitest'
import { Verdict } from '../../main/contract/verdict.ts'
import { status, vaultState } from '../../main/engine/status.ts'
import { testHome } from '../helpers/temporary-home.ts'

it('every verdict of the latest backup is a state, and only a good one protects', () => {
  const states = Object.fromEntries(Verdict.options.map((verdict) => [verdict, vaultState({ verdict } as never)]))
  expect(states).toEqual({
    done: 'protected',
    warnings: 'warning',
    skipped: 'warning',
    cancelled: 'warning',
    'not-verified': 'not-verified',
    failed: 'failed',
    interrupted: 'failed',
  })
  expect([vaultState(undefined), vaultState({ verdict: null } as never)]).toEqual(['failed', 'running'])
})

it('asks for attention where nothing is backed up, where the latest backup was cut off, and says where a snapshot is gone', async () => {
  const { core } = await testHome()
  expect(await status(core)).toEqual({
    vaults: [],
    repositories: [],
    plans: [],
    troubles: [],
    anomalies: [],
    proven: [],
    machines: [],
    unfinished: [],
    scheduled: false,
    scheduler: null,
    doing: [],
    attention: true,
  })
  const run = { repository: 'default', vault: 'v', pid: 4_194_304, processStart: 'x', kind: 'backup' as const }
  await core.record({ event: 'vault.known', vault: 'v', name: 'Notes', path: '/notes' })
  await core.record({ event: 'repository.known', repository: 'default', id: 'i', location: '/', fingerprint: 'f', password: 'file' })
  await core.record({ event: 'snapshots.seen', repository: 'default', snapshots: [{ id: 's', time: '2026-11-21T07:00:00Z' }] })
  await core.record({ event: 'run.intent', run: 'a', ...run })
  expect(await status(core)).toMatchObject({
    vaults: [{ state: 'failed', problem: { code: 'interrupted' }, lastGood: null }],
    repositories: [{ snapshots: 1, vanished: 0 }],
    attention: true,
  })
  await core.record({ event: 'run.intent', run: 'b', ...run })
  await core.record({ event: 'run.outcome', run: 'b', verdict: 'done', warnings: [], warningCount: 0 })
  expect(await status(core)).toMatchObject({
    vaults: [{ state: 'protected', problem: null }],
    repositories: [{ gone: false }],
    attention: false,
  })
  await core.record({ event: 'snapshots.vanished', repository: 'default', ids: ['s'] })
  // Told by the run that found it; afterwards it is said, but asks for nothing.
  expect(await status(core)).toMatchObject({ repositories: [{ snapshots: 0, vanished: 1 }], attention: false })
})
