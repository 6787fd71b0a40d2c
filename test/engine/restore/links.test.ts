import {
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ProblemError } from '../../../main/engine/problem-error.ts'
import { moveKeepingBoth } from '../../../main/engine/restore/keep-both.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { lookAhead, type RestoreRequest, restore } from '../../../main/engine/runs/restore-run.ts'
import { undo } from '../../../main/engine/runs/undo-run.ts'
import { howMany, noteFigure } from '../../helpers/figure.ts'
import { cheapenKey } from '../../helpers/forge-snapshots.ts'
import { swapFolder } from '../../helpers/swap-folder.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

let home: TestHome
let vault: string

beforeAll(async () => {
  home = await testHome()
  vault = temporaryFolder('vault')
  mkdirSync(path.join(vault, 'd/deep'), { recursive: true })
  for (let number = 0; number < 40; number++) writeFileSync(path.join(vault, `d/${number}.md`), `number ${number}`)
  writeFileSync(path.join(vault, 'd/deep/x.md'), 'of the snapshot')
  const first = await backup(home.core, { folder: vault, verify: false }, testHost())
  expect(first.problem).toMatchObject({ code: 'not-verified' })
  cheapenKey(path.join(home.core.home.repositories, 'default'), home.keychain.entries.get('repository:default') ?? '')
}, 60_000)

const asking = (target: string | undefined, more: Partial<RestoreRequest> = {}): RestoreRequest => ({
  reference: 'latest',
  vault: undefined,
  target,
  overwrite: 'always',
  verify: true,
  undo: false,
  ...more,
})

/** Restores of each policy while folders are swapped. */
const races = howMany(3, 70)

describe('a folder of the target that is swapped for a link, over and over', { timeout: 300_000 + races * 10_000 }, () => {
  const raced = { restores: 0, swaps: 0, outside: 0 }
  afterAll(() =>
    noteFigure('swapped-folders', {
      says: 'restores during which a folder of the target was swapped for a link again and again, and those that wrote outside',
      seed: 0,
      cases: raced.restores,
      wrong: raced.outside,
      also: `${raced.swaps} swaps`,
    }),
  )

  it('gets nothing outside by our own moving', async () => {
    const [target, outside] = [temporaryFolder('target'), temporaryFolder('outside')]
    mkdirSync(path.join(target, 'd'))
    const swapping = await swapFolder(path.join(target, 'd'), outside)
    let [moved, refused, round] = [0, 0, 0]
    // On a busy machine it may take a while until one meets the other: as long as a test may.
    const until = Date.now() + 60_000
    for (; round < 40 || (refused === 0 && Date.now() < until); round++) {
      const staging = temporaryFolder('staging')
      mkdirSync(path.join(staging, 'd'))
      for (let number = 0; number < 200; number++) writeFileSync(path.join(staging, 'd', `${round}-${number}.md`), 'restored')
      try {
        await moveKeepingBoth(staging, target, 'T')
        moved += 1
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error
        expect(error.problem.code).toBe('path-not-inside')
        refused += 1
      }
    }
    await swapping.stop()
    expect(readdirSync(outside)).toEqual([])
    expect(moved + refused).toBe(round)
    expect({ swaps: swapping.swaps() > 100, refused: refused > 0 }).toEqual({ swaps: true, refused: true })
  })

  it.each(['always', 'keep-both', 'never'] as const)('gets nothing outside by a whole restore: %s', async (overwrite) => {
    const [target, outside] = [temporaryFolder('target'), temporaryFolder('outside')]
    mkdirSync(path.join(target, 'd'))
    const swapping = await swapFolder(path.join(target, 'd'), outside)
    for (let round = 0; round < races; round++) {
      const ended = await restore(home.core, asking(target, { overwrite }), testHost())
      expect(['done', 'warnings', 'failed'], JSON.stringify(ended.problem)).toContain(ended.verdict)
    }
    await swapping.stop()
    raced.restores += races
    raced.swaps += swapping.swaps()
    raced.outside += readdirSync(outside).length === 0 ? 0 : 1
    expect(readdirSync(outside)).toEqual([])
    expect(swapping.swaps()).toBeGreaterThan(100)
  })
})

describe('a link above what is put back in its place', () => {
  it.each(['always', 'keep-both'] as const)('is not written through: %s', async (overwrite) => {
    const outside = temporaryFolder('outside')
    const folder = temporaryFolder('linked')
    mkdirSync(path.join(folder, 'd/deep'), { recursive: true })
    writeFileSync(path.join(folder, 'd/deep/x.md'), 'of the snapshot')
    const { result } = await backup(home.core, { folder, verify: false }, testHost())
    rmSync(path.join(folder, 'd'), { recursive: true })
    mkdirSync(path.join(outside, 'deep'))
    symlinkSync(outside, path.join(folder, 'd'))
    const request = asking(undefined, { reference: `${result?.snapshot}:d/deep/x.md`, overwrite })
    expect(await lookAhead(home.core, request, testHost())).toMatchObject({
      refusal: { code: 'in-the-way', sentence: expect.stringMatching(/d is a link, and a restore does not write through links/) },
    })
    expect(await restore(home.core, request, testHost())).toMatchObject({ verdict: 'failed', problem: { code: 'in-the-way' } })
    expect(readdirSync(path.join(outside, 'deep'))).toEqual([])
    // All of it is another matter: the link makes room for the folder, or stays beside it.
    expect(await restore(home.core, { ...request, reference: `${result?.snapshot}` }, testHost())).toMatchObject({ verdict: 'done' })
    expect(readdirSync(path.join(outside, 'deep'))).toEqual([])
    const back = readdirSync(folder).find((name) => name.startsWith('d (restored')) ?? 'd'
    expect(back === 'd').toBe(overwrite === 'always')
    expect(readFileSync(path.join(folder, back, 'deep/x.md'), 'utf8')).toBe('of the snapshot')
  })
})

describe('restic that is reached through a link in the target', { timeout: 60_000 }, () => {
  it('works all the same', async () => {
    const target = temporaryFolder('target')
    const program = path.join(target, 'restic')
    symlinkSync(realpathSync(process.env['VAULTKEEPER_RESTIC'] ?? ''), program)
    const other = await testHome({ root: path.join(target, 'home'), environment: { VAULTKEEPER_RESTIC: program } })
    await backup(other.core, { folder: vault, verify: false }, testHost())
    expect(await restore(other.core, asking(target), testHost())).toMatchObject({ verdict: 'done' })
    expect(readFileSync(path.join(target, 'd/deep/x.md'), 'utf8')).toBe('of the snapshot')
    expect(lstatSync(program).isSymbolicLink()).toBe(true)
  })
})

describe('a file of the target that has another name', { timeout: 60_000 }, () => {
  const whole = 'x'.repeat(20_000)
  const long = `${whole}${'x'.repeat(7000)}`

  it.each(['always', 'if-changed', 'if-newer'] as const)(
    'and begins as it is to be is written whole, and the other name keeps what it has: %s',
    async (overwrite) => {
      const [folder, target] = [temporaryFolder('vault'), temporaryFolder('target')]
      writeFileSync(path.join(folder, 'one.md'), whole)
      const saved = await backup(home.core, { folder, verify: true }, testHost())
      const reference = saved.result?.snapshot ?? expect.fail(JSON.stringify(saved.problem))
      writeFileSync(path.join(target, 'one.md'), long)
      linkSync(path.join(target, 'one.md'), path.join(target, 'two.md'))
      utimesSync(path.join(target, 'one.md'), 1_000_000_000, 1_000_000_000)
      const ended = await restore(home.core, asking(target, { reference, overwrite, undo: true }), testHost())
      expect(ended, JSON.stringify(ended)).toMatchObject({ verdict: 'done' })
      expect(readFileSync(path.join(target, 'one.md'), 'utf8')).toBe(whole)
      expect(readFileSync(path.join(target, 'two.md'), 'utf8')).toBe(long)
      expect(readdirSync(target).toSorted()).toEqual(['one.md', 'two.md'])
    },
  )

  it('as a restore made it is put back whole by an undo', async () => {
    const [folder, target] = [temporaryFolder('vault'), temporaryFolder('target')]
    writeFileSync(path.join(folder, 'one.md'), long)
    linkSync(path.join(folder, 'one.md'), path.join(folder, 'two.md'))
    const saved = await backup(home.core, { folder, verify: true }, testHost())
    const reference = saved.result?.snapshot ?? expect.fail(JSON.stringify(saved.problem))
    writeFileSync(path.join(target, 'one.md'), whole)
    symlinkSync('nowhere', path.join(target, 'two.md'))
    const ended = await restore(home.core, asking(target, { reference, undo: true }), testHost())
    expect(ended, JSON.stringify(ended)).toMatchObject({ verdict: 'done' })
    const undone = await undo(home.core, ended.run, testHost())
    expect(undone, JSON.stringify(undone)).toMatchObject({ verdict: 'done' })
    expect(readFileSync(path.join(target, 'one.md'), 'utf8')).toBe(whole)
    expect(readlinkSync(path.join(target, 'two.md'))).toBe('nowhere')
  })
})
