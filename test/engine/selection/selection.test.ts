import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { Configuration } from '../../../main/contract/configuration.ts'
import { type OpenRepository, openRepository } from '../../../main/engine/repositories/open-repository.ts'
import { embedded } from '../../../main/engine/repositories/repository-place.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { verify } from '../../../main/engine/runs/verify-run.ts'
import { resticExcludes } from '../../../main/engine/selection/restic-excludes.ts'
import { everything, type Selection } from '../../../main/engine/selection/selection.ts'
import { writeFileList } from '../../../main/engine/selection/write-file-list.ts'
import { isProven, verifySnapshot } from '../../../main/engine/verify/verify-snapshot.ts'
import { pathBytes, walkSource } from '../../../main/engine/verify/walk-source.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

const hour = 3_600_000
let home: TestHome
let opened: OpenRepository
let vault: string
/** What the daily plan of the example configuration takes, and what our own home and a person leave out of it. */
let daily: Selection

beforeAll(async () => {
  vault = temporaryFolder('agents')
  home = await testHome({ root: path.join(vault, 'em', 'memory', 'vaultkeeper') })
  for (const [name, content] of Object.entries({
    'agent_registry.json': '{}',
    'em/SOUL.md': 'charter',
    'em/priority_weights.json': '{"a":1}',
    'em/memory/one.md': 'one',
    'em/memory/scratch/draft.tmp': 'draft',
    'em/memory/scratch/kept.md': 'kept',
    'z/skills/run.mjs': 'run',
    'z/deep/memory/two\nlines.md': 'two',
    'z/deep/memory/bad\xff.md': 'bad',
    'jay/skills/x.mjs': 'x',
  })) {
    const at = pathBytes(`${Buffer.from(vault).toString('latin1')}/${name}`)
    mkdirSync(at.subarray(0, at.lastIndexOf(0x2f)), { recursive: true })
    writeFileSync(at, content)
    utimesSync(at, new Date(Date.now() - hour), new Date(Date.now() - hour))
  }
  mkdirSync(path.join(vault, 'rick', 'memory'), { recursive: true })
  chmodSync(path.join(vault, 'z', 'deep'), 0o750)
  daily = {
    exclude: ['*.tmp', '/z/memory'],
    include: ['**/*weights*.json', '**/memory/**', '/agent_registry.json'],
    leftOut: new Set([home.core.home.root]),
  }
  opened = await openRepository(home.core, embedded, 'write', testHost())
})

async function walked(selection: Selection) {
  const paths: string[] = []
  for await (const entry of walkSource(vault, selection)) paths.push(entry.path)
  return paths
}

const taken = [
  'agent_registry.json',
  'em',
  'em/memory',
  'em/memory/one.md',
  'em/memory/scratch',
  'em/memory/scratch/kept.md',
  'em/priority_weights.json',
  'rick',
  'rick/memory',
  'z',
  'z/deep',
  'z/deep/memory',
  'z/deep/memory/bad\xff.md',
  'z/deep/memory/two\nlines.md',
]

describe('a selection', () => {
  it('is walked with the folders on the way to what it takes, and no others', async () => {
    expect(await walked(daily)).toEqual(taken)
    expect(await walked({ ...daily, exclude: ['*'] })).toEqual([])
    expect(await walked({ ...daily, include: ['nothing/like/this'] })).toEqual([])
    expect(await walked({ ...daily, include: null, exclude: ['em', '/z', '!/z/skills', 'skills'] })).toEqual([
      'agent_registry.json',
      'jay',
      'rick',
      'rick/memory',
    ])
  })

  it('is listed by its topmost parts, in a private file that goes', async () => {
    const list = await writeFileList(home.core, vault, daily)
    expect(readFileSync(list.file, 'latin1').split('\0')).toEqual([
      'agent_registry.json',
      'em/memory',
      'em/priority_weights.json',
      'rick/memory',
      'z/deep/memory',
      '',
    ])
    expect(list.count).toBe(5)
    expect(statSync(list.file).mode & 0o777).toBe(0o600)
    list.remove()
    expect(readdirSync(home.core.home.temporary)).toEqual([])
  })

  it('that takes nothing has an empty list; a pattern that is malformed leaves no file behind', async () => {
    const none = await writeFileList(home.core, vault, { ...everything, include: ['nothing'] })
    expect(none.count).toBe(0)
    expect(statSync(none.file).size).toBe(0)
    none.remove()
    await expect(writeFileList(home.core, vault, { ...everything, include: ['[a'] })).rejects.toThrow('is malformed')
    expect(readdirSync(home.core.home.temporary)).toEqual([])
  })

  it('saved by restic, is what verification finds on the disk', async () => {
    const host = testHost()
    const list = await writeFileList(home.core, vault, daily)
    const save = async () => {
      const begun = Date.now() + hour
      const excludes = resticExcludes(vault, daily)
      const options = { cwd: vault, filesFromRaw: list.file, excludes, excludeCaches: true, skipIfUnchanged: true }
      return { begun, summary: opened.done(await opened.restic.backup(opened.target, options).outcome) }
    }
    const { begun, summary } = await save()
    const { snapshotId: snapshot = '', totalFilesProcessed: files, totalBytesProcessed: bytes } = summary
    const nodes: [string, number][] = []
    for await (const node of opened.restic.ls(opened.readTarget, { snapshot, recursive: true }))
      nodes.push([node.path, (node.mode ?? 0) & 0o777])
    expect(nodes.map(([one]) => one.slice(1))).toEqual(taken.map((one) => pathBytes(one).toString()))
    expect(nodes.find(([one]) => one === '/z/deep')).toEqual(['/z/deep', 0o750])
    const request = { snapshot, root: vault, files, bytes, since: 0, unreadable: new Set<string>(), turn: 0, budget: 1e9, begun }
    for (const added of [files, 0]) {
      const report = await verifySnapshot(home.core, opened, { ...request, selection: daily, added }, host)
      expect(report).toMatchObject({ findings: [], countsAgree: true, comparedFiles: files, how: added === 0 ? 'selected' : 'whole' })
      expect(isProven(report)).toBe(true)
    }
    // What the selection does not take is missed by one that takes it.
    const { findings } = await verifySnapshot(home.core, opened, { ...request, selection: { ...daily, include: null }, added: files }, host)
    expect(findings.map((one) => one.path)).toEqual(['em/SOUL.md', 'jay', 'jay/skills', 'jay/skills/x.mjs', 'z/skills', 'z/skills/run.mjs'])
    expect((await save()).summary.snapshotId).toBeUndefined()
    list.remove()
  })
})

describe('verify, of vaults that are not saved whole', () => {
  it('compares what the configuration says, and nothing where it does not say it', async () => {
    const own = await testHome()
    const folder = temporaryFolder('vault')
    for (const name of ['memory/a.json', 'memory/b.tmp', 'charter.md']) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
      writeFileSync(path.join(folder, name), name)
    }
    const vaults = { notes: { path: folder, exclude: ['*.tmp'], recoveryDocument: false } }
    const plans = { daily: { kind: 'daily', sources: [{ vault: 'notes', include: ['memory/**'] }] } }
    const settle = (some: object) => {
      own.core.settings.configuration = Configuration.parse({ version: 1, vaults, ...some })
    }
    settle({ plans })
    const occasion = { plan: 'daily', kind: 'daily', due: null, trigger: 'manual', zone: 'UTC' } as const
    const saved = await backup(own.core, { folder, include: ['memory/**'], occasion, verify: true }, testHost())
    expect(saved).toMatchObject({ verdict: 'done', result: { counts: { files: 1 } } })
    // As if the snapshot were of an hour later: nothing in the folder is too new to be judged.
    const later = () => own.core.state.database.exec(`UPDATE snapshots SET time = '${new Date(Date.now() + hour).toISOString()}'`)
    later()
    const compared = async () => {
      const ended = await verify(own.core, 'default', testHost())
      return { verdict: ended.verdict, compared: ended.result?.vaults.map(({ report }) => report?.comparedFiles ?? null) }
    }
    expect(await compared()).toEqual({ verdict: 'done', compared: [1] })
    settle({ plans: {} })
    expect(await compared()).toEqual({ verdict: 'done', compared: [null] })
    expect(await backup(own.core, { folder, verify: true }, testHost())).toMatchObject({
      verdict: 'done',
      result: { counts: { files: 2 } },
    })
    later()
    expect(await compared()).toEqual({ verdict: 'done', compared: [2] })
    // It would not do so if it compared all that there is.
    settle({ vaults: {} })
    expect((await compared()).verdict).toBe('not-verified')
  }, 60_000)
})
