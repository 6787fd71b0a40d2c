import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Core, RunHost, RunProgress } from '../../../main/engine/core.ts'
import { takeLock } from '../../../main/engine/home/lock.ts'
import { clearStaging, makeStaging } from '../../../main/engine/restore/staging.ts'
import { targetLock } from '../../../main/engine/restore/target-lock.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { finishRestore } from '../../../main/engine/runs/finish-restore.ts'
import { type RestoreRequest, restore } from '../../../main/engine/runs/restore-run.ts'
import { undo } from '../../../main/engine/runs/undo-run.ts'
import { begunRestores } from '../../../main/engine/state/restore-queries.ts'
import { cheapenKey } from '../../helpers/forge-snapshots.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

let home: TestHome

beforeAll(async () => {
  home = await testHome()
  const vault = temporaryFolder('vault')
  mkdirSync(path.join(vault, 'a'))
  writeFileSync(path.join(vault, 'one.md'), 'of the snapshot')
  writeFileSync(path.join(vault, 'a/two.md'), 'of the snapshot')
  await backup(home.core, { folder: vault, verify: false }, testHost())
  cheapenKey(path.join(home.core.home.repositories, 'default'), home.keychain.entries.get('repository:default') ?? '')
}, 60_000)

const into = (target: string, more: Partial<RestoreRequest> = {}): RestoreRequest => ({
  reference: 'latest',
  vault: undefined,
  target,
  overwrite: undefined,
  verify: true,
  ...more,
})

/** A host that does something once, at the first note that says so. */
function hostThatActs(when: RegExp, act: () => void): RunHost {
  let done = false
  const host = testHost()
  const onProgress = (progress: RunProgress) => {
    host.onProgress(progress)
    if (done || progress.step !== 'note' || !when.test(progress.text)) return
    done = true
    act()
  }
  return { ...host, onProgress }
}

describe('a target that was empty when it was looked at first', { timeout: 60_000 }, () => {
  it.each([
    [undefined, 'failed', ['one.md']],
    ['keep-both', 'done', ['a', expect.stringMatching(/^one \(restored .*\)\.md$/), 'one.md']],
  ] as const)('keeps what was put there since: %s', async (overwrite, verdict, names) => {
    const target = temporaryFolder('target')
    const lock = await takeLock(home.core.home.locks, targetLock(target), { doing: 'restoring', signal: new AbortController().signal })
    const host = hostThatActs(/^Waiting: another Vaultkeeper is restoring/, () => {
      writeFileSync(path.join(target, 'one.md'), 'mine, and of the same day')
      lock?.release()
    })
    const ended = await restore(home.core, into(target, { overwrite }), host)
    expect(ended.verdict).toBe(verdict)
    if (verdict === 'failed') expect(ended.problem?.code).toBe('target-not-empty')
    expect(readFileSync(path.join(target, 'one.md'), 'utf8')).toBe('mine, and of the same day')
    expect(readdirSync(target).sort()).toEqual([...names])
  })

  it('is not written through when a link has taken its place', async () => {
    const [target, outside] = [path.join(temporaryFolder('place'), 'target'), temporaryFolder('outside')]
    mkdirSync(target)
    const host = hostThatActs(/^Adds /, () => {
      renameSync(target, `${target}.was`)
      symlinkSync(outside, target)
    })
    const ended = await restore(home.core, into(target), host)
    expect(ended).toMatchObject({ verdict: 'failed', problem: { code: 'path-not-inside' } })
    expect(readdirSync(outside)).toEqual([])
  })
})

describe('a restore of several paths that was cut off', { timeout: 60_000 }, () => {
  it('is finished where it was going to: none of them in its place', async () => {
    const target = temporaryFolder('target')
    const stop = new AbortController()
    const record: Core['record'] = async (event) => {
      const line = await home.core.record(event)
      if (event.event === 'restore.begun') stop.abort()
      return line
    }
    const request = into(target, { reference: 'latest:one.md', more: ['latest:a/two.md'], overwrite: 'always' })
    const cut = await restore({ ...home.core, record }, request, testHost(stop.signal))
    const remedy = `Finish it with: vaultkeeper restore --finish ${cut.run}. Or take it back with: vaultkeeper undo ${cut.run}`
    expect(cut).toMatchObject({ verdict: 'cancelled', problem: { code: 'cancelled', remedy } })
    const ended = await finishRestore(home.core, cut.run, { verify: true }, testHost())
    expect(ended.verdict, JSON.stringify(ended.problem)).toBe('done')
    expect(readdirSync(target).sort()).toEqual(['one.md', 'two.md'])
  })
})

describe('an undo of a restore whose folder is not there', { timeout: 60_000 }, () => {
  it('is refused, and possible again once its disk is back', async () => {
    const disk = path.join(temporaryFolder('media'), 'disk')
    mkdirSync(disk)
    const target = path.join(disk, 'restored')
    const restored = await restore(home.core, into(target), testHost())
    renameSync(disk, `${disk}.away`)
    mkdirSync(disk)
    expect((await undo(home.core, restored.run, testHost())).problem).toMatchObject({ code: 'folder-missing' })
    renameSync(path.join(`${disk}.away`, 'restored'), target)
    expect(await undo(home.core, restored.run, testHost())).toMatchObject({ verdict: 'done', result: { removed: 2 } })
    expect(readdirSync(disk)).toEqual([])
  })

  it('is finished where the undo before it had come as far as removing the folder', async () => {
    const target = path.join(temporaryFolder('place'), 'restored')
    const restored = await restore(home.core, into(target), testHost())
    const record: Core['record'] = async (event) => {
      if (event.event === 'run.outcome') throw new Error('cut off')
      return home.core.record(event)
    }
    await expect(undo({ ...home.core, record, unrecorded: [] }, restored.run, testHost())).rejects.toThrow()
    expect(readdirSync(path.dirname(target))).toEqual([])
    const [cut] = begunRestores(home.core.state.database)
    await home.core.record({ event: 'run.outcome', run: cut?.run ?? '', verdict: 'interrupted', warnings: [], warningCount: 0 })
    expect(await undo(home.core, restored.run, testHost())).toMatchObject({ verdict: 'done' })
    expect(begunRestores(home.core.state.database).find(({ run }) => run === restored.run)?.undone).not.toBeNull()
  })
})

describe('an undo whose snapshot somebody has removed', { timeout: 60_000 }, () => {
  it('tells which, and how to get back what was overwritten', async () => {
    const [folder, target] = [temporaryFolder('gone'), temporaryFolder('target')]
    writeFileSync(path.join(folder, 'one.md'), 'of the snapshot')
    writeFileSync(path.join(target, 'one.md'), 'mine')
    const { result } = await backup(home.core, { folder, verify: false }, testHost())
    const reference = result?.snapshot ?? ''
    const restored = await restore(home.core, into(target, { reference, overwrite: 'always' }), testHost())
    rmSync(path.join(home.core.home.repositories, 'default/snapshots', reference), { force: false })
    const ended = await undo(home.core, restored.run, testHost())
    expect(ended).toMatchObject({ verdict: 'failed', problem: { code: 'undo-snapshot-gone' } })
    const [, safety = '', to = ''] = /restore ([0-9a-f]{8}) --to (\S+) --overwrite always$/.exec(ended.problem?.remedy ?? '') ?? []
    const back = await restore(home.core, into(to, { reference: safety, overwrite: 'always' }), testHost())
    expect(back.verdict, JSON.stringify(back.problem)).toBe('done')
    expect(readFileSync(path.join(target, 'one.md'), 'utf8')).toBe('mine')
  })
})

describe('an undo after much of what was restored was changed', { timeout: 60_000 }, () => {
  it('puts back what was overwritten, however long the list of what stays is', async () => {
    const [folder, target] = [temporaryFolder('long'), temporaryFolder('target')]
    // Ten levels: so some hundred paths are more than a command line holds.
    const deep = Array.from({ length: 10 }, (_, level) => `${level}`.padEnd(200, 'x')).join('/')
    mkdirSync(path.join(folder, deep), { recursive: true })
    for (let number = 0; number < 1_200; number++) writeFileSync(path.join(folder, deep, `${number}.md`), `${number}`)
    writeFileSync(path.join(folder, 'one.md'), 'of the snapshot')
    writeFileSync(path.join(target, 'one.md'), 'mine')
    const { result } = await backup(home.core, { folder, verify: false }, testHost())
    const restored = await restore(home.core, into(target, { reference: result?.snapshot ?? '', overwrite: 'always' }), testHost())
    expect(restored.verdict, JSON.stringify(restored.problem)).toBe('done')
    for (const name of readdirSync(path.join(target, deep))) appendFileSync(path.join(target, deep, name), ' and mine')
    const ended = await undo(home.core, restored.run, testHost())
    expect(ended.verdict, JSON.stringify(ended.problem)).toBe('warnings')
    expect(ended.warnings.length).toBeGreaterThanOrEqual(1_200)
    expect(readFileSync(path.join(target, 'one.md'), 'utf8')).toBe('mine')
    expect(readFileSync(path.join(target, deep, '7.md'), 'utf8')).toBe('7 and mine')
  })
})

describe('names that are cut in the middle of a character', { timeout: 60_000 }, () => {
  it('are in the safety snapshot, and come back by an undo', async () => {
    const [folder, target] = [temporaryFolder('odd'), temporaryFolder('target')]
    // restic shows the first as two characters, and Node as one.
    const names = ['\xe2\x82x.md', '\xffx.md', '\xf0\x9f\x98.md'].map((name) => Buffer.from(name, 'latin1'))
    const at = (root: string, name: Buffer) => Buffer.concat([Buffer.from(`${root}/`), name])
    for (const name of names) {
      writeFileSync(at(folder, name), 'of the snapshot')
      writeFileSync(at(target, name), 'mine')
    }
    const { result } = await backup(home.core, { folder, verify: false }, testHost())
    const restored = await restore(home.core, into(target, { reference: result?.snapshot ?? '', overwrite: 'always' }), testHost())
    expect(restored.verdict, JSON.stringify(restored.problem)).toBe('done')
    for (const name of names) expect(readFileSync(at(target, name), 'utf8')).toBe('of the snapshot')
    const ended = await undo(home.core, restored.run, testHost())
    expect(ended.verdict, JSON.stringify(ended.problem)).toBe('done')
    for (const name of names) expect(readFileSync(at(target, name), 'utf8')).toBe('mine')
  })
})

describe('more links than restic can be told of one by one', { timeout: 60_000 }, () => {
  it.each(['never', 'if-newer'] as const)('are refused before restic is asked anything: %s', async (overwrite) => {
    const folder = temporaryFolder('links')
    const deep = Array.from({ length: 10 }, (_, level) => `${level}`.padEnd(200, 'x')).join('/')
    mkdirSync(path.join(folder, deep), { recursive: true })
    for (let number = 0; number < 1_200; number++) symlinkSync('nowhere', path.join(folder, deep, `${number}.md`))
    writeFileSync(path.join(folder, 'one.md'), 'of the snapshot')
    const { result } = await backup(home.core, { folder, verify: false }, testHost())
    // Of the same size, and older: if-newer compares contents.
    writeFileSync(path.join(folder, 'one.md'), 'of the snapshox')
    utimesSync(path.join(folder, 'one.md'), 1, 1)
    const ended = await restore(home.core, into(folder, { reference: result?.snapshot ?? '', overwrite }), testHost())
    expect(ended).toMatchObject({ verdict: 'failed', problem: { code: 'too-many-in-the-way' } })
    expect(ended.problem?.sentence).toMatch(/^1,200 things in .* would have to be left as they are/)
  })
})

describe('what is restored beside first', { timeout: 60_000 }, () => {
  it('is not taken by a backup of the target meanwhile, nor after a kill', async () => {
    const target = temporaryFolder('target')
    writeFileSync(path.join(target, 'one.md'), 'mine')
    const { root, folder } = makeStaging(target)
    mkdirSync(folder)
    for (let number = 0; number < 30; number++) writeFileSync(path.join(folder, `${number}.md`), 'of the snapshot')
    const { result } = await backup(home.core, { folder: target, verify: true }, testHost())
    // restic takes the mark itself.
    expect(result?.counts.files).toBe(2)
    const again = into(target, { reference: result?.snapshot ?? '', overwrite: 'keep-both' })
    const ended = await restore(home.core, again, testHost())
    expect(ended.verdict, JSON.stringify(ended.problem)).toBe('done')
    // Its process is still there, so it may be at work.
    expect(readdirSync(target).filter((name) => name.startsWith('.'))).toEqual([path.basename(root)])
    renameSync(root, root.replace(`-${process.pid}-`, '-4194305-'))
    clearStaging(target)
    expect(readdirSync(target).filter((name) => name.startsWith('.'))).toEqual([])
  })
})
