import { randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { RunProgress } from '../../../main/engine/core.ts'
import { type OpenRepository, openRepository } from '../../../main/engine/repositories/open-repository.ts'
import { embedded } from '../../../main/engine/repositories/repository-place.ts'
import { type BackupResult, backup } from '../../../main/engine/runs/backup-run.ts'
import type { EndedRun } from '../../../main/engine/runs/record-run.ts'
import { verify } from '../../../main/engine/runs/verify-run.ts'
import { everything } from '../../../main/engine/selection/selection.ts'
import { noFindings } from '../../../main/engine/verify/findings.ts'
import { readBackSelected } from '../../../main/engine/verify/read-back-selected.ts'
import { verifySnapshot } from '../../../main/engine/verify/verify-snapshot.ts'
import { cacheSignature, shownPath, walkSource } from '../../../main/engine/verify/walk-source.ts'
import { damageContents } from '../../helpers/damage-contents.ts'
import { moveAway } from '../../helpers/move-away.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'
import { type Tree, weirdTree } from '../../helpers/weird-tree.ts'

const hour = 3_600_000
let home: TestHome
let vault: string
let tree: Tree
let saved: EndedRun<BackupResult>
let opened: OpenRepository
const host = testHost()

beforeAll(async () => {
  vault = temporaryFolder('vault')
  tree = await weirdTree(vault)
  home = await testHome()
  saved = await backup(home.core, { folder: vault, verify: true }, host)
  opened = await openRepository(home.core, embedded, 'read', host)
})

async function walked(root: string, kinds = ['file', 'folder', 'link', 'other']) {
  const paths: string[] = []
  for await (const entry of walkSource(root, everything)) if (kinds.includes(entry.kind)) paths.push(entry.path)
  return paths
}

/** Reads the snapshot back against any folder; with `begun` in the future, whatever differs there differs without excuse. */
async function readBack(root: string, how: 'whole' | 'whole, restored' | 'selected', begun = Date.now() + hour) {
  if (how !== 'selected') {
    const { counts, snapshot } = saved.result as BackupResult
    const request = { snapshot, root, selection: everything, files: counts.files, bytes: counts.bytes, added: counts.files }
    // Of a server it is restored into a folder of ours.
    const from = { ...opened, remote: how === 'whole, restored' }
    return verifySnapshot(home.core, from, { ...request, begun, since: 0, unreadable: new Set(), turn: 0, budget: 1e9 }, host)
  }
  const found = noFindings()
  const scratch = mkdtempSync(path.join(home.core.home.temporary, 'x-'))
  const request = { snapshot: saved.result?.snapshot ?? '', root, begun, unreadable: new Set<string>(), scratch, signal: host.signal }
  await readBackSelected(opened, { ...request, paths: await walked(root, ['file']), onFile: () => undefined }, found)
  return { ...found, countsAgree: null }
}

it('of a file whose owner cannot be set on our copy the contents decide', async () => {
  const restore: OpenRepository['restic']['restore'] = (...of) => {
    const { target } = of[1]
    const task = opened.restic.restore(...of)
    const failures = [{ item: '/plain.txt', message: `lchown ${target}/plain.txt: invalid argument`, during: 'restore' }]
    const failed = { kind: 'failed', reason: 'item-errors', message: 'There were 1 errors', detail: '', exitCode: 1, signal: null } as const
    const outcome = task.outcome.then(() => ({ ...failed, failures, failureCount: 1 }))
    return new Proxy(task, { get: (its, name) => (name === 'outcome' ? outcome : Reflect.get(its, name)) })
  }
  const found = noFindings()
  const folder = temporaryFolder('owned')
  writeFileSync(path.join(folder, 'plain.txt'), 'plain')
  const ended = await backup(home.core, { folder, verify: true }, host)
  const before = { snapshot: ended.result?.snapshot ?? '', root: folder, begun: Date.now() + hour, unreadable: new Set<string>() }
  const scratch = mkdtempSync(path.join(home.core.home.temporary, 'x-'))
  const request = { ...before, paths: ['plain.txt'], scratch, signal: host.signal, onFile: () => undefined }
  await readBackSelected({ ...opened, restic: { ...opened.restic, restore } }, request, found)
  expect(found).toMatchObject({ findings: [], comparedFiles: 1 })
})

// As beside another machine's prune, which packs anew what is read without a lock.
it.each(['whole', 'selected'] as const)(
  'looks once more where something is missing, and says nothing of what is there again (%s)',
  async (how) => {
    const apart = await testHome()
    const folder = temporaryFolder('pruned')
    writeFileSync(path.join(folder, 'one.bin'), randomBytes(100_000))
    const { snapshot = '' } = (await backup(apart.core, { folder, verify: false }, host)).result ?? {}
    const from = await openRepository(apart.core, embedded, 'read', host)
    const away = moveAway(path.join(apart.core.home.repositories, 'default'), 'largest')
    const onProgress = (told: RunProgress) => {
      if (told.step === 'note' && told.text.startsWith('Something is missing')) away.putBack()
    }
    const request = { snapshot, root: folder, selection: everything, files: 1, bytes: 100_000, added: how === 'whole' ? 1 : 0 }
    const asked = { ...request, begun: Date.now() + hour, since: 0, unreadable: new Set<string>(), turn: 0, budget: 1e9 }
    expect(await verifySnapshot(apart.core, from, asked, { ...host, onProgress })).toMatchObject({
      how,
      comparedFiles: 1,
      findings: [],
      leftFiles: 0,
    })
  },
)

describe('a file larger than all that is read back of a snapshot', () => {
  const budget = 1000
  /** Reads it back against the folder, as if nobody had touched anything since; restic may not lay a copy of it anywhere. */
  async function readBackOf(folder: string, snapshot: string, from = opened) {
    const restore = () => expect.fail('it was restored')
    const request = { snapshot, root: folder, selection: everything, files: 2, bytes: 5_002, added: 0 }
    const asked = { ...request, begun: Date.now() + hour, since: 0, unreadable: new Set<string>(), turn: 0, budget }
    return verifySnapshot(home.core, { ...from, restic: { ...from.restic, restore } }, asked, host)
  }
  const large = () => {
    const folder = temporaryFolder('large')
    writeFileSync(path.join(folder, 'a large one.bin'), 'x'.repeat(5_000))
    writeFileSync(path.join(folder, 'b.md'), 'b\n')
    return folder
  }

  it('is compared as it comes: it may be larger than the disk that a copy would lie on', async () => {
    const folder = large()
    const { snapshot = '' } = (await backup(home.core, { folder, verify: false }, host)).result ?? {}
    expect(await readBackOf(folder, snapshot)).toMatchObject({
      how: 'selected',
      comparedFiles: 1,
      comparedBytes: 5_000,
      findings: [],
      leftFiles: 1,
    })
    writeFileSync(path.join(folder, 'a large one.bin'), 'y'.repeat(5_000))
    const finding = async (found: string) =>
      expect((await readBackOf(folder, snapshot)).findings).toMatchObject([{ path: 'a large one.bin', finding: found }])
    await finding('different')
    renameSync(path.join(folder, 'a large one.bin'), path.join(folder, 'a larger one.bin'))
    expect((await readBackOf(folder, snapshot)).findings).toMatchObject([{ path: 'a larger one.bin', finding: 'missing' }])
  })

  it('is told to be damaged where it is', async () => {
    const apart = await testHome()
    const folder = large()
    const { snapshot = '' } = (await backup(apart.core, { folder, verify: false }, host)).result ?? {}
    const from = await openRepository(apart.core, embedded, 'read', host)
    await damageContents(path.join(apart.core.home.repositories, 'default'), apart.keychain.entries.get('repository:default'))
    expect((await readBackOf(folder, snapshot, from)).findings).toMatchObject([{ path: 'a large one.bin', finding: 'damaged' }])
  })
})

describe('a backup of a folder with everything that may be in one', () => {
  it('is proven: every file was read back, and the counts agree', () => {
    expect(saved.problem).toBeUndefined()
    expect(saved).toMatchObject({ verdict: 'done', warnings: [], result: { counts: { files: tree.files, bytes: tree.bytes } } })
    expect(saved.result?.report).toEqual({
      how: 'whole',
      comparedFiles: tree.files,
      comparedBytes: tree.bytes,
      changedSince: 0,
      leftFiles: 0,
      countsAgree: true,
      findings: [],
      findingCount: 0,
      vanishedSnapshots: [],
      unknownSnapshots: [],
      duration: expect.any(Number),
    })
  })

  it('is walked in the very order in which restic stores it', async () => {
    const listing = opened.restic.ls(opened.readTarget, { snapshot: saved.result?.snapshot ?? '', recursive: true })
    const stored: string[] = []
    for await (const node of listing) stored.push(node.path.replace(/^\/+/, ''))
    const here = (await walked(vault)).map(shownPath).filter((one) => one !== 'sock')
    expect(here).toEqual(stored.filter((one) => one !== 'sock'))
    expect(here.length).toBeGreaterThan(60)
  })

  it.each(['selected', 'whole, restored'] as const)('equals its folder when it is read back otherwise, too (%s)', async (how) => {
    const report = await readBack(vault, how)
    expect(report.findings).toEqual([])
    expect(report).toMatchObject({ comparedFiles: tree.files, comparedBytes: tree.bytes, changedSince: 0 })
    expect(report.countsAgree).not.toBe(false)
    expect(readdirSync(home.core.home.temporary).filter((name) => name.includes('read-back'))).toEqual([])
  })
})

describe('what the repository gives back wrong', () => {
  let other: string
  beforeAll(async () => {
    // The same names with other content in two of them: as if the repository had mixed them up.
    other = temporaryFolder('other')
    await weirdTree(other, { sockets: false })
    for (const [name, content] of [
      ['ideas.md', 'CONTENT of ideas.md\n'],
      ['a/z.md', 'much longer than it was'],
    ] as const) {
      writeFileSync(path.join(other, name), content)
      utimesSync(path.join(other, name), tree.time, tree.time)
    }
    writeFileSync(path.join(other, 'a!', 'new.md'), 'not in the snapshot')
    symlinkSync('elsewhere', path.join(other, 'new link'))
  })

  it.each(['whole', 'whole, restored'] as const)('is found by name when all is read back (%s)', async (how) => {
    const { findings, comparedFiles } = await readBack(other, how)
    // A hard link shows the same content.
    expect(findings.map((one) => `${one.finding} ${one.path}`)).toEqual([
      'different a/z.md',
      'missing a!/new.md',
      'different hard link.md',
      'different ideas.md',
      'missing new link',
    ])
    expect(comparedFiles).toBe(tree.files - 3)
  })

  it('is found by name when files are picked', async () => {
    const { findings } = await readBack(other, 'selected')
    expect(findings.map((one) => `${one.finding} ${one.path}`)).toEqual([
      'different a/z.md',
      'missing a!/new.md',
      'different hard link.md',
      'different ideas.md',
    ])
  })

  it.each(['whole', 'whole, restored', 'selected'] as const)('is not said of what changed since (%s)', async (how) => {
    const report = await readBack(other, how, Date.now() - 2 * hour)
    // Files that were picked are missing only in the folder's favour: they are newer than the backup.
    expect(report.findings.filter(({ finding }) => finding !== 'missing')).toEqual([])
    // What is equal nevertheless is proven.
    expect(report.comparedFiles).toBe(tree.files - 3)
    expect(report.changedSince).toBe(3)
  })
})

describe('a vault that is marked as a cache itself', () => {
  it('is backed up and proven with all that is in it, other caches too', async () => {
    const folder = temporaryFolder('vault')
    const own = await testHome()
    mkdirSync(path.join(folder, 'cache'))
    for (const name of ['ideas.md', 'cache/kept.md']) writeFileSync(path.join(folder, name), name)
    for (const name of ['CACHEDIR.TAG', 'cache/CACHEDIR.TAG']) writeFileSync(path.join(folder, name), `${cacheSignature}\n`)
    const counts = { files: 4 }
    const report = { comparedFiles: 4, changedSince: 0, findings: [] }
    expect(await backup(own.core, { folder, verify: true }, testHost())).toMatchObject({ verdict: 'done', result: { counts, report } })
    rmSync(path.join(folder, 'CACHEDIR.TAG'))
    expect(await backup(own.core, { folder, verify: true }, testHost())).toMatchObject({ result: { counts: { files: 2 } } })
  })
})

describe('a home that lies in the vault', () => {
  it.each(['real', 'link'] as const)('is not taken for lost files by verify (%s)', async (how) => {
    const folder = temporaryFolder('vault')
    writeFileSync(path.join(folder, 'ideas.md'), 'ideas')
    mkdirSync(path.join(folder, 'home'))
    const link = path.join(temporaryFolder(), 'link')
    symlinkSync(path.join(folder, 'home'), link)
    const own = await testHome({ root: how === 'real' ? path.join(folder, 'home') : link })
    expect(await backup(own.core, { folder, verify: true }, testHost())).toMatchObject({
      verdict: 'done',
      result: { counts: { files: 1 } },
    })
    // As if the snapshot were of an hour later: nothing in the folder is too new to be judged.
    const { database } = own.core.state
    database.exec(`UPDATE snapshots SET time = '${new Date(Date.now() + hour).toISOString()}'`)
    const ended = await verify(own.core, 'default', testHost())
    expect(ended.problem).toBeUndefined()
    expect(ended).toMatchObject({ verdict: 'done', result: { damage: null, vaults: [{ report: { comparedFiles: 1, findings: [] } }] } })
  })
})

describe('a large vault of which little is new', () => {
  it('is sampled, with what is new in it', async () => {
    const folder = temporaryFolder('vault')
    for (let i = 0; i < 300; i++) writeFileSync(path.join(folder, `f${i}`), `content ${i}`)
    mkdirSync(path.join(folder, 'weird'))
    await weirdTree(path.join(folder, 'weird'))
    await backup(home.core, { folder, verify: false }, testHost())
    // The first run was not verified, so everything counts as new until one was: the second picks what it may.
    writeFileSync(path.join(folder, 'new.md'), 'new')
    const second = await backup(home.core, { folder, verify: true }, testHost())
    expect(second).toMatchObject({ verdict: 'done', result: { report: { how: 'selected', findings: [], vanishedSnapshots: [] } } })
    expect(second.result?.report?.comparedFiles).toBeGreaterThan(300)
    const third = await backup(home.core, { folder, verify: true }, testHost())
    expect(third).toMatchObject({ verdict: 'done', result: { unchanged: true, report: { how: 'selected', countsAgree: true } } })
    expect(third.result?.report?.comparedFiles).toBeGreaterThan(0)
    expect(third.result?.report?.comparedFiles).toBeLessThan(120)
  })
})

describe('what times do not tell is new', () => {
  const many = (folder: string, from: number, to: number, text: string) => {
    mkdirSync(folder, { recursive: true })
    for (let i = from; i < to; i++) writeFileSync(path.join(folder, `f${i}`), `${text} ${i}`)
  }
  /** How many files a report accounts for. */
  const accounted = ({ result }: EndedRun<BackupResult>) =>
    (result?.report?.comparedFiles ?? 0) + (result?.report?.changedSince ?? 0) + (result?.report?.leftFiles ?? 0)

  it('is read back nevertheless, or counted: after a clock that ran ahead, and what was moved into the vault as it was', async () => {
    const own = await testHome()
    const folder = temporaryFolder('vault')
    many(folder, 0, 900, 'content')
    own.setTime(new Date(Date.now() + 365 * 24 * hour))
    expect(await backup(own.core, { folder, verify: true }, testHost())).toMatchObject({
      verdict: 'done',
      result: { report: { how: 'whole' } },
    })
    own.setTime(undefined)
    many(folder, 0, 100, 'changed')
    const aside = path.join(temporaryFolder('aside'), 'old')
    many(aside, 0, 100, 'moved')
    const second = await backup(own.core, { folder, verify: true }, testHost())
    expect(second).toMatchObject({ verdict: 'done', result: { counts: { filesNew: 0, filesChanged: 100 }, report: { how: 'selected' } } })
    expect(accounted(second)).toBeGreaterThanOrEqual(100)
    // Its files keep the times that they had.
    renameSync(aside, path.join(folder, 'old'))
    const third = await backup(own.core, { folder, verify: true }, testHost())
    expect(third).toMatchObject({ verdict: 'done', result: { counts: { filesNew: 100, filesChanged: 0 }, report: { how: 'selected' } } })
    expect(accounted(third)).toBeGreaterThanOrEqual(100)
  })
})
