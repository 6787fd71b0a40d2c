import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { OverwritePolicy } from '../../../main/contract/overwrite-policy.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { recover } from '../../../main/engine/runs/recover.ts'
import { restore } from '../../../main/engine/runs/restore-run.ts'
import { verify } from '../../../main/engine/runs/verify-run.ts'
import { removeSecret } from '../../../main/engine/secrets/manage-secrets.ts'
import { everything } from '../../../main/engine/selection/selection.ts'
import { type KnownRun, knownSnapshots } from '../../../main/engine/state/queries.ts'
import { standing, status } from '../../../main/engine/status.ts'
import { chooseFiles } from '../../../main/engine/verify/choose-files.ts'
import { noFindings } from '../../../main/engine/verify/findings.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

const note = (folder: string, name: string, text = name) => writeFileSync(path.join(folder, name), text)
const save = (home: TestHome, folder: string, verified = true) => backup(home.core, { folder, verify: verified }, testHost())
const bring = (home: TestHome, target: string, overwrite: OverwritePolicy, reference = 'latest') =>
  restore(home.core, { reference, vault: undefined, target, overwrite, verify: true }, testHost())

describe('what is read back', () => {
  it('holds a file larger than the whole budget when it is new, and again when its turn comes', async () => {
    const vault = temporaryFolder('large')
    note(vault, 'large.bin', 'x'.repeat(5000))
    note(vault, 'small.md')
    const later = Date.now() + 60_000
    const choose = (since: number, turn: number) =>
      chooseFiles(vault, everything, { since, begun: later, added: 0, most: 20, budget: 1000, rotation: 1, turn }, noFindings())
    expect((await choose(0, 0)).paths).toContain('large.bin')
    const turns: number[] = []
    for (let turn = 0; turn < 8; turn++) if ((await choose(later, turn)).paths.includes('large.bin')) turns.push(turn)
    expect(turns).toHaveLength(1)
  })
})

describe('a repository from which the newest snapshots are gone', () => {
  it('is told once, gets a new snapshot, and is fine from then on', async () => {
    const home = await testHome()
    const vault = temporaryFolder('rolled-back')
    note(vault, 'a.md')
    await save(home, vault)
    note(vault, 'c.md')
    const second = await save(home, vault)
    rmSync(path.join(vault, 'c.md'))
    const third = await save(home, vault)
    for (const gone of [second, third]) rmSync(path.join(home.core.home.repositories, 'default/snapshots', gone.result?.snapshot ?? ''))
    expect(await save(home, vault)).toMatchObject({
      verdict: 'not-verified',
      problem: { code: 'snapshots-vanished' },
      result: { unchanged: false },
    })
    expect(await save(home, vault)).toMatchObject({ verdict: 'done' })
    expect(await status(home.core)).toMatchObject({ attention: false, repositories: [{ vanished: 2 }] })
  })
})

describe('a later verification', () => {
  it('proves a snapshot that was not read back', async () => {
    const home = await testHome()
    const vault = temporaryFolder('unproven')
    note(vault, 'a.md')
    await save(home, vault, false)
    expect((await status(home.core)).vaults).toMatchObject([{ state: 'not-verified' }])
    expect(await verify(home.core, 'default', testHost())).toMatchObject({
      verdict: 'done',
      result: { vaults: [{ report: { comparedFiles: 1 } }] },
    })
    expect(await status(home.core)).toMatchObject({ attention: false, vaults: [{ state: 'protected', problem: null }] })
  })

  it('takes back what was proven before', () => {
    const done = { verdict: 'done', problem: null } as KnownRun
    expect(standing(done, { verified: '2026-01-01T00:00:00Z' })).toEqual({ state: 'protected', problem: null })
    expect(standing(done, { verified: null })).toMatchObject({ state: 'not-verified', problem: { code: 'read-back-failed' } })
  })
})

describe('a restore that was cut off', () => {
  it('is not forgotten over a restore of a part, and is answered by one of the whole', async () => {
    const home = await testHome()
    const vault = temporaryFolder('cut-off')
    for (const name of ['a.md', 'b.md']) note(vault, name)
    await save(home, vault)
    const target = temporaryFolder('target')
    note(target, 'a.md', 'half')
    const intent = {
      run: 'cut',
      kind: 'restore',
      repository: 'default',
      target,
      snapshot: 'latest',
      pid: 4_194_304,
      processStart: 'x',
    } as const
    await home.core.record({ event: 'run.intent', ...intent })
    const [snapshot] = knownSnapshots(home.core.state.database, 'default').map(({ id }) => id)
    const begun = {
      run: 'cut',
      repository: 'default',
      snapshot: snapshot ?? '',
      parts: [{ from: '', to: '' }],
      target,
      policy: 'if-changed',
    }
    await home.core.record({ event: 'restore.begun', ...begun, safety: null, undoable: false, made: 0 })
    expect(await bring(home, target, 'never')).toMatchObject({ problem: { code: 'target-incomplete' } })
    expect(await bring(home, target, 'if-changed', 'latest:b.md')).toMatchObject({ verdict: 'done' })
    expect(await bring(home, target, 'never')).toMatchObject({ problem: { code: 'target-incomplete' } })
    expect(await bring(home, target, 'if-changed')).toMatchObject({ verdict: 'done' })
    // Nothing is left to do: that is no failure.
    expect(await bring(home, target, 'if-changed')).toMatchObject({ verdict: 'done' })
    expect(await bring(home, target, 'never')).toMatchObject({ verdict: 'done' })
  })

  it('with keep-both does not put a link beside one that leads to the same place', async () => {
    const home = await testHome()
    const vault = temporaryFolder('links')
    note(vault, 'a.md')
    symlinkSync('a.md', path.join(vault, 'link'))
    await save(home, vault)
    const target = temporaryFolder('target')
    symlinkSync('a.md', path.join(target, 'link'))
    expect(await bring(home, target, 'keep-both')).toMatchObject({
      verdict: 'done',
      result: { keptBoth: { added: 1, same: 1, beside: 0 } },
    })
    expect(readdirSync(target).sort()).toEqual(['a.md', 'link'])
  })
})

describe('what a killed backup left', () => {
  it('is still put right when other attempts failed in between', async () => {
    const home = await testHome()
    const vault = temporaryFolder('killed')
    note(vault, 'a.md')
    await save(home, vault)
    expect(await recover(home.core, 'default')).toBe(false)
    await home.core.record({ event: 'run.intent', run: 'killed', kind: 'backup', repository: 'default', pid: 4_194_304, processStart: 'x' })
    expect(await save(home, path.join(vault, 'no-such-folder'))).toMatchObject({ verdict: 'failed' })
    expect(await recover(home.core, 'default')).toBe(true)
    expect(recorded(home.root).filter((line) => line.event === 'run.outcome' && line.run === 'killed')).toHaveLength(1)
  })
})

describe('the only password', () => {
  it('is not removed while it opens backups, unless a person is sure', async () => {
    const home = await testHome()
    const vault = temporaryFolder('password')
    note(vault, 'a.md')
    await save(home, vault)
    await expect(removeSecret(home.core, 'default', false)).rejects.toMatchObject({ problem: { code: 'secret-in-use' } })
    expect(await save(home, vault)).toMatchObject({ verdict: 'done' })
    await removeSecret(home.core, 'default', true)
    expect(await save(home, vault)).toMatchObject({ verdict: 'failed', problem: { code: 'password-gone' } })
    expect(existsSync(path.join(home.core.home.repositories, 'default/config'))).toBe(true)
  })
})

describe('a restore that is to keep what is there', () => {
  it('replaces neither a file by a folder nor a link, and says so', async () => {
    const home = await testHome()
    const vault = temporaryFolder('kinds')
    mkdirSync(path.join(vault, 'ideas'))
    mkdirSync(path.join(vault, 'work'))
    note(vault, 'ideas/a.md')
    note(vault, 'work/b.md')
    note(vault, 'work/c.md')
    await save(home, vault)
    const target = temporaryFolder('target')
    note(target, 'ideas', 'a file of mine')
    mkdirSync(path.join(target, 'work'))
    symlinkSync('elsewhere', path.join(target, 'work/b.md'))
    for (const policy of ['never', 'if-newer'] as const) {
      expect(await bring(home, target, policy)).toMatchObject({
        verdict: 'warnings',
        warnings: [expect.stringMatching(/ideas.*a file of that name/), expect.stringMatching(/b\.md.*a link of that name/)],
      })
      expect(readFileSync(path.join(target, 'ideas'), 'utf8')).toBe('a file of mine')
      expect(readlinkSync(path.join(target, 'work/b.md'))).toBe('elsewhere')
      expect(readFileSync(path.join(target, 'work/c.md'), 'utf8')).toBe('work/c.md')
    }
    rmSync(path.join(target, 'work/c.md'))
    expect(await bring(home, target, 'never', 'latest:work')).toMatchObject({
      verdict: 'warnings',
      warnings: [expect.stringContaining('work/b.md')],
    })
    expect(readlinkSync(path.join(target, 'work/b.md'))).toBe('elsewhere')
    expect(existsSync(path.join(target, 'work/c.md'))).toBe(true)
    expect(await bring(home, target, 'never', 'latest:ideas')).toMatchObject({ verdict: 'failed', problem: { code: 'in-the-way' } })
    expect(readFileSync(path.join(target, 'ideas'), 'utf8')).toBe('a file of mine')
  })
})
