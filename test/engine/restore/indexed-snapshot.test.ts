import { chmodSync, existsSync, lchownSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { fileOf, readyIndex } from '../../../main/engine/index/open-index.ts'
import { indexedSnapshot } from '../../../main/engine/restore/indexed-snapshot.ts'
import { type ListedNode, listedNode } from '../../../main/engine/restore/listed-node.ts'
import { unfinishedRestores } from '../../../main/engine/restore/unfinished-restores.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { type RestoreRequest, restore } from '../../../main/engine/runs/restore-run.ts'
import { forgeSnapshot, forgeTree } from '../../helpers/forge-snapshots.ts'
import { type IndexBench, indexBench } from '../../helpers/index-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'
import { makeFifo, weirdTree } from '../../helpers/weird-tree.ts'

const isRoot = process.getuid?.() === 0

/** What a plan asks of an entry. */
const seen = ({ path: at, name, type, size, mode, mtime, uid, gid }: ListedNode) => ({
  ...{ at, name, type, mode, uid, gid, mtime },
  size: type === 'file' ? size : 0,
})

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

async function savedAndIndexed(bench: IndexBench): Promise<string> {
  const { result } = await backup(bench.core, { folder: bench.vault, verify: false }, bench.host)
  return indexed(bench, result?.snapshot ?? '')
}

async function indexed(bench: IndexBench, id: string): Promise<string> {
  const index = await readyIndex(bench.core, bench.opened, bench.host)
  index.close()
  return id
}

async function byIndex(bench: IndexBench, id: string, ...paths: string[]): Promise<ListedNode[] | undefined> {
  const scope = paths.length === 0 ? null : paths.map((one) => ({ path: one, at: one }))
  const snapshot = indexedSnapshot(bench.core, 'default', id, scope)
  if (snapshot === undefined) return undefined
  const nodes = await all(snapshot.nodes(bench.host))
  snapshot.close()
  return nodes
}

const byRestic = async (bench: IndexBench, id: string, ...paths: string[]) => {
  const what = { snapshot: id, recursive: true, path: paths.map((one) => `/${one}`) }
  return (await all(bench.opened.restic.ls(bench.opened.readTarget, what, bench.host))).map(listedNode)
}

describe('a snapshot as the index has it', { timeout: 120_000 }, () => {
  test('is what restic lists of it, in the same order: names, kinds, sizes, rights, times, owners', async () => {
    const bench = await indexBench()
    await weirdTree(bench.vault)
    chmodSync(path.join(bench.vault, 'ideas.md'), 0o4751)
    const id = await savedAndIndexed(bench)
    const listed = (await byRestic(bench, id)).map(seen)
    expect(listed.length).toBeGreaterThan(30)
    expect((await byIndex(bench, id))?.map(seen)).toEqual(listed)
    // The same index beside a snapshot before and behind.
    writeFileSync(path.join(bench.vault, 'a.txt'), 'another')
    rmSync(path.join(bench.vault, 'deep'), { recursive: true })
    const next = await savedAndIndexed(bench)
    expect((await byIndex(bench, id))?.map(seen)).toEqual(listed)
    expect((await byIndex(bench, next))?.map(seen)).toEqual((await byRestic(bench, next)).map(seen))
    for (const part of ['ideas.md', 'a!', 'deep/er', '.git'])
      expect((await byIndex(bench, id, part))?.map(seen), part).toEqual(
        (await byRestic(bench, id, part)).map(seen).filter(({ at }) => `${at}/`.startsWith(`/${part}/`)),
      )
    expect(await byIndex(bench, next, 'deep')).toEqual([])
    expect(await byIndex(bench, id, 'never/there')).toEqual([])
  })

  test('is left to restic where the index does not have all: not indexed, hostile names, a path of several, no index', async () => {
    const bench = await indexBench()
    writeFileSync(path.join(bench.vault, 'one.md'), '1')
    expect(await byIndex(bench, 'f'.repeat(64))).toBeUndefined()
    const id = await savedAndIndexed(bench)
    expect(await byIndex(bench, id)).toHaveLength(1)
    const time = '2026-01-01T00:00:00Z'
    const node = (name: string) => ({
      ...{ name, type: 'file', mode: 0o644, mtime: time, atime: time, ctime: time },
      uid: 0,
      gid: 0,
      content: [],
    })
    const forged = (...names: string[]) =>
      forgeSnapshot(bench.location, bench.key, {
        time,
        hostname: 'h',
        tags: [],
        tree: forgeTree(bench.location, bench.key, names.map(node)),
      })
    const hostile = await indexed(bench, forged('a.md', '../up'))
    expect(await byIndex(bench, hostile)).toBeUndefined()
    const twice = await indexed(bench, forged('a.md', 'a.md'))
    expect(await byIndex(bench, twice, 'a.md')).toBeUndefined()
    expect((await byIndex(bench, twice))?.map(({ name }) => name)).toEqual(['a.md', 'a.md'])
    rmSync(fileOf(bench.core, 'default'))
    expect(await byIndex(bench, id)).toBeUndefined()
  })

  test.skipIf(!isRoot)('is left to restic where it belongs to several accounts', async () => {
    const bench = await indexBench()
    for (const name of ['one.md', 'two.md']) writeFileSync(path.join(bench.vault, name), name)
    for (const name of ['one.md', 'two.md']) lchownSync(path.join(bench.vault, name), 1234, 567)
    const ofOne = await savedAndIndexed(bench)
    expect((await byIndex(bench, ofOne))?.map(({ uid, gid }) => [uid, gid])).toEqual([
      [1234, 567],
      [1234, 567],
    ])
    lchownSync(path.join(bench.vault, 'two.md'), 1234, 568)
    expect(await byIndex(bench, await savedAndIndexed(bench))).toBeUndefined()
  })
})

describe('a restore into a new folder', { timeout: 120_000 }, () => {
  /** A home whose restic notes down what it is asked. */
  async function noting(): Promise<TestHome & { readonly vault: string; readonly asked: () => string[] }> {
    const folder = temporaryFolder('noting')
    const program = path.join(folder, 'restic')
    const notes = path.join(folder, 'asked')
    writeFileSync(
      program,
      `#!/bin/sh\nfor word; do case "$word" in ls | snapshots | restore | find) echo "$word" >> '${notes}'; break ;; esac; done\nexec '${process.env['VAULTKEEPER_RESTIC']}' "$@"\n`,
      { mode: 0o755 },
    )
    const home = await testHome({ environment: { VAULTKEEPER_RESTIC: program } })
    const vault = path.join(folder, 'vault')
    mkdirSync(path.join(vault, 'sub'), { recursive: true })
    for (const name of ['a.md', 'sub/b.md']) writeFileSync(path.join(vault, name), name)
    return { ...home, vault, asked: () => (existsSync(notes) ? readFileSync(notes, 'utf8').split('\n').filter(Boolean) : []) }
  }

  const asking = (reference: string, target: string): RestoreRequest => ({
    ...{ reference, vault: undefined, target, overwrite: undefined, verify: true },
  })

  async function ready(home: TestHome & { readonly vault: string }): Promise<string> {
    const { result } = await backup(home.core, { folder: home.vault, verify: false }, testHost())
    const index = await readyIndex(home.core, 'default', testHost())
    index.close()
    return result?.snapshot ?? ''
  }

  test('has restic list nothing where the index knows the snapshot; into one that is not empty it has', async () => {
    const home = await noting()
    const id = await ready(home)
    const target = path.join(temporaryFolder('new'), 'target')
    const before = home.asked().length
    expect(await restore(home.core, asking(id, target), testHost())).toMatchObject({ verdict: 'done', result: { restored: 3 } })
    expect(home.asked().slice(before)).toEqual(['restore'])
    expect(readFileSync(path.join(target, 'sub', 'b.md'), 'utf8')).toBe('sub/b.md')
    const again = home.asked().length
    const over = { ...asking(id, target), overwrite: 'always' as const }
    expect(await restore(home.core, over, testHost())).toMatchObject({ verdict: 'done' })
    expect(home.asked().slice(again)).toContain('ls')
  })

  test('leaves out FIFOs, takes setuid bits away and finds what is asked for, by the index as by restic', async () => {
    const home = await noting()
    makeFifo(path.join(home.vault, 'pipe'))
    writeFileSync(path.join(home.vault, 'tool'), 'tool')
    chmodSync(path.join(home.vault, 'tool'), 0o4755)
    const id = await ready(home)
    const told = async (reference: string) => {
      const target = path.join(temporaryFolder('new'), 'target')
      const { verdict, warnings, problem, result } = await restore(home.core, asking(reference, target), testHost())
      const counts = result && { restored: result.restored, skipped: result.skipped, bytes: result.bytes }
      return {
        verdict,
        warnings,
        problem: problem?.sentence.replace(target, 'TARGET'),
        counts,
        there: existsSync(target) ? readdirSync(target).toSorted() : undefined,
      }
    }
    const references = [id, `${id}:sub`, `${id}:a.md`, `${id}:tool`, `${id}:pipe`, `${id}:gone.md`]
    const withIndex = []
    for (const one of references) withIndex.push(await told(one))
    rmSync(fileOf(home.core, 'default'))
    const without = []
    for (const one of references) without.push(await told(one))
    expect(withIndex).toEqual(without)
    expect(withIndex.map(({ verdict }) => verdict)).toEqual(['warnings', 'done', 'done', 'warnings', 'failed', 'failed'])
    expect(withIndex[0]?.there).toEqual(['a.md', 'sub', 'tool'])
  })

  test('that is not in the repository any more, or whose password is wrong, leaves nothing behind, and is not told as cut off', async () => {
    const home = await noting()
    const id = await ready(home)
    const place = path.join(home.core.home.repositories, 'default')
    const [file = ''] = readdirSync(path.join(place, 'snapshots'))
    const bytes = readFileSync(path.join(place, 'snapshots', file))
    const around = temporaryFolder('around')
    rmSync(path.join(place, 'snapshots', file))
    const gone = await restore(home.core, asking(id, path.join(around, 'new', 'target')), testHost())
    expect(gone).toMatchObject({ verdict: 'failed', problem: { code: 'snapshot-not-found' } })
    writeFileSync(path.join(place, 'snapshots', file), bytes)
    home.keychain.entries.set('repository:default', 'another')
    const refused = await restore(home.core, asking(id, path.join(around, 'new', 'target')), testHost())
    expect(refused).toMatchObject({ verdict: 'failed', problem: { code: 'wrong-password' } })
    expect(readdirSync(around)).toEqual([])
    expect(await restore(home.core, asking(id, around), testHost())).toMatchObject({ problem: { code: 'wrong-password' } })
    expect(unfinishedRestores(home.core)).toEqual([])
  })

  test.each([
    ['has lost its names', 'DROP INDEX entry_by_place; DROP TABLE entry'],
    ['has lost a folder', "DELETE FROM version WHERE entry = (SELECT id FROM entry WHERE name = 'sub')"],
    ['has lost everything in it', 'DELETE FROM version'],
    ['tells sizes that no disk has room for', 'UPDATE version SET size = 9000000000000000 WHERE size > 0'],
    ['tells that all are sockets', 'UPDATE version SET type = 5'],
    ['tells that one is a FIFO', "UPDATE version SET type = 4 WHERE entry = (SELECT id FROM entry WHERE name = 'b.md')"],
  ])('comes whole where the index %s', async (_, damage) => {
    const home = await noting()
    const id = await ready(home)
    const database = new DatabaseSync(fileOf(home.core, 'default'))
    database.exec(damage)
    database.close()
    for (const reference of [id, `${id}:sub`]) {
      const target = path.join(temporaryFolder('new'), 'target')
      expect(await restore(home.core, asking(reference, target), testHost())).toMatchObject({ verdict: 'done' })
      expect(readFileSync(path.join(target, 'sub', 'b.md'), 'utf8')).toBe('sub/b.md')
    }
  })
})
