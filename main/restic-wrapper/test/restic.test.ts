import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { beforeAll, describe, expect, test } from 'vitest'
import { createRestic, escapeGlob, isSupported, type Outcome, patternForPath, type Repository, readVersion } from '../src/index.ts'
import { temporaryFolder } from './helpers/fake.ts'

/** restic for these tests; without one they fail, because a suite that skips them proves nothing. */
const program =
  process.env.RESTIC_PROGRAM ??
  process.env.VAULTKEEPER_RESTIC ??
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'restic'))
    .find((path) => statSync(path, { throwIfNoEntry: false })) ??
  '/restic-is-needed-for-these-tests'

const folder = temporaryFolder()
const vault = join(folder, 'vault')
const processes: number[] = []
const seen: string[] = []
const log: string[] = []
const restic = createRestic({
  program,
  cacheDirectory: join(folder, 'cache'),
  onLog: ({ text }) => void log.push(text),
  onProcess({ pid }) {
    processes.push(pid)
    if (process.platform !== 'linux') return
    for (const file of ['cmdline', 'environ']) {
      try {
        seen.push(readFileSync(`/proc/${pid}/${file}`, 'utf8'))
      } catch {
        // It has ended already.
      }
    }
  },
})
const secret = 'open-sesame-4711'
const repository: Repository = { location: join(folder, 'repository'), password: { from: 'value', value: secret } }
const reading: Repository = { ...repository, noLock: true }
const odd = 'br[1]*?\\ "quoted", a.md'

/** The result of what must have worked. */
function result<Result>(outcome: Outcome<Result>): Result {
  if (outcome.kind === 'done') return outcome.result
  throw new Error(JSON.stringify(outcome))
}
const backup = async (to = repository, more = {}) =>
  result(await restic.backup(to, { cwd: vault, host: 'test', tags: ['t1'], groupBy: 'host,tags', ...more }).outcome)

let first = ''
let second = ''

beforeAll(async () => {
  mkdirSync(join(vault, 'sub'), { recursive: true })
  writeFileSync(join(vault, 'one.md'), 'one\n')
  writeFileSync(join(vault, odd), 'odd\n')
  writeFileSync(join(vault, 'sub/two.md'), 'two\n')
  if (process.platform === 'linux')
    writeFileSync(Buffer.concat([Buffer.from(`${vault}/bad`), Buffer.from([0xff]), Buffer.from('.md')]), 'bad\n')
  expect(result(await restic.init(repository).outcome).id).toMatch(/^[0-9a-f]{64}$/)
  first = (await backup()).snapshotId ?? ''
  writeFileSync(join(vault, 'three.md'), 'three\n')
  second = (await backup()).snapshotId ?? ''
}, 60_000)

test('version: it is restic, and new enough', async () => {
  const { version } = result(await readVersion(program))
  expect(isSupported(version)).toBe(true)
})

describe('reading', () => {
  test('catConfig, password by descriptor', async () => {
    const outcome = await restic.catConfig({ ...repository, password: { from: 'value', value: secret, via: 'descriptor' } }).outcome
    expect(result(outcome)).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{64}$/), version: 2 })
  })
  test('catConfig, password by command', async () => {
    const file = join(folder, 'password')
    writeFileSync(file, secret)
    const show = `${process.execPath} -p "require('fs').readFileSync('${file}', 'utf8')"`
    expect((await restic.catConfig({ ...repository, password: { from: 'command', command: show } }).outcome).kind).toBe('done')
  })
  test.runIf(process.platform === 'linux')('the location by descriptor', async () => {
    // What looks like user information is enough to hide a location; restic then says that it knows no such backend.
    const outcome = await restic.catConfig(
      { ...repository, location: 'rest:http://me:hidden@127.0.0.1:9/' },
      {},
      { limits: { retrying: 100 } },
    ).outcome
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'unreachable' })
  })
  test('a wrong password, no repository, no snapshot, no path', async () => {
    const reasons = await Promise.all([
      restic.snapshots({ ...reading, password: { from: 'value', value: 'wrong' } }).outcome,
      restic.snapshots({ ...reading, location: join(folder, 'nosuch') }).outcome,
      restic.ls(reading, { snapshot: 'ffffffff' }).outcome,
      restic.dump(reading, { snapshot: first, path: '/nosuch' }).outcome,
    ])
    expect(reasons.map((outcome) => outcome.kind === 'failed' && outcome.reason)).toEqual([
      'wrong-password',
      'no-repository',
      'snapshot-not-found',
      'path-not-found',
    ])
  })
  test('snapshots', async () => {
    const list = result(await restic.snapshots(reading, { hosts: ['test'], tags: ['t1'] }).outcome)
    expect(list.map(({ id }) => id)).toEqual([first, second])
    expect(list[1]).toMatchObject({ hostname: 'test', tags: ['t1'], parent: first, paths: [vault], summary: { filesNew: 1 } })
    expect(result(await restic.snapshots(reading, { tags: ['nosuch'] }).outcome)).toEqual([])
  })
  test('ls', async () => {
    const task = restic.ls(reading, { snapshot: second })
    const paths: string[] = []
    for await (const node of task) paths.push(node.path)
    expect(paths).toEqual(expect.arrayContaining(['/one.md', '/sub', '/sub/two.md', `/${odd}`]))
    expect(result(await task.outcome)).toMatchObject({ count: paths.length, snapshot: { id: second } })
    expect(result(await restic.ls(reading, { snapshot: second, path: '/sub' }).outcome).count).toBe(2)
  })
  test('find', async () => {
    const found = result(await restic.find(reading, { patterns: [`/${escapeGlob(odd)}`] }).outcome)
    expect(found.map(({ snapshot, matches }) => [snapshot, matches[0]?.name])).toEqual([
      [second, odd],
      [first, odd],
    ])
  })
  test('diff', async () => {
    const task = restic.diff(reading, { from: first, to: second })
    const changes = []
    for await (const change of task) changes.push(change)
    expect(changes).toEqual([{ path: '/three.md', modifier: '+' }])
    expect(result(await task.outcome)).toMatchObject({ from: first, to: second, added: { files: 1 } })
  })
  test('dump', async () => {
    const task = restic.dump(reading, { snapshot: first, path: `/${odd}` })
    expect((await buffer(task.stdout)).toString()).toBe('odd\n')
    expect((await task.outcome).kind).toBe('done')
    const archive = restic.dump(reading, { snapshot: first, path: '/sub', archive: 'tar' })
    expect((await buffer(archive.stdout)).includes('two.md')).toBe(true)
  })
  test('restore, by patterns', async () => {
    const target = mkdtempSync(join(folder, 'target-'))
    const includes = [
      `/${escapeGlob(odd)}`,
      patternForPath('/sub/two.md'),
      ...(process.platform === 'linux' ? [patternForPath(Buffer.from([0x2f, 0x62, 0x61, 0x64, 0xff, 0x2e, 0x6d, 0x64]))] : []),
    ]
    const task = restic.restore(reading, { snapshot: first, target, includes, verbose: true })
    const items: string[] = []
    for await (const event of task) if (event.type === 'item') items.push(event.path)
    expect(result(await task.outcome).filesRestored).toBe(process.platform === 'linux' ? 4 : 3)
    expect(items).toContain(`/${odd}`)
    expect(readFileSync(join(target, odd), 'utf8')).toBe('odd\n')
    expect(readdirSync(target)).toHaveLength(process.platform === 'linux' ? 3 : 2)
  })
  // restic believes that it wrote, and the disk has nothing of it: as it is with a disk that lies.
  test.runIf(process.platform === 'linux')(
    'restore: what is not there as it was written is told by reading it again, and else by nobody',
    async () => {
      const launcher = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'trace=pwrite64', '-e', 'inject=pwrite64:retval=4']
      const back = async (verify: boolean) => {
        const options = { snapshot: first, target: mkdtempSync(join(folder, 'target-')), includes: ['/one.md'], verify }
        return restic.restore(reading, options, { launcher }).outcome
      }
      expect(await back(true)).toMatchObject({ kind: 'failed', failures: [{ item: expect.stringMatching(/one\.md$/) }] })
      expect(await back(false)).toMatchObject({ kind: 'done', result: { filesRestored: 1 } })
    },
  )
  test('stats', async () => expect(result(await restic.stats(reading, { ids: [second] }).outcome).totalFileCount).toBeGreaterThan(3))
  test('an option with a comma and quotes reaches restic whole', async () => {
    const said = join(mkdtempSync(join(folder, 'said-')), 'said')
    const outcome = await restic.snapshots({
      ...reading,
      location: 'sftp:nobody:/nowhere',
      // Into a file: what a child of restic says as it dies may come too late for restic.
      options: { 'sftp.command': `sh -c 'echo "one,two" > "${said}"; exit 1'` },
    }).outcome
    expect(outcome.kind).toBe('failed')
    expect(readFileSync(said, 'utf8')).toBe('one,two\n')
  })
})

describe('writing', () => {
  const other: Repository = { location: join(folder, 'other'), password: { from: 'value', value: 'other-secret' } }
  const moved: Repository = { ...other, password: { from: 'value', value: 'third-secret' } }

  test('backup: progress, unchanged, missing parts', async () => {
    const task = restic.backup(repository, {
      cwd: vault,
      host: 'test',
      tags: ['t1'],
      groupBy: 'host,tags',
      skipIfUnchanged: true,
      verbose: true,
    })
    const actions = new Set<string>()
    for await (const event of task) if (event.type === 'item') actions.add(event.action)
    expect(actions).toContain('unchanged')
    expect(result(await task.outcome)).not.toHaveProperty('snapshotId')
    const partial = await restic.backup(repository, { cwd: vault, paths: ['one.md', 'nosuch'], dryRun: true }).outcome
    expect(partial).toMatchObject({ kind: 'partial', failures: [{ item: 'nosuch' }] })
  })
  test('backup of a list: raw names, folders with all below, what has vanished', async () => {
    const list = join(folder, 'list')
    const to: Repository = { location: join(folder, 'listed'), password: { from: 'value', value: 'list-secret' } }
    result(await restic.init(to).outcome)
    const save = (...names: string[]) => {
      writeFileSync(list, Buffer.from(names.map((name) => `${name}\0`).join(''), 'latin1'))
      return restic.backup(to, { cwd: vault, filesFromRaw: list }).outcome
    }
    const names = ['one.md', 'sub', ...(process.platform === 'linux' ? ['bad\xff.md'] : [])]
    const { snapshotId = '', totalFilesProcessed } = result(await save(...names))
    expect(totalFilesProcessed).toBe(names.length)
    const paths: string[] = []
    for await (const node of restic.ls(to, { snapshot: snapshotId, recursive: true })) paths.push(node.path)
    expect(paths.filter((path) => !path.startsWith('/bad'))).toEqual(['/one.md', '/sub', '/sub/two.md'])
    expect(await save('one.md', 'gone')).toMatchObject({
      kind: 'partial',
      failures: [{ item: 'gone' }],
      result: { totalFilesProcessed: 1 },
    })
    expect(await save('gone')).toMatchObject({ kind: 'failed' })
    expect(await save()).toMatchObject({ kind: 'failed' })
  })
  test('check, in both modes', async () => {
    expect(result(await restic.check(repository).outcome)).toMatchObject({ errors: 0, brokenPacks: [] })
    const task = restic.check(repository, { readDataSubset: '1/1', progress: true })
    const units = new Set<string>()
    for await (const event of task) if (event.type === 'progress') units.add(event.unit)
    expect(result(await task.outcome)).toEqual({ errors: 0, brokenPacks: [], suggestRepairIndex: false, suggestPrune: false })
    expect(units).toContain('packs')
  })
  test('a second repository: init like the first, copy, tag, forget, prune, repair', async () => {
    expect((await restic.init(other, { copyChunkerParamsFrom: repository }).outcome).kind).toBe('done')
    expect(result(await restic.copy(other, { from: repository, ids: [first, second] }).outcome).copied).toHaveLength(2)
    expect(result(await restic.tag(other, { add: ['kept'] }).outcome).changedCount).toBe(2)
    const plan = result(await restic.forget(other, { keepLast: 1, groupBy: 'host', dryRun: true }).outcome)
    expect(plan).toMatchObject([{ keep: [{}], remove: [{}] }])
    const old = plan[0]?.remove[0]?.id ?? ''
    expect(result(await restic.forget(other, { ids: [old] }).outcome)).toEqual([])
    expect(result(await restic.prune(other).outcome)).toMatchObject({ remainingBlobs: expect.any(Number) })
    expect((await restic.repairIndex(other).outcome).kind).toBe('done')
    expect(result(await restic.repairSnapshots(other, { dryRun: true }).outcome)).toEqual({ modified: 0 })
  }, 60_000)
  test('the packs that are there, whatever the index says', async () => {
    const there = readdirSync(join(repository.location, 'data'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(result(await restic.listPacks(reading).outcome).toSorted()).toEqual(there.map(({ name }) => name).toSorted())
  })
  test('forget without a rule is refused', async () => {
    expect(await restic.forget(repository, { tags: ['t1'] }).outcome).toMatchObject({ kind: 'failed', reason: 'usage' })
  })
  test('keys', async () => {
    const { id } = result(await restic.keyAdd(other, { newPassword: 'second-secret' }).outcome)
    const keys = result(await restic.keyList(other).outcome)
    expect(keys.map(({ current }) => current).sort()).toEqual([false, true])
    expect(keys.map((key) => key.id)).toContain(id)
    expect((await restic.keyRemove(other, { id }).outcome).kind).toBe('done')
    expect((await restic.keyPasswd(other, { newPassword: 'third-secret' }).outcome).kind).toBe('done')
    expect((await restic.catConfig(moved).outcome).kind).toBe('done')
  }, 60_000)
  test('a damaged pack is found, named and repaired', async () => {
    const damaged: Repository = { ...repository, location: join(folder, 'damaged') }
    execFileSync('cp', ['-r', repository.location, damaged.location])
    const packs = readdirSync(join(damaged.location, 'data'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const pack = packs[0]
    if (!pack) throw new Error('there is no pack')
    const path = join(pack.parentPath, pack.name)
    const bytes = readFileSync(path)
    bytes[20] = (bytes[20] ?? 0) ^ 0xff
    rmSync(path)
    writeFileSync(path, bytes)
    const outcome = await restic.check(damaged, { readData: true }).outcome
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'damaged', partialResult: { brokenPacks: [pack.name] } })
    const scratch = mkdtempSync(join(folder, 'scratch-'))
    expect((await restic.repairPacks(damaged, { ids: [pack.name], cwd: scratch }).outcome).kind).toBe('done')
    expect(readdirSync(scratch)).toEqual([`pack-${pack.name}`])
  }, 60_000)
  test('locks: cancelled by force they stay, and unlock removes them', async () => {
    writeFileSync(
      join(vault, 'slow.bin'),
      Buffer.alloc(2_000_000, 'x').map((_, i) => (i * 2654435761) >>> 13),
    )
    const controller = new AbortController()
    const task = restic.backup(
      { ...repository, limitUpload: 20 },
      { cwd: vault, dryRun: false, host: 'slow' },
      { signal: controller.signal },
    )
    for await (const event of task) if (event.type === 'progress' && event.bytesDone > 0) break
    const [lock = ''] = result(await restic.listLocks(reading).outcome)
    expect(result(await restic.catLock(reading, { id: lock }).outcome)).toMatchObject({ exclusive: false, pid: expect.any(Number) })
    const blocked = await restic.prune(repository).outcome
    expect(blocked).toMatchObject({ kind: 'failed', reason: 'locked', lock: { pid: expect.any(Number) } })
    const pid = blocked.kind === 'failed' ? (blocked.lock?.pid ?? 0) : 0
    expect(processes).toContain(pid)
    process.kill(pid, 'SIGKILL')
    expect(await task.outcome).toMatchObject({ kind: 'failed', reason: 'killed', signal: 'SIGKILL' })
    rmSync(join(vault, 'slow.bin'))
    expect(result(await restic.unlock(repository).outcome)).toEqual({ removed: 1 })
    expect(await restic.catLock(reading, { id: lock }).outcome).toMatchObject({ kind: 'failed', reason: 'path-not-found' })
  })
  test('cancelling a backup leaves no lock', async () => {
    writeFileSync(
      join(vault, 'slow.bin'),
      Buffer.alloc(2_000_000, 'y').map((_, i) => (i * 2654435761) >>> 12),
    )
    const controller = new AbortController()
    const task = restic.backup({ ...repository, limitUpload: 20 }, { cwd: vault, host: 'slow' }, { signal: controller.signal })
    for await (const event of task) if (event.type === 'progress' && event.bytesDone > 0) controller.abort()
    expect(await task.outcome).toEqual({ kind: 'cancelled', forced: false })
    rmSync(join(vault, 'slow.bin'))
    expect(result(await restic.listLocks(reading).outcome)).toEqual([])
  })
})

test('no password was ever in argv, environment or log', () => {
  expect([...seen, ...log].join('\n')).not.toMatch(/open-sesame-4711|other-secret|second-secret|third-secret|me:hidden/)
  if (process.platform === 'linux') expect(seen.length).toBeGreaterThan(20)
})
