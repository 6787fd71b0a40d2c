import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type HistoryEvent, parseHistoryLine } from '../../../main/contract/history-event.ts'
import { verifyHistory } from '../../../main/engine/history/verify-history.ts'
import type { Home } from '../../../main/engine/home/home.ts'
import { applyEvent } from '../../../main/engine/state/apply-event.ts'
import {
  homeHost,
  knownRepository,
  knownSnapshots,
  knownVaults,
  latestBackup,
  latestGoodBackup,
  latestRuns,
  newestSnapshot,
  openRuns,
  takenLabels,
} from '../../../main/engine/state/queries.ts'
import { stateSchema, stateVersion } from '../../../main/engine/state/schema.ts'
import { openState } from '../../../main/engine/state/state.ts'
import { startNode } from '../../helpers/run-node.ts'
import { recorded, testHome } from '../../helpers/temporary-home.ts'

const counts = { files: 3, bytes: 30, filesNew: 3, filesChanged: 0, bytesStored: 12 }
const tables = ['cursor', 'home', 'repositories', 'vaults', 'runs', 'snapshots']

function everything(database: DatabaseSync): Record<string, unknown[]> {
  return Object.fromEntries(tables.map((table) => [table, database.prepare(`SELECT * FROM ${table} ORDER BY 1`).all()]))
}

/** The files that this process has open; the kernel marks those that were removed. */
function openFiles(): string[] {
  const folder = '/proc/self/fd'
  return readdirSync(folder).flatMap((descriptor) => {
    try {
      return [readlinkSync(`${folder}/${descriptor}`)]
    } catch {
      return []
    }
  })
}

const id = fc.constantFrom('a', 'b', 'c')
const run = fc.constantFrom('r1', 'r2', 'r3', 'r4')
const snapshot = fc.record(
  {
    id,
    time: fc.constant('2026-11-21T07:00:00Z'),
    tree: fc.constant('t'),
    vault: fc.constant('v'),
    label: fc.constant('manual/x'),
    files: fc.nat(),
  },
  { requiredKeys: ['id', 'time'] },
)
/** Any event in any order: a history that was mended by hand must be folded too. */
const event: fc.Arbitrary<HistoryEvent> = fc.oneof(
  fc.record({ event: fc.constant('home.created' as const), host: fc.string() }),
  fc.record({
    event: fc.constant('repository.creating' as const),
    repository: id,
    location: fc.string(),
    password: fc.constantFrom('keychain' as const, 'file' as const),
  }),
  fc.record({
    event: fc.constant('repository.known' as const),
    repository: id,
    id,
    location: fc.string(),
    fingerprint: fc.string(),
    password: fc.constant('file' as const),
  }),
  fc.record({ event: fc.constant('vault.known' as const), vault: id, name: fc.string(), path: fc.string() }),
  fc.record({
    event: fc.constant('run.intent' as const),
    run,
    kind: fc.constantFrom('backup' as const, 'restore' as const, 'verify' as const),
    repository: id,
    vault: id,
    pid: fc.nat(),
    processStart: fc.string(),
  }),
  fc.record({
    event: fc.constant('run.snapshot' as const),
    run,
    snapshot,
    unchanged: fc.boolean(),
    counts: fc.constant(counts),
    duration: fc.nat(),
  }),
  fc.record({
    event: fc.constant('run.outcome' as const),
    run,
    verdict: fc.constantFrom('done' as const, 'failed' as const, 'warnings' as const),
    warnings: fc.array(fc.string(), { maxLength: 2 }),
    warningCount: fc.nat(),
  }),
  fc.record({ event: fc.constant('snapshots.seen' as const), repository: id, snapshots: fc.array(snapshot, { maxLength: 3 }) }),
  fc.record({ event: fc.constant('snapshots.vanished' as const), repository: id, ids: fc.array(id, { maxLength: 2 }) }),
  fc.record({
    event: fc.constant('repository.damaged' as const),
    repository: id,
    files: fc.array(fc.string()),
    packs: fc.array(fc.string()),
  }),
  fc.record({ event: fc.constant('repository.sound' as const), repository: id }),
  fc.record({ event: fc.constant('lock.removed' as const), repository: id, why: fc.string() }),
  fc.record({ event: fc.constant('kit.shown' as const), repository: id, where: fc.constantFrom('page' as const, 'terminal' as const) }),
  fc.record({ event: fc.constant('kit.made' as const), repository: id, facts: id }),
  fc.record({ event: fc.constant('kit.checked' as const), repository: id }),
)

describe('the fold', () => {
  it('takes any events, and a line twice as if it were once', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 25 }), (events) => {
        const [once, twice] = [new DatabaseSync(':memory:'), new DatabaseSync(':memory:')]
        for (const database of [once, twice]) database.exec(stateSchema)
        for (const [index, one] of events.entries()) {
          const line = parseHistoryLine({
            ...one,
            seq: index + 1,
            time: `2026-11-21T07:00:${String(index).padStart(2, '0')}Z`,
            previous: '',
            hash: '',
          })
          expect(line, JSON.stringify(one)).toBeDefined()
          if (line === undefined) continue
          applyEvent(once, line)
          applyEvent(twice, line)
          applyEvent(twice, line)
        }
        expect(everything(twice)).toEqual(everything(once))
        once.close()
        twice.close()
      }),
      { numRuns: 60 },
    )
  })
})

/** A home with a bit of everything in it. */
async function lived() {
  const home = await testHome()
  const { record } = home.core
  const repository = { repository: 'default', location: '/r', password: 'file' as const }
  await record({ event: 'repository.creating', ...repository })
  await record({ event: 'repository.known', ...repository, id: 'id1', fingerprint: 'f1' })
  await record({ event: 'vault.known', vault: 'notes-1', name: 'Notes', path: '/notes' })
  const begin = (name: string) =>
    record({ event: 'run.intent', run: name, kind: 'backup', repository: 'default', vault: 'notes-1', pid: 1, processStart: 'x' })
  const end = (name: string, verdict: 'done' | 'failed') =>
    record({
      event: 'run.outcome',
      run: name,
      verdict,
      warnings: ['w'],
      warningCount: 1,
      problem: { code: 'c', sentence: 's', remedy: 'r' },
    })
  const save = (name: string, snapshotId: string, label: string) =>
    record({
      event: 'run.snapshot',
      run: name,
      snapshot: { id: snapshotId, time: '2026-11-21T07:00:00Z', vault: 'notes-1', label },
      unchanged: false,
      counts,
      duration: 12.5,
    })
  await begin('r1')
  await save('r1', 's1', 'manual/2026-11-21-070000')
  await end('r1', 'done')
  await begin('r2')
  await save('r2', 's2', 'manual/2026-11-21-080000')
  await end('r2', 'failed')
  await begin('r3')
  await record({ event: 'snapshots.seen', repository: 'default', snapshots: [{ id: 's0', time: '2030-01-01T00:00:00Z', tree: 't0' }] })
  await record({ event: 'snapshots.vanished', repository: 'default', ids: ['s2'] })
  return home
}

const files = (home: Home) => [home.stateFile, `${home.stateFile}-wal`, `${home.stateFile}-shm`]

describe('the state', () => {
  it('answers what the records say', async () => {
    const { core } = await lived()
    const { database } = core.state
    expect(homeHost(database)).toBeDefined()
    expect(knownRepository(database, 'default')).toMatchObject({ id: 'id1', location: '/r', fingerprint: 'f1', damaged: null })
    expect(knownRepository(database, 'other')).toBeUndefined()
    expect(knownVaults(database)).toEqual([{ id: 'notes-1', name: 'Notes', path: '/notes' }])
    expect(knownSnapshots(database, 'default').map((one) => [one.id, one.verified !== null, one.vanished !== null])).toEqual([
      ['s1', true, false],
      ['s2', false, true],
      ['s0', false, false],
    ])
    // By the order in which they were seen: the clock of the one from 2030 is not believed, nor does it matter.
    expect(newestSnapshot(database, 'default')?.id).toBe('s0')
    expect(newestSnapshot(database, 'default', 'notes-1')?.id).toBe('s1')
    expect(latestBackup(database, 'notes-1')).toMatchObject({ id: 'r3', verdict: null, warnings: [] })
    expect(latestGoodBackup(database, 'notes-1')).toMatchObject({ id: 'r1', verdict: 'done', counts, warnings: ['w'] })
    expect(openRuns(database).map(({ id }) => id)).toEqual(['r3'])
    expect(latestRuns(database, 2).map(({ id }) => id)).toEqual(['r3', 'r2'])
    expect([...takenLabels(database, 'default', 'notes-1', 'manual/')].sort()).toEqual([
      'manual/2026-11-21-070000',
      'manual/2026-11-21-080000',
    ])
  })

  it.each([
    ['was deleted', (home: Home) => files(home).map((file) => rmSync(file, { force: true }))],
    ['is no database', (home: Home) => writeFileSync(home.stateFile, randomBytes(20_000))],
    ['is empty', (home: Home) => files(home).map((file, i) => (i === 0 ? writeFileSync(file, '') : rmSync(file, { force: true })))],
    [
      'is of another version',
      (home: Home) => {
        const database = new DatabaseSync(home.stateFile)
        database.exec('DELETE FROM runs; PRAGMA user_version = 999')
        database.close()
      },
    ],
    [
      'has another shape',
      (home: Home) => {
        const database = new DatabaseSync(home.stateFile)
        database.exec('DROP TABLE cursor')
        database.close()
      },
    ],
    [
      'has a page of zeros that nobody has read yet',
      (home: Home) => {
        const database = new DatabaseSync(home.stateFile)
        const { rootpage } = database.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'snapshots'").get() as { rootpage: number }
        database.close()
        const content = readFileSync(home.stateFile)
        writeFileSync(home.stateFile, content.fill(0, (rootpage - 1) * 4096, rootpage * 4096))
      },
    ],
    ['was cut', (home: Home) => writeFileSync(home.stateFile, readFileSync(home.stateFile).subarray(0, 5000))],
  ])('is made anew, the same, when it %s', async (_, spoil) => {
    const { core, root, close } = await lived()
    const before = everything(core.state.database)
    close()
    spoil(core.home)
    const again = await testHome({ root })
    expect(everything(again.core.state.database)).toEqual(before)
    expect(recorded(root).filter((line) => line.event === 'home.created')).toHaveLength(1)
  })

  it('takes in what another process appended meanwhile', async () => {
    const { core, root } = await lived()
    const child = startNode(
      `
      const { openHistory } = await engine('history/history.ts')
      const { homeAt } = await engine('home/home.ts')
      const { createRedactor } = await engine('secrets/redact.ts')
      const { systemClock } = await engine('ports.ts')
      // Without a state: as if it had been killed between the two writes.
      const history = openHistory(homeAt(parameters[0]), systemClock, createRedactor(), () => undefined)
      await history.append({ event: 'vault.known', vault: 'from-afar', name: 'A', path: '/a' })`,
      [root],
    )
    expect((await child.ended).code).toBe(0)
    expect(knownVaults(core.state.database)).toHaveLength(1)
    await core.record({ event: 'vault.known', vault: 'own', name: 'B', path: '/b' })
    expect(knownVaults(core.state.database).map(({ id }) => id)).toEqual(['from-afar', 'own', 'notes-1'])
    expect(core.state.last()?.seq).toBe(recorded(root).at(-1)?.seq)
    const before = everything(core.state.database)
    await core.state.catchUp()
    expect(everything(core.state.database)).toEqual(before)
  })

  it('gives a vault that is backed up by its own name again what is its own from then on', async () => {
    const { core } = await testHome()
    const see = (id: string) =>
      core.record({ event: 'snapshots.seen', repository: 'default', snapshots: [{ id, time: '2026-11-21T00:00:00Z', vault: 'jay' }] })
    await core.record({ event: 'vault.known', vault: 'jay', name: 'jay', path: '/x' })
    await see('1')
    await core.record({ event: 'vault.known', vault: 'amy', name: 'amy', path: '/x', formerly: 'jay' })
    await core.record({ event: 'vault.known', vault: 'jay', name: 'jay', path: '/y' })
    await see('2')
    expect(knownSnapshots(core.state.database, 'default').map(({ id, vault }) => `${id} ${vault}`)).toEqual(['1 amy', '2 jay'])
  })

  it('keeps the snapshots of a vault together that was renamed, twice or back', async () => {
    const { core } = await testHome()
    const rename = (vault: string, formerly?: string) =>
      core.record({ event: 'vault.known', vault, name: vault, path: '/x', ...(formerly ? { formerly } : {}) })
    const see = (id: string, vault: string) =>
      core.record({ event: 'snapshots.seen', repository: 'default', snapshots: [{ id, time: '2026-11-21T00:00:00Z', vault }] })
    const vaults = () => knownSnapshots(core.state.database, 'default').map(({ id, vault }) => `${id} ${vault}`)
    await rename('a')
    await see('1', 'a')
    await rename('b', 'a')
    await rename('c', 'b')
    await see('2', 'a')
    expect(vaults()).toEqual(['1 c', '2 c'])
    await rename('a', 'c')
    await see('3', 'a')
    await see('4', 'b')
    expect(vaults()).toEqual(['1 a', '2 a', '3 a', '4 a'])
  })

  it('is opened without reading what it knows, however long the last line is', async () => {
    const { core, root } = await lived()
    await core.record({ event: 'configuration.refused', path: '/c', fileHash: 'c', problems: ['x'.repeat(20_000)] })
    // Whoever reads all segments fails over this one.
    mkdirSync(`${root}/system-history.000001.jsonl`)
    const again = await openState(core.home)
    expect(again.last()?.seq).toBe(recorded(root).at(-1)?.seq)
    again.close()
  })

  it('does not keep a line from being recorded when it cannot be written itself', async () => {
    const { core, root } = await lived()
    core.state.database.exec('PRAGMA query_only = ON')
    await core.record({ event: 'vault.known', vault: 'later', name: 'L', path: '/l' })
    expect(recorded(root).filter((line) => line.event === 'vault.known' && line.vault === 'later')).toHaveLength(1)
    core.state.database.exec('PRAGMA query_only = OFF')
    await core.state.catchUp()
    expect(knownVaults(core.state.database).map(({ id: vault }) => vault)).toContain('later')
  })

  it.each([
    ['was removed', () => ''],
    ['has lost its last lines', (text: string) => text.split('\n').slice(0, 5).concat('').join('\n')],
  ])('goes on when its history %s, and that stays to be seen', async (_, cut) => {
    const { core, root, close } = await lived()
    close()
    writeFileSync(core.home.historyFile, cut(readFileSync(core.home.historyFile, 'utf8')))
    const again = await testHome({ root })
    await again.core.record({ event: 'vault.known', vault: 'after', name: 'After', path: '/after' })
    expect(knownVaults(again.core.state.database).map(({ id: vault }) => vault)).toContain('after')
    const { holds, breaks } = await verifyHistory(again.core.home.historyFile, again.core.state.last())
    expect([holds, breaks.length]).toEqual([false, 1])
    await again.core.record({ event: 'vault.known', vault: 'later', name: 'Later', path: '/later' })
    expect(knownVaults(again.core.state.database).map(({ id: vault }) => vault)).toContain('later')
    expect((await verifyHistory(again.core.home.historyFile, again.core.state.last())).breaks).toHaveLength(1)
  })

  it('can be opened for the first time by several processes at once', async () => {
    const { root } = await testHome()
    rmSync(root, { recursive: true })
    const script = `
      const { createEngine } = await engine('engine.ts')
      const { systemClock } = await engine('ports.ts')
      const { knownVaults } = await engine('state/queries.ts')
      console.log('ready')
      await new Promise((resolve) => process.stdin.once('data', resolve))
      const { core, close } = await createEngine(parameters[0], { clock: systemClock, environment: {}, randomBytes: (length) => Buffer.alloc(length), log: () => {} })
      await core.record({ event: 'vault.known', vault: parameters[1], name: 'n', path: '/' })
      close()
      process.exit(0)`
    const children = ['a', 'b', 'c', 'd'].map((who) => startNode(script, [root, who]))
    await Promise.all(children.map((child) => child.saying('ready')))
    for (const child of children) child.process.stdin?.write('go\n')
    for (const child of children) expect(await child.ended).toMatchObject({ stderr: '', code: 0 })
    const home = await testHome({ root })
    expect(knownVaults(home.core.state.database).map(({ id: vault }) => vault)).toEqual(['a', 'b', 'c', 'd'])
    expect((await verifyHistory(home.core.home.historyFile, home.core.state.last())).holds).toBe(true)
  })

  it('is made only once when another process is making it at this moment', async () => {
    const { core, close } = await testHome()
    close()
    for (const file of files(core.home)) rmSync(file, { force: true })
    const maker = new DatabaseSync(core.home.stateFile)
    maker.exec(`PRAGMA journal_mode = WAL; BEGIN IMMEDIATE; ${stateSchema} PRAGMA user_version = ${stateVersion}`)
    const child = startNode(
      `
      const { openState } = await engine('state/state.ts')
      const { homeAt } = await engine('home/home.ts')
      console.log('opening')
      const state = await openState(homeAt(parameters[0]))
      console.log('opened at ' + state.last().seq)`,
      [core.home.root],
    )
    await child.saying('opening')
    // It is now on its way into SQLite's own waiting, which tells nobody.
    await new Promise((resolve) => setTimeout(resolve, 200))
    maker.exec('COMMIT')
    maker.close()
    expect(await child.ended).toMatchObject({ stderr: '', code: 0, stdout: expect.stringContaining('opened at 1') })
  })

  it('is made anew where a table is gone, and nothing keeps the old one open', async () => {
    const { core, root, close } = await lived()
    core.state.database.exec('DROP TABLE cursor')
    close()
    const again = await openState(core.home)
    expect(again.last()?.seq).toBe(recorded(root).at(-1)?.seq)
    expect(openFiles().filter((file) => file.startsWith(root) && file.endsWith('(deleted)'))).toEqual([])
    again.close()
  })

  it('is opened, and the history checked, whatever bytes of them were changed', async () => {
    const { core, root, close } = await lived()
    close()
    const sound = { history: readFileSync(core.home.historyFile), state: readFileSync(core.home.stateFile) }
    const mutate = (bytes: Buffer, changes: [number, number][]) => {
      const changed = Buffer.from(bytes)
      for (const [at, value] of changes) changed[at % changed.length] = value
      return changed
    }
    const changes = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(changes, fc.constantFrom('history', 'state'), fc.boolean(), async (bytes, which, cut) => {
        for (const file of files(core.home)) rmSync(file, { force: true })
        const history = which === 'history' ? mutate(sound.history, bytes) : sound.history
        writeFileSync(
          core.home.historyFile,
          cut && which === 'history' ? history.subarray(0, (bytes[0]?.[0] ?? 0) % history.length) : history,
        )
        if (which === 'state') writeFileSync(core.home.stateFile, mutate(sound.state, bytes))
        const state = await openState(core.home)
        try {
          const { holds, breaks } = await verifyHistory(core.home.historyFile, state.last())
          expect(holds).toBe(breaks.length === 0)
        } finally {
          state.close()
        }
      }),
      { numRuns: 60 },
    )
    expect(existsSync(root)).toBe(true)
  })
})
