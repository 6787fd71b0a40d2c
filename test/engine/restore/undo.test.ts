import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { overwritePolicies } from '../../../main/contract/overwrite-policy.ts'
import type { Core } from '../../../main/engine/core.ts'
import { ProblemError } from '../../../main/engine/problem-error.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { listSnapshots } from '../../../main/engine/runs/list-snapshots.ts'
import { prune } from '../../../main/engine/runs/prune-run.ts'
import { type RestoreRequest, restore } from '../../../main/engine/runs/restore-run.ts'
import { previewUndo, undo, undoable } from '../../../main/engine/runs/undo-run.ts'
import { verify } from '../../../main/engine/runs/verify-run.ts'
import { knownSnapshots } from '../../../main/engine/state/queries.ts'
import { howMany, noteFigure, seedOf } from '../../helpers/figure.ts'
import { cheapenKey } from '../../helpers/forge-snapshots.ts'
import { manifest, randomTree } from '../../helpers/random-tree.ts'
import { pick, seeded } from '../../helpers/seeded.ts'
import { swapFolder } from '../../helpers/swap-folder.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

const seed = seedOf(4)
/** Of each policy; so many side by side in one restore. */
const trees = howMany(20, 200)
const sideBySide = 20

let home: TestHome

beforeAll(async () => {
  home = await testHome()
  const vault = temporaryFolder('first')
  writeFileSync(path.join(vault, 'one.md'), 'one')
  await backup(home.core, { folder: vault, verify: false }, testHost())
  cheapenKey(path.join(home.core.home.repositories, 'default'), home.keychain.entries.get('repository:default') ?? '')
}, 60_000)

async function snapshotOf(folder: string): Promise<string> {
  const ended = await backup(home.core, { folder, verify: false }, testHost())
  return ended.result?.snapshot ?? expect.fail(JSON.stringify(ended.problem))
}

const into = (reference: string, target: string, more: Partial<RestoreRequest> = {}): RestoreRequest => ({
  reference,
  vault: undefined,
  target,
  overwrite: undefined,
  verify: true,
  ...more,
})

describe('a restore and its undo', { timeout: 120_000 + trees * 3000 }, () => {
  let [exact, refused] = [0, 0]
  afterAll(() =>
    noteFigure('undo-exact', {
      says: 'random trees that a restore was taken back of, and those that were not as before to the byte',
      seed,
      cases: trees * overwritePolicies.length - refused,
      wrong: trees * overwritePolicies.length - refused - exact,
      also: `${refused} more whose restore was refused, and nothing touched`,
    }),
  )

  it.each(overwritePolicies)('bring the target back byte for byte: %s', async (overwrite) => {
    for (let number = 0; number < trees; number += sideBySide) {
      const random = seeded(seed * 1000 + number)
      const vault = temporaryFolder('vault')
      const target = temporaryFolder('target')
      // Names that look alike when shown are rare, and in each other's way: in a few trees.
      for (let tree = 0; tree < sideBySide; tree++)
        for (const folder of [vault, target]) randomTree(random, path.join(folder, `tree ${tree}`), 2, number === 0 && tree < 2)
      writeFileSync(path.join(target, 'mine.md'), 'mine')
      // Some are identical, with their times.
      if (random() < 0.7) {
        cpSync(vault, path.join(target, 'same'), { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
        cpSync(path.join(target, 'same'), path.join(vault, 'same'), { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
      }
      const about = `VAULTKEEPER_SEED=${seed}, trees from ${number}, ${overwrite}`
      const snapshot = await snapshotOf(vault)
      const before = manifest(target)
      const ended = await restore(home.core, into(snapshot, target, { overwrite }), testHost())
      const after = manifest(target)
      if (!undoable(home.core).some(({ run }) => run === ended.run)) {
        expect([ended.verdict, after], `${about}: ${JSON.stringify(ended)}`).toEqual(['failed', before])
        refused += sideBySide
        continue
      }
      // Where what is there stays, there may be nothing left to do.
      if (overwrite !== 'never' && overwrite !== 'if-newer') expect(after, about).not.toEqual(before)
      const undone = await undo(home.core, ended.run, testHost())
      expect(undone, `${about}: ${JSON.stringify(undone)}`).toMatchObject({ kind: 'undo', verdict: 'done' })
      expect(manifest(target), about).toEqual(before)
      exact += sideBySide
      // And back again.
      if (pick(random, [true, false])) {
        const again = await undo(home.core, undone.run, testHost())
        expect(again, `${about}: ${JSON.stringify(again)}`).toMatchObject({ verdict: 'done' })
        expect(manifest(target), about).toEqual(after)
      }
    }
  })
})

describe('parts of a snapshot, in their places or not', { timeout: 120_000 }, () => {
  it.each([
    ['one file', ['a/one.md'], false],
    ['one link', ['a/link'], false],
    ['files, a link and a folder', ['a/one.md', 'a/link', 'b/deep'], false],
    ['a file in place, with folders that are gone', ['b/deep/er/two.md'], true],
    ['several in place', ['a/one.md', 'a/link', 'b', 'new/place/three.md'], true],
    ['all in place', [], true],
  ] as const)('%s', async (_, paths, inPlace) => {
    const vault = temporaryFolder('vault')
    for (const folder of ['a', 'b/deep/er', 'new/place']) mkdirSync(path.join(vault, folder), { recursive: true })
    for (const name of ['a/one.md', 'b/deep/er/two.md', 'b/four.md', 'new/place/three.md'])
      writeFileSync(path.join(vault, name), `backed up ${name}`)
    symlinkSync('one.md', path.join(vault, 'a/link'))
    const snapshot = await snapshotOf(vault)
    const target = inPlace ? vault : temporaryFolder('target')
    if (inPlace) for (const gone of ['b/deep', 'new']) rmSync(path.join(target, gone), { recursive: true })
    for (const name of inPlace ? ['a/one.md', 'b/four.md'] : ['one.md', 'mine.md']) writeFileSync(path.join(target, name), 'mine')
    if (inPlace) rmSync(path.join(target, 'a/link'))
    const before = manifest(target)
    const [reference = snapshot, ...more] = paths.map((one) => `${snapshot}:${one}`)
    const request = into(reference, target, { more, overwrite: 'always', ...(inPlace ? { target: undefined } : {}) })
    const ended = await restore(home.core, request, testHost())
    expect(ended, JSON.stringify(ended)).toMatchObject({ verdict: 'done', result: { target } })
    expect(manifest(target)).not.toEqual(before)
    expect(await undo(home.core, ended.run, testHost())).toMatchObject({ verdict: 'done' })
    expect(manifest(target)).toEqual(before)
  })
})

describe('an undo', { timeout: 120_000 }, () => {
  const codeOf = async (work: Promise<unknown>) => {
    try {
      await work
      return 'none'
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error
      return error.problem.code
    }
  }
  const files = (folder: string, of: Record<string, string>) => {
    for (const [name, content] of Object.entries(of)) {
      mkdirSync(path.join(folder, path.dirname(name)), { recursive: true })
      writeFileSync(path.join(folder, name), content)
    }
    return folder
  }

  const read = (...parts: string[]) => readFileSync(path.join(...parts), 'utf8')

  it('keeps what a person did since: their changes are in a safety snapshot, what they made stays', async () => {
    const vault = files(temporaryFolder('vault'), { 'both.md': 'theirs', 'new.md': 'new', 'folder/one.md': 'one', 'other/two.md': 'two' })
    const target = files(temporaryFolder('target'), { 'both.md': 'mine at first', 'only.md': 'only mine' })
    const ended = await restore(home.core, into(await snapshotOf(vault), target, { overwrite: 'always' }), testHost())
    expect(read(target, 'both.md')).toBe('theirs')
    files(target, { 'both.md': 'mine, later', 'folder/one.md': 'one, and my own', 'folder/own.md': 'own' })
    const preview = await previewUndo(home.core, ended.run, testHost())
    expect(preview).toMatchObject({ of: ended.run, putBack: 1, removed: 2, changedSince: ['both.md'], safety: null })
    expect(read(target, 'both.md')).toBe('mine, later')
    const undone = await undo(home.core, undefined, testHost())
    expect(undone).toMatchObject({
      verdict: 'warnings',
      warnings: ['Left as it is: folder/one.md (it was changed since).', expect.stringMatching(/^Left as it is: folder\/? /)],
      result: { of: ended.run, putBack: 1, removed: 2, changedSince: ['both.md'] },
    })
    expect(read(target, 'both.md')).toBe('mine at first')
    expect(read(target, 'folder/one.md')).toBe('one, and my own')
    expect(read(target, 'folder/own.md')).toBe('own')
    expect(existsSync(path.join(target, 'new.md')) || existsSync(path.join(target, 'other'))).toBe(false)
    const elsewhere = path.join(temporaryFolder('elsewhere'), 'new')
    await restore(home.core, into(undone.result?.safety ?? '', elsewhere), testHost())
    expect(read(elsewhere, 'both.md')).toBe('mine, later')
    // Once is enough.
    expect(await codeOf(undo(home.core, ended.run, testHost()))).toBe('undone-already')
  })

  it('leaves what is written behind its look, though the restore had added it: nobody has saved that', async () => {
    const vault = files(temporaryFolder('vault'), { 'a.md': 'one', 'b.md': 'two' })
    const target = path.join(temporaryFolder('target'), 'new')
    const { run } = await restore(home.core, into(await snapshotOf(vault), target), testHost())
    const meanwhile: Core = {
      ...home.core,
      record: async (event) => {
        await home.core.record(event)
        if (event.event === 'restore.begun') files(target, { 'a.md': 'mine, written meanwhile' })
      },
    }
    expect(await undo(meanwhile, run, testHost())).toMatchObject({
      verdict: 'warnings',
      warnings: ['Left as it is: a.md (it is being changed by another program).'],
      result: { removed: 1 },
    })
    expect(manifest(target)).toHaveLength(2)
    expect(read(target, 'a.md')).toBe('mine, written meanwhile')
  })

  it.each(['always', 'if-changed'] as const)(
    'gives back rights and times of one name only, whoever shares the file: %s',
    async (overwrite) => {
      const vault = files(temporaryFolder('vault'), { 'a.md': 'alike', 'b.md': 'alike', 'c.md': 'alike' })
      // In the vault a and b are one file, in the target b and one that the snapshot does not know; c is shared in both.
      linkSync(path.join(vault, 'c.md'), path.join(vault, 'd.md'))
      const target = files(temporaryFolder('target'), { 'a.md': 'alike', 'b.md': 'alike', 'c.md': 'alike', 'd.md': 'alike' })
      rmSync(path.join(vault, 'b.md'))
      linkSync(path.join(vault, 'a.md'), path.join(vault, 'b.md'))
      linkSync(path.join(target, 'b.md'), path.join(target, 'of nobody.md'))
      for (const [at, name] of ['a.md', 'b.md', 'c.md', 'd.md'].entries()) {
        chmodSync(path.join(vault, name), 0o600)
        utimesSync(path.join(vault, name), 1_600_000_000 + at, 1_600_000_000 + at)
        chmodSync(path.join(target, name), 0o640)
        utimesSync(path.join(target, name), 1_500_000_000 + at, 1_500_000_000 + at)
      }
      const before = manifest(target)
      const ended = await restore(home.core, into(await snapshotOf(vault), target, { overwrite }), testHost())
      const after = manifest(target)
      const ofNobody = (lines: readonly string[]) => lines.filter((line) => line.includes('of nobody'))
      expect(ofNobody(after)).toEqual(ofNobody(before))
      expect(after).not.toEqual(before)
      const undone = await undo(home.core, ended.run, testHost())
      expect(undone).toMatchObject({ verdict: 'done' })
      expect(manifest(target)).toEqual(before)
      expect(await undo(home.core, undone.run, testHost())).toMatchObject({ verdict: 'done' })
      expect(manifest(target)).toEqual(after)
    },
  )

  it('knows a file in the place of an empty folder: goes back and forth, and leaves it where somebody wrote to it since', async () => {
    const vault = files(temporaryFolder('vault'), { 'notes/was.md': 'a file now', 'notes/both.md': 'theirs' })
    const snapshot = await snapshotOf(vault)
    const target = files(temporaryFolder('target'), { 'notes/both.md': 'mine' })
    mkdirSync(path.join(target, 'notes/was.md'))
    const before = manifest(target)
    const ended = await restore(home.core, into(snapshot, target, { overwrite: 'always' }), testHost())
    const after = manifest(target)
    const undone = await undo(home.core, ended.run, testHost())
    expect(undone).toMatchObject({ verdict: 'done' })
    expect(manifest(target)).toEqual(before)
    const again = await undo(home.core, undone.run, testHost())
    expect(again).toMatchObject({ verdict: 'done' })
    expect(manifest(target)).toEqual(after)
    writeFileSync(path.join(target, 'notes/was.md'), 'my own words since')
    expect(await undo(home.core, again.run, testHost())).toMatchObject({
      verdict: 'warnings',
      warnings: ['Left as it is: notes/was.md (a file of that name is there now).'],
    })
    expect(read(target, 'notes/was.md')).toBe('my own words since')
    expect(read(target, 'notes/both.md')).toBe('mine')
  })

  it('gives a folder its time back whose name is no text and has a line break', async () => {
    const [vault, target] = [temporaryFolder('vault'), temporaryFolder('target')]
    for (const [folder, name] of [
      [vault, 'new.md'],
      [target, 'mine.md'],
    ] as const) {
      const odd = Buffer.from(`${folder}/bad\xff\nodd`, 'latin1')
      mkdirSync(odd)
      writeFileSync(Buffer.concat([odd, Buffer.from(`/${name}`)]), name)
      utimesSync(odd, 1_500_000_000, 1_500_000_000)
    }
    const before = manifest(target)
    const ended = await restore(home.core, into(await snapshotOf(vault), target, { overwrite: 'keep-both' }), testHost())
    expect(ended).toMatchObject({ verdict: 'done', result: { keptBoth: { added: 1 } } })
    expect(await undo(home.core, ended.run, testHost())).toMatchObject({ verdict: 'done' })
    expect(manifest(target)).toEqual(before)
  })

  it('removes a folder that the restore made, and those above it', async () => {
    const vault = files(temporaryFolder('vault'), { 'a/b.md': 'b' })
    const place = temporaryFolder('place')
    const target = path.join(place, 'made', 'for', 'it')
    await restore(home.core, into(await snapshotOf(vault), target), testHost())
    expect(read(target, 'a/b.md')).toBe('b')
    expect(await undo(home.core, undefined, testHost())).toMatchObject({
      verdict: 'done',
      result: { removed: 1, safety: expect.any(String) },
    })
    expect(readdirSync(place)).toEqual([])
  })

  it('touches nothing behind a link that took the place of a folder, and nothing when the target itself is one', async () => {
    const vault = files(temporaryFolder('vault'), { 'sub/one.md': 'one', 'added/two.md': 'two' })
    const target = files(temporaryFolder('target'), { 'sub/one.md': 'mine' })
    const outside = files(temporaryFolder('outside'), { 'one.md': 'one', 'two.md': 'two' })
    const ended = await restore(home.core, into(await snapshotOf(vault), target, { overwrite: 'always' }), testHost())
    for (const name of ['sub', 'added']) {
      rmSync(path.join(target, name), { recursive: true })
      symlinkSync(outside, path.join(target, name))
    }
    const before = manifest(outside)
    expect(await undo(home.core, ended.run, testHost())).toMatchObject({ verdict: 'warnings' })
    expect(manifest(outside)).toEqual(before)
    const again = await restore(
      home.core,
      into(await snapshotOf(vault), files(temporaryFolder('target'), { x: 'x' }), { overwrite: 'always' }),
      testHost(),
    )
    const place = again.result?.target ?? ''
    rmSync(place, { recursive: true })
    symlinkSync(outside, place)
    expect(await undo(home.core, again.run, testHost())).toMatchObject({ verdict: 'failed', problem: { code: 'target-is-a-link' } })
    expect(manifest(outside)).toEqual(before)
  })

  it('writes and removes nothing outside while a folder is swapped for a link out again and again', async () => {
    const numbered = (content: string, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, number) => [`${number}.md`, `${content} ${number}`]))
    const vault = temporaryFolder('vault')
    files(path.join(vault, 'sub'), numbered('content', 80))
    const snapshot = await snapshotOf(vault)
    const outside = files(temporaryFolder('outside'), numbered('content', 80))
    const before = manifest(outside)
    let swaps = 0
    for (let round = 0; round < 3; round++) {
      const target = temporaryFolder('target')
      // Half of them are overwritten, half are added.
      files(path.join(target, 'sub'), numbered('mine', 40))
      const ended = await restore(home.core, into(snapshot, target, { overwrite: 'always' }), testHost())
      const swapping = await swapFolder(path.join(target, 'sub'), outside)
      await undo(home.core, ended.run, testHost())
      swaps += swapping.swaps()
      await swapping.stop()
      expect(manifest(outside), `round ${round}`).toEqual(before)
    }
    expect(swaps).toBeGreaterThan(100)
  })

  it('is not to be had of a restore with --no-undo, of one that wrote nothing, and of none', async () => {
    const vault = files(temporaryFolder('vault'), { 'a.md': 'a' })
    const target = files(temporaryFolder('target'), { 'a.md': 'mine' })
    const snapshot = await snapshotOf(vault)
    const without = await restore(home.core, into(snapshot, target, { overwrite: 'always', undo: false }), testHost())
    expect(await codeOf(undo(home.core, without.run, testHost()))).toBe('not-undoable')
    const refused = await restore(home.core, into(snapshot, target), testHost())
    expect(refused).toMatchObject({ problem: { code: 'target-not-empty' } })
    expect(await codeOf(undo(home.core, refused.run, testHost()))).toBe('restore-unknown')
    const empty = await testHome()
    expect(await codeOf(undo(empty.core, undefined, testHost()))).toBe('nothing-to-undo')
  })
})

describe('safety snapshots', { timeout: 120_000 }, () => {
  it('are put back in place where the restore wrote', async () => {
    const vault = temporaryFolder('vault')
    writeFileSync(path.join(vault, 'one.md'), 'one')
    const target = temporaryFolder('target')
    mkdirSync(path.join(target, 'folder'))
    writeFileSync(path.join(target, 'one.md'), 'mine')
    const ended = await restore(home.core, into(await snapshotOf(vault), target, { overwrite: 'always' }), testHost())
    const safety = knownSnapshots(home.core.state.database, 'default').find((one) => one.safety === ended.run)
    const back = await restore(home.core, into(safety?.id ?? '', target, { target: undefined, overwrite: 'always' }), testHost())
    expect(back).toMatchObject({ verdict: 'done', result: { target } })
    expect(readFileSync(path.join(target, 'one.md'), 'utf8')).toBe('mine')
  })

  it('are nothing that "latest" means, no anomaly, and go after 30 days when space is freed, with their lists', async () => {
    const own = await testHome()
    const vault = temporaryFolder('vault')
    writeFileSync(path.join(vault, 'one.md'), 'one')
    const first = await backup(own.core, { folder: vault, verify: false }, testHost())
    cheapenKey(path.join(own.core.home.repositories, 'default'), own.keychain.entries.get('repository:default') ?? '')
    const target = temporaryFolder('target')
    writeFileSync(path.join(target, 'one.md'), 'mine')
    const ended = await restore(own.core, into('latest', target, { overwrite: 'always' }), testHost())
    expect(ended).toMatchObject({ verdict: 'done' })
    const ledger = () => knownSnapshots(own.core.state.database, 'default')
    const safety = ledger().find((one) => one.safety === ended.run)
    expect(safety).toMatchObject({ vault: null, label: null, plan: null, files: 1 })
    const again = await restore(own.core, into('latest', path.join(temporaryFolder('new'), 'x')), testHost())
    expect(again).toMatchObject({ verdict: 'done', result: { snapshot: first.result?.snapshot } })
    const { snapshots } = await listSnapshots(own.core, undefined, testHost())
    expect(snapshots.map(({ id, safety: of }) => [id, of])).toEqual([
      [first.result?.snapshot, null],
      [safety?.id, ended.run],
    ])
    // As restic itself shows it, for a history that was lost.
    const later = await backup(own.core, { folder: vault, verify: true }, testHost())
    expect(later.result?.report).toMatchObject({ vanishedSnapshots: [], unknownSnapshots: [] })
    expect(await verify(own.core, 'default', testHost())).toMatchObject({ verdict: 'done' })
    const days = async (count: number) => {
      own.setTime(new Date(Date.now() + count * 86_400_000))
      return prune(own.core, 'default', null, { clock: { believed: true }, sleeping: false, battery: null }, testHost())
    }
    expect(await days(29)).toMatchObject({ verdict: 'done' })
    expect(ledger().some(({ id }) => id === safety?.id)).toBe(true)
    expect(undoable(own.core).map(({ run }) => run)).toEqual([again.run, ended.run])
    const freed = await days(31)
    expect(freed).toMatchObject({ verdict: 'done' })
    expect(ledger().some(({ id }) => id === safety?.id)).toBe(false)
    expect(recorded(own.root).filter(({ event }) => event.startsWith('snapshots.remov'))).toMatchObject([
      { event: 'snapshots.removing', ids: [safety?.id], run: freed.run },
      { event: 'snapshots.removed', ids: [safety?.id], run: freed.run },
    ])
    expect(undoable(own.core)).toEqual([])
    expect(readdirSync(path.join(own.root, 'restores'))).toEqual([])
  })
})
