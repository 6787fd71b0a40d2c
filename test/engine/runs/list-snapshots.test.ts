import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { entryAt } from '../../../main/engine/index/list-folder.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { calendarOf } from '../../../main/engine/runs/calendar-of.ts'
import { init } from '../../../main/engine/runs/init-run.ts'
import { listSnapshots } from '../../../main/engine/runs/list-snapshots.ts'
import { lookInto } from '../../../main/engine/runs/look-into.ts'
import { knownSnapshots } from '../../../main/engine/state/queries.ts'
import { cheapenKey, forgeSnapshot } from '../../helpers/forge-snapshots.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome, testHost } from '../../helpers/temporary-home.ts'

const password = 'of the list of snapshots'

/** A home whose repository holds so many snapshots, seen by the ledger. */
async function homeWith(count: number) {
  const home = await testHome({ environment: { VAULTKEEPER_PASSWORD: password } })
  const host = testHost()
  await init(home.core, 'default', host)
  const location = path.join(home.core.home.repositories, 'default')
  const key = cheapenKey(location, password)
  const forge = (number: number) =>
    forgeSnapshot(location, key, { time: new Date(Date.UTC(2026, 0, 1, 6 * number)).toISOString(), hostname: 'h', tags: ['vault:notes'] })
  for (let number = 0; number < count; number++) forge(number)
  const list = () => listSnapshots(home.core, undefined, host)
  await list()
  return { ...home, location, forge, list }
}

describe('the list of snapshots', () => {
  test('needs neither restic nor the password where the files of the repository are those that the ledger knows', async () => {
    const { root, location, forge, close } = await homeWith(1_000)
    close()
    const { core } = await testHome({ root, environment: { VAULTKEEPER_RESTIC: '/nowhere/restic', VAULTKEEPER_PASSWORD: 'wrong' } })
    const list = () => listSnapshots(core, undefined, testHost())
    const begun = performance.now()
    const { snapshots, unasked } = await list()
    // Some 5 ms on a quiet machine.
    expect(performance.now() - begun).toBeLessThan(500)
    expect(unasked).toEqual([])
    expect(snapshots.map(({ time }) => new Date(time).toISOString())).toEqual(
      Array.from({ length: 1_000 }, (_, number) => new Date(Date.UTC(2026, 0, 1, 6 * number)).toISOString()),
    )
    // One that another program made: now restic has to tell of it, and cannot.
    forge(2_000)
    await expect(list()).rejects.toThrow(/restic/)
    const [some = ''] = readdirSync(path.join(location, 'snapshots'))
    rmSync(path.join(location, 'snapshots', some))
    await expect(list()).rejects.toThrow(/restic/)
  })

  test('takes in what others made, and tells of a repository that is another one', async () => {
    const { location, forge, list } = await homeWith(3)
    const id = forge(7)
    expect((await list()).snapshots.map((one) => one.id)).toContain(id)
    const other = path.join(temporaryFolder('other'), 'home')
    const { core } = await testHome({ root: other, environment: { VAULTKEEPER_PASSWORD: password } })
    await init(core, 'default', testHost())
    renameSync(location, `${location}-before`)
    cpSync(path.join(core.home.repositories, 'default'), location, { recursive: true })
    // The same snapshots in name, in a repository that is not ours.
    rmSync(path.join(location, 'snapshots'), { recursive: true })
    cpSync(path.join(`${location}-before`, 'snapshots'), path.join(location, 'snapshots'), { recursive: true })
    await expect(list()).rejects.toThrow(/lies another repository/)
  })

  test('marks what is gone from the repository, and leaves it to the next backup to raise the alarm', async () => {
    const { core, location, list } = await homeWith(0)
    const vault = temporaryFolder('vault')
    for (const text of ['one', 'two']) {
      writeFileSync(path.join(vault, 'note.md'), text)
      await backup(core, { folder: vault, verify: false }, testHost())
    }
    const [gone = '', kept = ''] = (await list()).snapshots.map(({ id }) => id)
    rmSync(path.join(location, 'snapshots', gone))
    // What restic cannot read is there all the same.
    rmSync(path.join(location, 'snapshots', kept))
    writeFileSync(path.join(location, 'snapshots', kept), 'noise')
    expect((await list()).snapshots.map(({ id, vanished }) => [id, vanished])).toEqual([
      [gone, expect.stringMatching(/^20/)],
      [kept, null],
    ])
    expect(knownSnapshots(core.state.database, 'default').map(({ vanished }) => vanished)).toEqual([null, null])
    const look = async () => (await lookInto(core, gone.slice(0, 8), {}, testHost())).index
    await expect(look().then((index) => entryAt(index, gone, 'note.md'))).rejects.toThrow(/not in the repository any more/)
  })

  test('says why where the repository is gone or holds no snapshot', async () => {
    const { location, list } = await homeWith(1)
    rmSync(path.join(location, 'config'))
    await expect(list()).rejects.toThrow(/is not where it was/)
    rmSync(location, { recursive: true })
    mkdirSync(location)
    writeFileSync(path.join(location, 'else'), '')
    await expect(list()).rejects.toThrow(/is not where it was/)
    expect((await (await homeWith(0)).list()).snapshots).toEqual([])
  })
})

describe('the calendar', () => {
  const at = (id: string, time: string, vault: string | null = 'notes', vanished: string | null = null) => ({ id, time, vault, vanished })

  test('counts by the wall clock of a zone, vault by vault, and leaves out what vanished', () => {
    const snapshots = [
      at('a', '2026-10-24T21:59:59Z'),
      at('b', '2026-10-24T22:00:00Z'),
      // The hour that comes twice.
      at('c', '2026-10-25T00:30:00Z'),
      at('d', '2026-10-25T02:30:00+01:00'),
      at('e', '2026-10-25T23:00:00.123456789Z', null),
      at('f', '2026-10-25T12:00:00Z', 'notes', '2026-10-26T00:00:00Z'),
      at('g', 'no time at all'),
    ]
    expect(calendarOf(snapshots, 'Europe/Berlin')).toEqual([
      {
        vault: 'notes',
        days: [
          { day: '2026-10-24', snapshots: ['a'] },
          { day: '2026-10-25', snapshots: ['b', 'c', 'd'] },
        ],
      },
      { vault: null, days: [{ day: '2026-10-26', snapshots: ['e'] }] },
    ])
    expect(calendarOf(snapshots.slice(0, 2), 'UTC')[0]?.days).toEqual([{ day: '2026-10-24', snapshots: ['a', 'b'] }])
    expect(calendarOf([], 'UTC')).toEqual([])
  })
})
