import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { findPaths } from '../../../main/engine/content/find-paths.ts'
import { verifyHistory } from '../../../main/engine/history/verify-history.ts'
import { otherMachines } from '../../../main/engine/hosts/other-machines.ts'
import { indexRepositories } from '../../../main/engine/index/index-repositories.ts'
import { momentsOf } from '../../../main/engine/moments/moments-of.ts'
import { isOwnDue } from '../../../main/engine/own/is-own-due.ts'
import { keepOwn } from '../../../main/engine/own/keep-own.ts'
import { oldOwn, ownKept } from '../../../main/engine/own/old-own.ts'
import { ownMark } from '../../../main/engine/own/own-mark.ts'
import { openRepository } from '../../../main/engine/repositories/open-repository.ts'
import { oldSafeties } from '../../../main/engine/restore/old-safety.ts'
import { listSnapshots } from '../../../main/engine/runs/list-snapshots.ts'
import { resolveSnapshot } from '../../../main/engine/runs/resolve-snapshot.ts'
import { seeSnapshots } from '../../../main/engine/runs/see-snapshots.ts'
import { verify } from '../../../main/engine/runs/verify-run.ts'
import { type KnownSnapshot, knownSnapshots } from '../../../main/engine/state/queries.ts'
import { snapshotCounts } from '../../../main/engine/state/repository-queries.ts'
import { cheapenKey, forgeSnapshot } from '../../helpers/forge-snapshots.ts'
import { type OwnBench, ownBench, ownConfiguration } from '../../helpers/own-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, testHost } from '../../helpers/temporary-home.ts'

/** Makes so many of them in the past, as runs do. @returns their ids */
async function keptBefore({ core, person, keychain }: OwnBench, count: number): Promise<string[]> {
  const drive = path.join(person, 'drive')
  const key = cheapenKey(drive, keychain.entries.get('repository:drive') ?? '')
  const ids: string[] = []
  for (let number = 0; number < count; number++) {
    const run = `kept-${number}`
    const snapshot = forgeSnapshot(drive, key, { time: `2026-01-${10 + number}T07:00:00Z`, hostname: 'laptop', tags: ['vaultkeeper:own'] })
    ids.push(snapshot)
    await core.record({ event: 'run.intent', run, kind: 'own', repository: 'drive', pid: process.pid, processStart: '' })
    const result = { repository: 'drive', snapshot, configuration: '', removed: 0 }
    await core.record({ event: 'run.outcome', run, verdict: 'done', warnings: [], warningCount: 0, result })
  }
  const host = testHost()
  await seeSnapshots(core, await openRepository(core, 'drive', 'read', host), host)
  return ids
}

const inDrive = async ({ restic }: OwnBench) =>
  (JSON.parse(await restic('snapshots', '--json', '--tag', 'vaultkeeper:own')) as { id: string }[]).map(({ id }) => id)

const runsOf = (root: string, kind: string) => recorded(root).filter((line) => line.event === 'run.intent' && line.kind === kind).length

describe("Vaultkeeper's own things", () => {
  test('go into the repository behind a backup: configuration as written, history, no secret; and into no list', async () => {
    const bench = await ownBench()
    const { core } = bench
    writeFileSync(core.home.knownHosts, 'nas.local ssh-ed25519 AAAA\n')
    writeFileSync(path.join(bench.root, '.env'), 'VAULTKEEPER_PASSWORD_OFFSITE=hush-hush-hush\n', { mode: 0o600 })
    expect(await bench.backUp()).toEqual(['done'])
    const outcome = recorded(bench.root).findLast((line) => line.event === 'run.outcome')
    const written = readFileSync(path.join(bench.root, 'backup_schedule.json'))
    expect(outcome).toMatchObject({
      verdict: 'done',
      result: { repository: 'drive', configuration: createHash('sha256').update(written).digest('hex'), removed: 0 },
    })

    const raw = JSON.parse(await bench.restic('snapshots', '--json')) as { id: string; tags: string[]; hostname: string }[]
    const own = raw.filter(({ tags }) => tags.includes('vaultkeeper:own'))
    expect(own).toMatchObject([{ tags: ['vaultkeeper:own'], hostname: 'laptop' }])
    const target = temporaryFolder('own')
    await bench.restic('restore', own[0]?.id ?? '', '--target', target)
    expect(readdirSync(target).toSorted()).toEqual(['backup_schedule.json', 'known_hosts', 'own.json', 'system-history.jsonl'])
    expect(readFileSync(path.join(target, 'backup_schedule.json'))).toEqual(written)
    expect(JSON.parse(readFileSync(path.join(target, 'own.json'), 'utf8'))).toMatchObject({
      version: 1,
      host: 'laptop',
      person: bench.person,
      variables: ['VAULTKEEPER_PASSWORD_OFFSITE'],
    })
    const all = readdirSync(target).map((name) => readFileSync(path.join(target, name), 'utf8'))
    expect(all.join()).not.toContain('hush-hush')
    expect(all.join()).not.toContain(bench.keychain.entries.get('repository:drive'))
    // The backup is all in the history that was kept, and the keeping itself is not: nobody would ever end it there.
    const kept = readFileSync(path.join(target, 'system-history.jsonl'), 'utf8')
    expect(readFileSync(core.home.historyFile, 'utf8').startsWith(kept)).toBe(true)
    expect(kept).toContain('"run.outcome"')
    expect(kept).not.toContain('"kind":"own"')
    expect(await verifyHistory(path.join(target, 'system-history.jsonl'))).toMatchObject({ holds: true })

    const host = testHost()
    const { snapshots } = await listSnapshots(core, undefined, host)
    expect(snapshots.map(({ vault }) => vault)).toEqual(['notes'])
    expect(momentsOf(core)).toHaveLength(1)
    expect(otherMachines(core)).toEqual([])
    expect(snapshotCounts(core.state.database, 'drive')).toEqual({ snapshots: 1, foreign: 0 })
    const opened = await openRepository(core, 'drive', 'read', host)
    expect((await resolveSnapshot(core, opened, 'latest', undefined, host)).vault).toBe('notes')
    await indexRepositories(core, { rebuild: false }, host)
    const { groups } = await findPaths(core, { pattern: '*', limit: 20 }, host)
    expect(groups.flatMap(({ found }) => found.map((one) => one.path))).toEqual(['a.md'])
    expect(await verify(core, 'drive', host)).toMatchObject({ verdict: 'done', result: { vanished: [] } })
    expect(existsSync(core.home.temporary) && readdirSync(core.home.temporary)).toEqual([])
  })

  test('are kept again when the configuration is another one or a day has gone by, and by nobody without a configuration', async () => {
    const bench = await ownBench()
    const { core, root } = bench
    await bench.backUp()
    await bench.backUp()
    expect(runsOf(root, 'own')).toBe(1)
    await bench.configure({ ...ownConfiguration, vaults: { notes: { path: '~/notes', name: 'My notes', recoveryDocument: false } } })
    await keepOwn(core, 'drive', testHost())
    expect(runsOf(root, 'own')).toBe(2)
    // One that somebody has removed counts no more.
    const newest = knownSnapshots(core.state.database, 'drive').findLast(({ safety }) => safety === ownMark)?.id ?? ''
    expect(await keepOwn(core, 'drive', testHost())).toBeUndefined()
    await core.record({ event: 'snapshots.vanished', repository: 'drive', ids: [newest] })
    expect(await keepOwn(core, 'drive', testHost())).toMatchObject({ verdict: 'done' })
    const none = await ownBench({ configuration: null })
    expect(await keepOwn(none.core, 'default', testHost())).toBeUndefined()
    expect(runsOf(none.root, 'own')).toBe(0)
  })

  test('of long ago go once there are many, recorded before they go, and none where nothing may be removed', async () => {
    const bench = await ownBench()
    await bench.backUp()
    const { core } = bench
    await keptBefore(bench, 2 * ownKept)
    const host = testHost()
    const keep = async (name: string, more: object) => {
      const { drive: local } = ownConfiguration.repositories
      const vaults = { notes: { path: '~/notes', name, recoveryDocument: false } }
      await bench.configure({ ...ownConfiguration, vaults, repositories: { drive: { ...local, ...more } } })
      return keepOwn(core, 'drive', host)
    }
    expect(await keep('one', { appendOnly: true })).toMatchObject({ verdict: 'done', result: { removed: 0 } })
    expect(await keep('two', { appendOnly: false })).toMatchObject({ verdict: 'done', result: { removed: 2 * ownKept + 3 - ownKept } })
    const left = JSON.parse(await bench.restic('snapshots', '--json', '--tag', 'vaultkeeper:own')) as unknown[]
    expect(left).toHaveLength(ownKept)
    expect(knownSnapshots(core.state.database, 'drive').filter(({ vanished, removing }) => vanished !== null || removing !== null)).toEqual(
      [],
    )
    expect(recorded(bench.root).filter(({ event }) => event === 'snapshots.removed')).toHaveLength(1)
  })

  test('of long ago stay while the configuration on the disk is not in force, and by a clock that is not believed', async () => {
    const bench = await ownBench()
    const { core } = bench
    await bench.backUp()
    await keptBefore(bench, 2 * ownKept)
    // Each time they are due again.
    const keep = (days: number) => {
      bench.setTime(new Date(Date.now() + days * 86_400_000))
      return keepOwn(core, 'drive', testHost())
    }
    const none = { verdict: 'done', result: { removed: 0 } }
    core.settings.problems = ['backup_schedule.json:3:1: A comma is missing.']
    expect(await keep(1)).toMatchObject(none)
    core.settings.problems = []
    const file = path.join(bench.root, 'backup_schedule.json')
    const text = readFileSync(file)
    writeFileSync(file, `${text} `)
    expect(await keep(2)).toMatchObject(none)
    writeFileSync(file, text)
    expect(await keep(500)).toMatchObject(none)
    expect(await inDrive(bench)).toHaveLength(2 * ownKept + 4)
    expect(await keep(3)).toMatchObject({ verdict: 'done', result: { removed: ownKept + 5 } })
    expect(await inDrive(bench)).toHaveLength(ownKept)
  })

  test('of another machine of the same name and account are not ours to remove', async () => {
    const theirs = await ownBench()
    await theirs.backUp()
    const kept = await inDrive(theirs)
    expect(kept).toHaveLength(1)
    const ours = await ownBench({
      environment: { VAULTKEEPER_PASSWORD_DRIVE: theirs.keychain.entries.get('repository:drive') ?? '' },
      configuration: { ...ownConfiguration, repositories: { drive: { type: 'local', path: path.join(theirs.person, 'drive') } } },
    })
    expect(await ours.backUp()).toEqual(['done'])
    let removed = 0
    for (let days = 1; days <= 2 * ownKept; days++) {
      ours.setTime(new Date(Date.now() + days * 86_400_000))
      removed += (await keepOwn(ours.core, 'drive', testHost()))?.result?.removed ?? 0
    }
    expect(removed).toBe(ownKept + 1)
    expect(await inDrive(theirs)).toEqual(expect.arrayContaining(kept))
  })

  test('are kept again where an anomaly was found since, or a person has decided something', async () => {
    const bench = await ownBench()
    const { core, root } = bench
    const kept = async () => {
      expect(await bench.backUp()).toEqual(['done'])
      return runsOf(root, 'own')
    }
    expect([await kept(), await kept()]).toEqual([1, 1])
    await core.record({ event: 'anomaly.raised', anomaly: 'a', vault: 'notes', repository: 'drive', why: 'Much is gone.' })
    expect([await kept(), await kept()]).toEqual([2, 2])
    await core.record({ event: 'anomaly.answered', anomaly: 'a', answer: 'expected', by: 'ada' })
    expect([await kept(), await kept()]).toEqual([3, 3])
  })

  test('that cannot be kept are a failed run of their own, and no part of the backup', async () => {
    const bench = await ownBench()
    await bench.backUp()
    await bench.configure({ ...ownConfiguration, vaults: { notes: { path: '~/notes', name: 'My notes', recoveryDocument: false } } })
    bench.keychain.entries.delete('repository:drive')
    expect(await keepOwn(bench.core, 'drive', testHost())).toMatchObject({ verdict: 'failed', problem: { code: 'password-gone' } })
  })
})

test('they are due when the configuration changed, when more was decided, after a day, and when the clock was set back', () => {
  const last = { time: '2026-11-20T07:00:30Z', configuration: 'a', outdone: false }
  const at = (time: string, configuration = 'a') => isOwnDue(last, configuration, new Date(time))
  expect(isOwnDue(undefined, 'a', new Date())).toBe(true)
  expect(isOwnDue({ ...last, outdone: true }, 'a', new Date('2026-11-20T19:00:00Z'))).toBe(true)
  expect([at('2026-11-20T19:00:00Z'), at('2026-11-21T07:00:20Z'), at('2026-11-20T07:01:00Z', 'b'), at('2026-11-19T00:00:00Z')]).toEqual([
    false,
    true,
    true,
    true,
  ])
})

test('old ones go all at once, never those of others, pinned ones or the newest; and not as safety snapshots do', () => {
  const one = (seq: number, more: Partial<KnownSnapshot> = {}) =>
    ({
      id: String(seq),
      seq,
      time: '2020-01-01T00:00:00Z',
      safety: ownMark,
      machine: null,
      host: 'laptop',
      vanished: null,
      pinned: null,
      ...more,
    }) as KnownSnapshot
  const ledger = (count: number) => Array.from({ length: count }, (_, at) => one(at + 1))
  const made = new Set(Array.from({ length: 16 }, (_, at) => String(at)).concat('101', '102'))
  expect(oldOwn(ledger(2 * ownKept), made)).toEqual([])
  const others = [one(100, { machine: 'server', host: 'server' }), one(101, { safety: null }), one(102, { vanished: 'x' })]
  // Also of a machine of the same name.
  others.push(...Array.from({ length: 20 }, (_, at) => one(200 + at)))
  const gone = oldOwn([...ledger(2 * ownKept + 1), ...others], made)
  expect(gone.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  expect(oldOwn([one(0, { pinned: 'x' }), ...ledger(2 * ownKept)], made).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(oldSafeties(ledger(3), [], () => true, new Date())).toEqual([])
})
