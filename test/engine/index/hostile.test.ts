import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { findPaths } from '../../../main/engine/content/find-paths.ts'
import { indexRepositories } from '../../../main/engine/index/index-repositories.ts'
import { listFolder } from '../../../main/engine/index/list-folder.ts'
import { fileOf, readyIndex } from '../../../main/engine/index/open-index.ts'
import { search } from '../../../main/engine/index/search.ts'
import type { SnapshotIndex } from '../../../main/engine/index/types.ts'
import { updateIndex } from '../../../main/engine/index/update-index.ts'
import { versionsOf } from '../../../main/engine/index/versions-of.ts'
import { walkEntries } from '../../../main/engine/index/walk-entries.ts'
import { verify } from '../../../main/engine/runs/verify-run.ts'
import { expectListed } from '../../helpers/expect-index.ts'
import { forgeSnapshot, forgeTree } from '../../helpers/forge-snapshots.ts'
import { type IndexBench, indexBench } from '../../helpers/index-bench.ts'

const paths = (index: SnapshotIndex, id: string) => [...walkEntries(index, id)].map((entry) => entry.path)
const leftOut = (index: SnapshotIndex, id: string) =>
  index.database.prepare('SELECT left_out FROM tree JOIN snapshot ON snapshot.tree = tree.id WHERE snapshot.id = ?').get(id)?.['left_out']

/** An entry of a tree that somebody wrote by hand. `subtree`: the id of what a folder holds. */
type Node = { readonly name: string; readonly type: string; readonly subtree?: string; readonly [more: string]: unknown }

const time = '2026-01-01T00:00:00Z'
const file = (name: string, size = 1): Node => ({ name, type: 'file', size })
const folder = (name: string, subtree: string): Node => ({ name, type: 'dir', subtree })

function tree({ location, key }: IndexBench, nodes: readonly Node[]): string {
  const common = { mode: 0o644, mtime: time, atime: time, ctime: time, uid: 0, gid: 0, inode: 1, content: null }
  const quoted = (name: string) => JSON.stringify(name).slice(1, -1)
  return forgeTree(
    location,
    key,
    nodes.map((node) => ({ ...common, ...node, name: quoted(node.name) })),
  )
}

function snapshot(bench: IndexBench, nodes: readonly Node[], at = time): string {
  return forgeSnapshot(bench.location, bench.key, { time: at, hostname: 'forger', tags: [], tree: tree(bench, nodes) })
}

describe('a repository that somebody else wrote', () => {
  test('names that lead out of their folder are left out and counted, with what is below them; nothing else is', async () => {
    const bench = await indexBench()
    const inside = tree(bench, [file('inside')])
    const hostile = [
      folder('..', inside),
      file('.'),
      file('../up'),
      file('/etc/passwd'),
      folder('a/b', inside),
      file(''),
      file('nul\0name'),
      file('..\\up'),
    ]
    const id = snapshot(bench, [...hostile, file('good'), folder('honest', inside)])
    const index = await readyIndex(bench.core, bench.opened, bench.host)
    // A backslash is a character like any other, but on Windows; whoever writes looks at that.
    // What is in `..` restic itself tells of as if it lay beside it.
    const shown = ['..\\up', 'good', 'honest', 'honest/inside', 'inside']
    expect(paths(index, id)).toEqual(shown)
    expect(leftOut(index, id)).toBe((await bench.restic.list(id)).length - shown.length)
    expect(listFolder(index, { snapshot: id, folder: '' }).map(({ name }) => name)).toEqual(['honest', '..\\up', 'good', 'inside'])
    for (const asked of ['..', '../up', '/etc/passwd', 'a/b/inside', '../..']) {
      expect(listFolder(index, { snapshot: id, folder: asked })).toEqual([])
      expect(versionsOf(index, asked)).toEqual([])
    }
    expect(search(index, { pattern: 'passwd' })).toEqual([])
    index.close()
  })

  test('one name several times, and things out of order, are listed as they are told', async () => {
    const bench = await indexBench()
    const one = tree(bench, [file('x')])
    const other = tree(bench, [file('y'), file('x', 9)])
    const twice = [
      file('same', 1),
      file('same', 2),
      { name: 'same', type: 'dir', subtree: one },
      { name: 'd', type: 'dir', subtree: other },
    ]
    const first = snapshot(bench, [...twice, file('a'), folder('d', one)])
    const second = snapshot(bench, [file('same', 2)], '2026-01-03T00:00:00Z')
    const index = await readyIndex(bench.core, bench.opened, bench.host)
    for (const id of [first, second])
      expect(paths(index, id).sort()).toEqual((await bench.restic.list(id)).map((entry) => entry.path).sort())
    expect(search(index, { pattern: 'same' }).length).toBeGreaterThan(0)
    index.close()
  })

  test('numbers and times that are none, kinds that nobody knows, and very long names break nothing', async () => {
    const bench = await indexBench()
    const odd = { mode: 4_294_967_295, inode: 2 ** 63, mtime: '9999-12-31T23:59:59.999999999Z', size: 9e15 }
    const id = snapshot(bench, [
      { ...odd, name: 'far', type: 'file' },
      { ...odd, name: 'kind', type: 'teapot' },
      { ...odd, name: 'long'.repeat(5_000), type: 'file', mtime: '0001-01-01T00:00:00Z' },
      file('"); DROP TABLE entry; --'),
    ])
    const index = await readyIndex(bench.core, bench.opened, bench.host)
    expect([...walkEntries(index, id)].map(({ name, type, mtime }) => [name.slice(0, 30), type, mtime])).toEqual([
      ['"); DROP TABLE entry; --', 'file', '2026-01-01T00:00:00Z'],
      ['far', 'file', '9999-12-31T23:59:59.999999999Z'],
      ['kind', 'irregular', '9999-12-31T23:59:59.999999999Z'],
      ['long'.repeat(8).slice(0, 30), 'file', '0001-01-01T00:00:00Z'],
    ])
    expect(search(index, { pattern: 'drop table' })).toHaveLength(1)
    index.close()
  })
})

test('an index whose search cannot be used any more is made anew', async () => {
  const bench = await indexBench()
  writeFileSync(`${bench.vault}/note.md`, 'note')
  await bench.raw('backup', '.', '--quiet')
  const first = await readyIndex(bench.core, bench.opened, bench.host)
  first.close()
  const broken = new DatabaseSync(fileOf(bench.core, 'default'), { defensive: false })
  broken.exec("UPDATE name_parts_config SET v = 0 WHERE k = 'version'")
  broken.close()
  const index = await readyIndex(bench.core, bench.opened, bench.host)
  expect(search(index, { pattern: 'note.md' })).toHaveLength(1)
  index.close()
})

describe('a repository that is damaged', () => {
  test('a snapshot whose tree is gone is told and not asked for again; the others are indexed, and later ones as well', async () => {
    const bench = await indexBench()
    mkdirSync(`${bench.vault}/folder`)
    const backUp = async (content: string) => {
      writeFileSync(`${bench.vault}/folder/note.md`, content)
      writeFileSync(`${bench.vault}/folder/${content}.md`, content)
      await bench.raw('backup', '.', '--quiet')
    }
    await backUp('one')
    const [first] = await bench.restic.snapshots()
    const packs = new Set(packsOf(bench.location))
    await backUp('two')
    const lost = packsOf(bench.location).filter((pack) => !packs.has(pack))
    await backUp('three')
    const there = (await bench.restic.snapshots()).toSorted((a, b) => (a.time < b.time ? -1 : 1))
    // Indexed while it is whole, so that it is the neighbour of the third.
    const ids = there.map(({ id }) => id)
    const index = await readyIndex(bench.core, bench.opened, bench.host, ids.slice(0, 2))
    index.close()
    for (const pack of lost) rmSync(pack)
    const file = fileOf(bench.core, 'default')
    const update = await updateIndex(bench.core, bench.opened, file, bench.host)
    expect(update).toMatchObject({ snapshots: 3, failed: [] })
    // Made anew, the second cannot be read.
    const again = await updateIndex(bench.core, bench.opened, file, bench.host, { rebuild: true })
    expect(again.failed).toEqual([{ id: ids[1], why: expect.stringMatching(/no such file|damaged|missing/) }])
    const whole = await readyIndex(bench.core, bench.opened, bench.host)
    for (const id of [first?.id, ids[2]]) expectListed(whole, id ?? '', await bench.restic.list(id ?? ''))
    expect(() => [...walkEntries(whole, ids[1] ?? '')]).toThrow(/is not in the index: ./)
    whole.close()
    expect(await updateIndex(bench.core, bench.opened, file, bench.host)).toMatchObject({ added: 0, failed: [] })
    await backUp('four')
    const last = await readyIndex(bench.core, bench.opened, bench.host)
    const newest = (await bench.restic.snapshots()).at(-1)?.id ?? ''
    expectListed(last, newest, await bench.restic.list(newest))
    last.close()
  })

  test('what could not be read is told wherever it is asked for, and read again once it is asked to, or found whole', async () => {
    const bench = await indexBench()
    const { core, host, opened } = bench
    writeFileSync(`${bench.vault}/precious.md`, 'one')
    await bench.raw('backup', '.', '--quiet')
    const id = (await bench.restic.snapshots())[0]?.id ?? ''
    const packs = packsOf(bench.location)
    const away = (isAway: boolean) => {
      for (const pack of packs) renameSync(isAway ? pack : `${pack}.away`, isAway ? `${pack}.away` : pack)
    }
    const unread = {
      code: 'not-indexed',
      sentence: expect.stringContaining('could not be read'),
      remedy: expect.stringMatching(/index\. .*--repair/),
    }
    const found = async () => {
      const { groups, unasked } = await findPaths(core, { pattern: 'precious', limit: 5 }, host)
      return { groups: groups.length, unasked }
    }
    for (const heal of [() => indexRepositories(core, { again: true, rebuild: false }, host), () => verify(core, 'default', host)]) {
      away(true)
      await updateIndex(core, opened, fileOf(core, 'default'), host, { rebuild: true })
      expect(await found()).toEqual({ groups: 0, unasked: [{ repository: 'default', problem: unread, from: 'the rest' }] })
      const index = await readyIndex(core, opened, host, [id])
      expect(() => [...walkEntries(index, id)]).toThrow(
        expect.objectContaining({ problem: expect.objectContaining({ remedy: unread.remedy }) }),
      )
      index.close()
      expect(await indexRepositories(core, { again: true, rebuild: false }, host)).toMatchObject([{ indexed: 0, failed: [{ id }] }])
      away(false)
      expect(await indexRepositories(core, { rebuild: false }, host)).toMatchObject([{ indexed: 0, failed: [] }])
      await heal()
      expect(await found()).toEqual({ groups: 1, unasked: [] })
    }
  })

  test('a snapshot file of noise is told of; the rest is indexed', async () => {
    const bench = await indexBench()
    writeFileSync(`${bench.vault}/note.md`, 'note')
    await bench.raw('backup', '.', '--quiet')
    const id = (await bench.restic.snapshots())[0]?.id ?? ''
    writeFileSync(path.join(bench.location, 'snapshots', 'f'.repeat(64)), readFileSync(path.join(bench.location, 'config')))
    const update = await updateIndex(bench.core, bench.opened, fileOf(bench.core, 'default'), bench.host)
    expect(update.failed).toEqual([{ id: 'f'.repeat(64), why: expect.any(String) }])
    const index = await readyIndex(bench.core, bench.opened, bench.host, [id])
    expectListed(index, id, await bench.restic.list(id))
    index.close()
  })
})

function packsOf(location: string): string[] {
  return readdirSync(path.join(location, 'data'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
}
