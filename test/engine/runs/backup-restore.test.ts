import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  watch,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { OverwritePolicy } from '../../../main/contract/overwrite-policy.ts'
import { verifyHistory } from '../../../main/engine/history/verify-history.ts'
import { type BackupResult, backup } from '../../../main/engine/runs/backup-run.ts'
import type { EndedRun } from '../../../main/engine/runs/record-run.ts'
import { restore } from '../../../main/engine/runs/restore-run.ts'
import { unlock } from '../../../main/engine/runs/unlock-run.ts'
import { knownSnapshots } from '../../../main/engine/state/queries.ts'
import { status } from '../../../main/engine/status.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'
import { makeFifo } from '../../helpers/weird-tree.ts'

const long = new Date('2020-01-02T03:04:05Z')
const saved = new Date('2026-01-02T03:04:05Z')
let home: TestHome
let vault: string
let first: EndedRun<BackupResult>

const put = (folder: string, files: Record<string, string>, time?: Date) => {
  for (const [name, content] of Object.entries(files)) {
    const file = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, 'latin1')])
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(file, content)
    if (time) utimesSync(file, time, time)
  }
  return folder
}
const inVault = {
  'ideas.md': 'of the snapshot',
  'notes/a.md': 'of the snapshot',
  'notes/same.md': 'same',
  'line\nbreak.md': 'x',
  '-rf': 'x',
  'bad\u00ff': 'x',
  '[a]*.md': 'x',
}

beforeAll(async () => {
  vault = put(temporaryFolder('vault'), inVault, saved)
  symlinkSync('ideas.md', path.join(vault, 'link'))
  home = await testHome()
  first = await backup(home.core, { folder: vault, verify: true }, testHost())
})

const restoring = (target: string, options: { reference?: string; overwrite?: OverwritePolicy; verify?: boolean } = {}) =>
  restore(
    home.core,
    { reference: options.reference ?? 'latest', vault: undefined, target, overwrite: options.overwrite, verify: options.verify ?? true },
    testHost(),
  )
const read = (folder: string, name: string) => readFileSync(path.join(folder, name), 'utf8')

describe('a first backup', () => {
  it('is recorded from its intent to its outcome, and the vault is protected', async () => {
    expect(first).toMatchObject({ verdict: 'done', kind: 'backup', warnings: [], result: { unchanged: false, password: 'keychain' } })
    const lines = recorded(home.root).slice(0, 9)
    expect(lines.map(({ event }) => event)).toEqual([
      'home.created',
      'run.intent',
      'vault.known',
      'repository.creating',
      'repository.known',
      'run.snapshot',
      'run.verified',
      'snapshot.judged',
      'run.outcome',
    ])
    for (const line of [lines[1], lines[5], lines[6], lines[8]]) expect(line).toMatchObject({ run: first.run })
    expect(lines[5]).toMatchObject({ snapshot: { id: first.result?.snapshot, label: first.result?.label, files: 7 }, counts: { files: 7 } })
    expect(first.result?.label).toMatch(/^manual\/\d{4}-\d\d-\d\d-\d{6}$/)
    const { vaults, attention } = await status(home.core)
    expect(vaults).toMatchObject([{ path: vault, state: 'protected', lastGood: { files: 7 } }])
    expect(attention).toBe(false)
  })

  it('leaves no password in the history, nothing in the temporary folder, and no lock', () => {
    const password = home.keychain.entries.get('repository:default') ?? 'none'
    expect(password.length).toBeGreaterThan(20)
    expect(readFileSync(home.core.home.historyFile, 'utf8')).not.toContain(password)
    expect(readdirSync(home.core.home.temporary)).toEqual([])
    expect(readdirSync(home.core.home.locks).filter((name) => !name.endsWith('.lock'))).toEqual([])
    expect(readdirSync(path.join(home.core.home.repositories, 'default', 'locks'))).toEqual([])
  })
})

describe('a restore', () => {
  const before = { 'ideas.md': 'mine, and newer', 'notes/same.md': 'same', only: 'mine' }
  const target = () => {
    const folder = put(temporaryFolder('target'), before)
    return put(folder, { 'notes/a.md': 'mine and older!' }, long)
  }

  it('into a new folder brings everything back', async () => {
    const folder = path.join(temporaryFolder('target'), 'new')
    expect(await restoring(folder)).toMatchObject({ verdict: 'done', result: { target: folder, verified: true, skipped: 0 } })
    expect(readdirSync(folder, { encoding: 'latin1' }).sort()).toEqual(readdirSync(vault, { encoding: 'latin1' }).sort())
    expect(read(folder, 'notes/a.md')).toBe('of the snapshot')
    expect(readlinkSync(path.join(folder, 'link'))).toBe('ideas.md')
    expect(lstatSync(path.join(folder, 'ideas.md')).mtime).toEqual(saved)
  })

  it.each([
    ['always', 'of the snapshot', 'of the snapshot'],
    ['if-changed', 'of the snapshot', 'of the snapshot'],
    ['if-newer', 'mine, and newer', 'of the snapshot'],
    ['never', 'mine, and newer', 'mine and older!'],
    ['keep-both', 'mine, and newer', 'mine and older!'],
  ] as const)('over other files, %s', async (overwrite, newer, older) => {
    const folder = target()
    const ended = await restoring(folder, { overwrite })
    expect(ended.problem).toBeUndefined()
    expect(ended).toMatchObject({ verdict: 'done', result: { target: folder } })
    expect([read(folder, 'ideas.md'), read(folder, 'notes/a.md'), read(folder, 'notes/same.md')]).toEqual([newer, older, 'same'])
    expect([read(folder, 'only'), read(folder, '-rf'), read(folder, 'line\nbreak.md')]).toEqual(['mine', 'x', 'x'])
    const beside = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.includes('(restored'))
    expect(beside).toHaveLength(overwrite === 'keep-both' ? 2 : 0)
    for (const name of beside) expect(read(folder, name)).toBe('of the snapshot')
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it.each([
    ['notes', ['notes/a.md', 'notes/same.md']],
    ['notes/a.md', ['a.md']],
    ['[a]*.md', ['[a]*.md']],
    ['-rf', ['-rf']],
    ['line\nbreak.md', ['line\nbreak.md']],
  ])('of %j alone lands directly in the target', async (reference, files) => {
    const folder = temporaryFolder('target')
    expect(await restoring(folder, { reference: `latest:${reference}` })).toMatchObject({ verdict: 'done' })
    const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(found.map((entry) => path.join(path.relative(folder, entry.parentPath), entry.name)).sort()).toEqual(files)
  })

  it('that keeps both needs nothing above its target: a drive has another disk there, and /home another owner', async () => {
    const above = temporaryFolder('above')
    const folder = put(path.join(above, 'target'), before)
    const leftover = path.join(folder, '.vaultkeeper-restore-4194304-x')
    mkdirSync(leftover)
    const touched = new Set<string | null>()
    const watcher = watch(above, (_, name) => touched.add(name))
    const seen = new Promise<void>((resolve) => watcher.on('change', (_, name) => name === 'end' && resolve()))
    expect(await restoring(folder, { overwrite: 'keep-both' })).toMatchObject({ verdict: 'done', result: { keptBoth: { beside: 1 } } })
    writeFileSync(path.join(above, 'end'), '')
    await seen
    watcher.close()
    touched.delete('target')
    expect([...touched]).toEqual(['end'])
    expect(existsSync(leftover)).toBe(false)
  })

  it('replaces links in its target and never follows them', async () => {
    const outside = put(temporaryFolder('outside'), { 'a.md': 'outside', file: 'outside' })
    const folder = temporaryFolder('target')
    symlinkSync(outside, path.join(folder, 'notes'))
    symlinkSync(path.join(outside, 'file'), path.join(folder, 'ideas.md'))
    expect(await restoring(folder, { overwrite: 'always' })).toMatchObject({ verdict: 'done' })
    expect(readdirSync(outside).sort()).toEqual(['a.md', 'file'])
    expect([read(outside, 'a.md'), read(outside, 'file')]).toEqual(['outside', 'outside'])
    expect(lstatSync(path.join(folder, 'notes')).isDirectory()).toBe(true)
    expect(read(folder, 'notes/a.md')).toBe('of the snapshot')
  })

  it.each([
    '..',
    '../..',
    '../../etc/passwd',
    'notes/../../x',
    'notes/..',
    '.',
    '*',
    'not-there',
    'notes/not-there',
    '\u0000',
    'ideas.md/x',
  ])('of %j writes nothing outside its target', async (reference) => {
    const around = temporaryFolder('around')
    const ended = await restoring(path.join(around, 'in', 'target'), { reference: `latest:${reference}` })
    expect(['done', 'failed']).toContain(ended.verdict)
    if (ended.verdict === 'failed') expect(ended.problem?.remedy).not.toBe('')
    expect(readdirSync(around).filter((name) => name !== 'in')).toEqual([])
    if (existsSync(path.join(around, 'in'))) expect(readdirSync(path.join(around, 'in')).filter((name) => name !== 'target')).toEqual([])
  })

  it('does not wait for a FIFO that is in the way', async () => {
    const folder = temporaryFolder('target')
    makeFifo(path.join(folder, 'ideas.md'))
    expect(await restoring(folder, { reference: 'latest:ideas.md', overwrite: 'always' })).toMatchObject({
      verdict: 'failed',
      problem: { code: 'in-the-way' },
    })
    const whole = await restoring(folder, { overwrite: 'always' })
    expect(whole).toMatchObject({ verdict: 'warnings', warnings: [expect.stringContaining('ideas.md')] })
    expect(lstatSync(path.join(folder, 'ideas.md')).isFIFO()).toBe(true)
    expect(read(folder, 'notes/a.md')).toBe('of the snapshot')
  })

  it('says what is missing in the request, before it writes', async () => {
    const folder = target()
    expect(await restoring(folder)).toMatchObject({ verdict: 'failed', problem: { code: 'target-not-empty' } })
    expect(await restoring(path.join(home.root, 'x'))).toMatchObject({ problem: { code: 'target-inside-home' } })
    expect(await restoring(folder, { reference: 'ffffffff', overwrite: 'always' })).toMatchObject({
      problem: { code: 'snapshot-not-found' },
    })
    expect(read(folder, 'ideas.md')).toBe('mine, and newer')
  })

  it('that was cut off must be finished before anything is kept as it is', async () => {
    const folder = target()
    const intent = { event: 'run.intent', run: 'cut-off', kind: 'restore', target: folder, pid: 4_194_304, processStart: 'x' } as const
    await home.core.record(intent)
    const snapshot = first.result?.snapshot ?? ''
    const begun = { run: 'cut-off', repository: 'default', snapshot, parts: [{ from: '', to: '' }], target: folder, policy: 'always' }
    await home.core.record({ event: 'restore.begun', ...begun, safety: null, undoable: false, made: 0 })
    const remedy = expect.stringMatching(
      /^An earlier restore into it was cut off\. Finish it with: vaultkeeper restore --finish cut-off\. Or: Add /,
    )
    expect(await restoring(folder)).toMatchObject({ verdict: 'failed', problem: { code: 'target-not-empty', remedy } })
    expect(await restoring(folder, { overwrite: 'never' })).toMatchObject({ verdict: 'failed', problem: { code: 'target-incomplete' } })
    expect(await restoring(folder, { overwrite: 'if-newer' })).toMatchObject({ problem: { code: 'target-incomplete' } })
    expect(await restoring(folder, { overwrite: 'if-changed' })).toMatchObject({ verdict: 'done' })
    expect(await restoring(folder, { overwrite: 'never' })).toMatchObject({ verdict: 'done' })
  })

  it('that is not read back is not called verified', async () => {
    const folder = temporaryFolder('target')
    expect(await restoring(folder, { reference: 'latest:-rf', verify: false })).toMatchObject({
      verdict: 'not-verified',
      result: { verified: false },
    })
  })
})

describe('later backups', () => {
  it('end in one outcome whatever is asked, and the history holds', async () => {
    const aborted = new AbortController()
    aborted.abort()
    const cancelled = await backup(home.core, { folder: vault, verify: true }, testHost(aborted.signal))
    expect(cancelled).toMatchObject({ verdict: 'cancelled', problem: { code: 'cancelled' } })
    expect(await backup(home.core, { folder: path.join(vault, 'gone'), verify: true }, testHost())).toMatchObject({
      verdict: 'failed',
      problem: { code: 'folder-missing' },
    })
    const again = await backup(home.core, { folder: vault, verify: false }, testHost())
    expect(again).toMatchObject({ verdict: 'not-verified', result: { unchanged: true, label: first.result?.label } })
    const intents = recorded(home.root).filter(({ event }) => event === 'run.intent')
    const outcomes = recorded(home.root).filter(({ event }) => event === 'run.outcome')
    expect(outcomes.map((line) => 'run' in line && line.run).sort()).toEqual(intents.map((line) => 'run' in line && line.run).sort())
    expect(await verifyHistory(home.core.home.historyFile, home.core.state.last())).toMatchObject({ holds: true })
  })

  it('tell once that a snapshot has vanished, which restic itself does not see', async () => {
    put(vault, { 'new.md': 'new' })
    const second = await backup(home.core, { folder: vault, verify: true }, testHost())
    expect(second).toMatchObject({ verdict: 'done', result: { unchanged: false } })
    const id = first.result?.snapshot ?? ''
    rmSync(path.join(home.core.home.repositories, 'default', 'snapshots', id))
    const third = await backup(home.core, { folder: vault, verify: true }, testHost())
    expect(third).toMatchObject({ verdict: 'not-verified', problem: { code: 'snapshots-vanished' } })
    expect(third.problem?.sentence).toContain(id.slice(0, 8))
    expect(knownSnapshots(home.core.state.database, 'default').find((one) => one.id === id)?.vanished).not.toBeNull()
    expect(await backup(home.core, { folder: vault, verify: true }, testHost())).toMatchObject({ verdict: 'done' })
    expect(recorded(home.root).filter(({ event }) => event === 'snapshots.vanished')).toHaveLength(1)
  })

  it('save nothing of a folder that is suddenly empty, say so, and keep what there was', async () => {
    for (const name of readdirSync(vault, { encoding: 'buffer' }))
      rmSync(Buffer.concat([Buffer.from(`${vault}/`), name]), { recursive: true })
    const empty = await backup(home.core, { folder: vault, verify: true }, testHost())
    expect(empty).toMatchObject({ verdict: 'failed', problem: { code: 'folder-emptied', sentence: expect.stringContaining('8 files') } })
    expect(await restoring(temporaryFolder('target'), { reference: 'latest:notes' })).toMatchObject({ verdict: 'done' })
  })

  it('need no lock that nobody holds', async () => {
    expect(await unlock(home.core, 'default', testHost())).toMatchObject({ verdict: 'done', result: { removed: 0, kept: [] } })
  })
})
