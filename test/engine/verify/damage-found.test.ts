import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { RunProgress } from '../../../main/engine/core.ts'
import { embedded } from '../../../main/engine/repositories/repository-place.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { check } from '../../../main/engine/runs/check-run.ts'
import { listSnapshots } from '../../../main/engine/runs/list-snapshots.ts'
import { status } from '../../../main/engine/status.ts'
import { damage, filesOf, type Harm } from '../../faults/damage.ts'
import { howMany, noteFigure, seedOf } from '../../helpers/figure.ts'
import { cheapenKey, forgeSnapshot } from '../../helpers/forge-snapshots.ts'
import { type RawRestic, rawRestic } from '../../helpers/raw-restic.ts'
import { between, pick, seeded } from '../../helpers/seeded.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

const seed = seedOf(12)
const flips = howMany(40, 500)
const harms = howMany(10, 200)
const deletions = howMany(12, 100)
/** In so many checks all data is read once. */
const rotation = 2

const folders = ['data', 'index', 'snapshots', 'keys', ''] as const
const random = seeded(seed)
let home: TestHome
let location: string
let raw: RawRestic
let vault: string

beforeAll(async () => {
  home = await testHome()
  vault = temporaryFolder('vault')
  for (let round = 0; round < 3; round++) {
    mkdirSync(path.join(vault, `folder ${round}`))
    for (let file = 0; file < 8; file++)
      writeFileSync(path.join(vault, `folder ${round}`, `${file}.bin`), randomBytes(between(random, 1, 300_000)))
    expect(await backup(home.core, { folder: vault, verify: true }, testHost())).toMatchObject({ verdict: 'done' })
  }
  location = path.join(home.core.home.repositories, embedded)
  raw = rawRestic(location, home.keychain.entries.get(`repository:${embedded}`))
}, 120_000)

const oneCheck = (parts: number) => check(home.core, embedded, parts, { plan: '@check', due: null, trigger: 'manual' }, testHost())

/** What one rotation of checks says of the repository: the code of the first that does not find all well. */
async function inOneRotation(): Promise<string> {
  for (let turn = 0; turn < rotation; turn++) {
    const { verdict, problem } = await oneCheck(rotation)
    if (verdict !== 'done') return problem?.code ?? verdict
  }
  return 'nothing'
}

const seesNothing = async (...parameters: string[]) => {
  try {
    await raw('check', ...parameters)
    return true
  } catch {
    return false
  }
}

/** Damages a file of each folder in turn, and looks for it. @returns what was found of each, and what restic alone overlooks as long as it does not read the data */
async function damageEach(count: number, how: readonly Harm[]) {
  const found: Record<string, number> = {}
  const missed: string[] = []
  const overlooked: Record<string, number> = {}
  for (let number = 0; number < count; number++) {
    // Packs are most of what lies in a repository, and where most bits flip.
    const folder = number % 2 === 0 ? 'data' : (folders[(number >> 1) % folders.length] ?? 'data')
    const done = damage(random, folder === '' ? [path.join(location, 'config')] : filesOf(location, folder), how)
    if (folder === 'data' && (await seesNothing())) overlooked[folder] = (overlooked[folder] ?? 0) + 1
    const code = await inOneRotation()
    if (code === 'nothing') missed.push(`seed ${seed}, ${number}: ${done.how}`)
    found[`${folder || 'config'}: ${code}`] = (found[`${folder || 'config'}: ${code}`] ?? 0) + 1
    done.mend()
    // What came back is known to be there by whoever lists.
    if (folder === 'snapshots') await listSnapshots(home.core, embedded, testHost())
  }
  return { found, missed, overlooked: overlooked['data'] ?? 0 }
}

/** So many snapshots of the vault as it is, made past us, that were then seen. @returns their ids */
async function snapshotsSeen(count: number): Promise<string[]> {
  const key = cheapenKey(location, home.keychain.entries.get(`repository:${embedded}`) ?? '')
  const [newest] = z
    .array(z.object({ tree: z.string(), tags: z.array(z.string()) }))
    .parse(JSON.parse(await raw('snapshots', '--json', 'latest')))
  if (newest === undefined) throw new Error('no snapshot')
  const about = { hostname: hostname(), ...newest }
  const ids = Array.from({ length: count }, (_, number) => {
    const time = new Date(Date.now() - (number + 1) * 3_600_000).toISOString()
    return forgeSnapshot(location, key, { ...about, time })
  })
  await listSnapshots(home.core, embedded, testHost())
  return ids
}

describe('damage of a repository', { timeout: 120_000 + (flips + harms) * 15_000 }, () => {
  it(`${flips} flipped bits in every kind of file: each is found within one rotation of the checks`, async () => {
    const { found, missed, overlooked } = await damageEach(flips, ['flip'])
    console.info(`seed ${seed}`, found, `restic check without the data overlooks ${overlooked}`)
    noteFigure('bit-flips', {
      says: 'single bits flipped in packs, index, snapshots, keys and config, and not found within one rotation of the checks',
      seed,
      cases: flips,
      wrong: missed.length,
      also: `${overlooked} of ${flips / 2 + Math.ceil(flips / 10)} in packs are overlooked by restic check without --read-data in the same run; ${JSON.stringify(found)}`,
    })
    expect(missed).toEqual([])
  })

  it(`${harms} files with zeros, cut or gone: each is found as well`, async () => {
    const { found, missed, overlooked } = await damageEach(harms, ['zeros', 'cut', 'delete'])
    noteFigure('files-damaged', {
      says: 'files of a repository with zeros in them, cut or gone, and not found within one rotation of the checks',
      seed,
      cases: harms,
      wrong: missed.length,
      also: `${overlooked} overlooked by restic check without --read-data; ${JSON.stringify(found)}`,
    })
    expect(missed).toEqual([])
  })

  it(`${deletions} deleted snapshots: each is told of by the next run, whatever it is, and restic sees nothing`, async () => {
    let there = await snapshotsSeen(deletions)
    const told: string[] = []
    let unseen = 0
    while (there.length > 0) {
      const gone = there.slice(0, between(random, 1, 4))
      there = there.slice(gone.length)
      for (const id of gone) rmSync(path.join(location, 'snapshots', id))
      if (await seesNothing()) unseen += gone.length
      const run = pick(random, ['check', 'backup'] as const)
      const before = recorded(home.root).length
      const ended = run === 'check' ? await oneCheck(0) : await backup(home.core, { folder: vault, verify: true }, testHost())
      expect(ended.verdict, `seed ${seed}: ${run}`).toBe('not-verified')
      const named = recorded(home.root)
        .slice(before)
        .flatMap((line) => (line.event === 'snapshots.vanished' ? line.ids : []))
      expect(named.toSorted(), `seed ${seed}: ${run}`).toEqual(gone.toSorted())
      told.push(...named)
    }
    noteFigure('snapshots-deleted', {
      says: 'snapshots deleted from a repository, and not named by the next run',
      seed,
      cases: deletions,
      wrong: deletions - told.length,
      also: `${unseen} of them are nothing to restic check`,
    })
    expect(unseen).toBe(deletions)
  })

  it('that is none at a second look is not recorded: another machine frees space while it is read', async () => {
    const [pack = ''] = filesOf(location, 'data')
    const aside = `${pack}.aside`
    renameSync(pack, aside)
    const lines = recorded(home.root).length
    const host = testHost()
    const onProgress = (progress: RunProgress) => {
      host.onProgress(progress)
      if (progress.step === 'note' && existsSync(aside)) renameSync(aside, pack)
    }
    const occasion = { plan: '@check', due: null, trigger: 'manual' } as const
    expect(await check(home.core, embedded, 0, occasion, { ...host, onProgress })).toMatchObject({ verdict: 'done' })
    expect(host.notes()).toContain('once more')
    expect(recorded(home.root).slice(lines)).not.toContainEqual(expect.objectContaining({ event: 'repository.damaged' }))
  })

  it('mended, nothing is said of it any more', async () => {
    expect(await oneCheck(1)).toMatchObject({ verdict: 'done' })
    expect((await status(home.core)).repositories).toMatchObject([{ damagedSince: null }])
  })
})
