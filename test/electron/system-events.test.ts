import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { lockIds, snapshotIds } from '../../main/engine/repositories/local-files.ts'
import { waitFor } from '../helpers/cli-processes.ts'
import { type SystemBench, systemBench } from '../helpers/system-bench.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

const started = '2026-11-16T12:00:00Z'
const due = '11-17T07:00'
const plans = { daily: { kind: 'daily', sources: ['notes'] } }

/** The due time has come, and was looked at: nothing runs. */
async function waiting(bench: SystemBench): Promise<void> {
  writeFileSync(path.join(bench.notes, 'a.md'), 'one')
  bench.at('2026-11-17T07:00:01Z')
  bench.look()
  await waitFor('a look', () => bench.machine.asked > 0)
  // What is decided now stands for a minute of the bench's clock, which stands still.
  bench.look()
  expect(bench.runs()).toEqual([])
}

describe('what waited is run at once', () => {
  it('when the machine is plugged in', async () => {
    const bench = await systemBench({ platform: 'darwin', started, configuration: { plans, conditions: { onBattery: 'never' } } })
    bench.machine.power = { source: 'battery', percent: 80 }
    await waiting(bench)
    bench.machine.power = { source: 'mains', percent: 80 }
    bench.fake.powerMonitor.monitor.plugIn()
    await bench.ended(1)
    expect(bench.runs()).toEqual([`${due} schedule done`])
  })

  it('when the keychain was opened with the screen', async () => {
    const bench = await systemBench({ platform: 'win32', started, configuration: { plans } })
    writeFileSync(path.join(bench.notes, 'a.md'), 'one')
    bench.at('2026-11-17T07:00:00Z')
    bench.look()
    await bench.ended(1)
    bench.keychain.condition = 'locked'
    const probe = vi.spyOn(bench.keychain, 'probe')
    bench.at('2026-11-18T07:00:01Z')
    bench.look()
    await waitFor('a look', () => probe.mock.settledResults.length > 0)
    bench.keychain.condition = 'open'
    bench.fake.powerMonitor.monitor.unlockScreen()
    await bench.ended(2)
    expect(bench.runs()).toEqual([`${due} schedule done`, '11-18T07:00 schedule done'])
  })
})

describe('the session ends while a run is on', () => {
  /** A run that is storing slowly. */
  async function storing(more: object = {}) {
    const folder = temporaryFolder('ending')
    const place = path.join(folder, 'place')
    const repositories = { local: { type: 'local', path: place, limitUpload: '200 KiB/s' } }
    const slow = { repositories, plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['local'] } }, ...more }
    const bench = await systemBench({ folder, started, configuration: slow })
    writeFileSync(path.join(bench.notes, 'new.bin'), randomBytes(2_000_000))
    bench.at('2026-11-17T07:00:00Z')
    bench.look()
    await waitFor('the pack that is written slowly', () => beingWritten(place).some((size) => size > 100_000))
    const { fake, keychain } = bench
    return {
      ...bench,
      place,
      held: fake.powerSaveBlocker.blocker.held,
      again: (configuration: object) =>
        systemBench({ folder, keychain, started: '2026-11-17T09:00:00Z', configuration: { ...slow, ...configuration } }),
    }
  }

  it('the system is asked for time, the run stops politely with its reason, and the next start makes up for it', async () => {
    const bench = await storing()
    expect([...bench.held.values()]).toEqual(['prevent-app-suspension'])
    expect(bench.fake.powerMonitor.monitor.shutDown()).toBe(true)
    expect(bench.system.isEnding()).toBe(true)
    expect(await bench.fake.app.ended).toBe(0)
    // A pack that goes slowly over a thin line takes longer to be given up than logind waits, and is ended by force.
    expect(bench.killed).toHaveLength(1)
    expect(bench.runs()).toEqual([`${due} schedule interrupted stopped`])
    expect(bench.events('run.outcome')[0]?.problem).toEqual({
      code: 'stopped',
      sentence: 'The machine was shut down in the middle of this backup.',
      remedy: 'Nothing to do: the next start makes up for it.',
    })
    expect(bench.events('daemon.stopped')).toMatchObject([{ why: 'The machine was shut down' }])
    expect([bench.held.size, bench.shown]).toEqual([0, []])
    bench.close()

    const next = await bench.again({ repositories: { local: { type: 'local', path: bench.place } } })
    await next.ended(2)
    expect(next.runs()).toEqual([`${due} schedule interrupted stopped`, `${due} retry done`])
    expect([snapshotIds(bench.place).length, lockIds(bench.place)]).toEqual([1, []])
    expect(next.shown).toEqual([])
  })

  it('Windows is not kept from it, and tells a window that nobody sees', async () => {
    const bench = await systemBench({ platform: 'win32', started, configuration: { plans } })
    expect(bench.fake.baseWindow.open().map(({ options }) => options)).toEqual([{ show: false, skipTaskbar: true }])
    bench.fake.baseWindow.endSession(['logoff'])
    expect(await bench.fake.app.ended).toBe(0)
    expect(bench.events('daemon.stopped')).toMatchObject([{ why: 'The person logged off' }])
  })

  it('a signal ends it as politely, once, and a second one by force', async () => {
    const bench = await storing({ app: { keepAwakeDuringRuns: false } })
    expect(bench.fake.powerSaveBlocker.blocker.begun).toBe(0)
    bench.signals.emit('SIGTERM')
    bench.signals.emit('SIGTERM')
    expect(bench.killed).toHaveLength(1)
    expect(await bench.fake.app.ended).toBe(0)
    expect(bench.events('run.outcome')[0]?.problem?.sentence).toBe('Vaultkeeper was asked to end in the middle of this backup.')
  })
})

/** The sizes of the packs that restic is writing in a folder. */
function beingWritten(place: string): number[] {
  if (!existsSync(path.join(place, 'data'))) return []
  return readdirSync(path.join(place, 'data'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.includes('-tmp-'))
    .map(({ parentPath, name }) => statSync(path.join(parentPath, name), { throwIfNoEntry: false })?.size ?? 0)
}
