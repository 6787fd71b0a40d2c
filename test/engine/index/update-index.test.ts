import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { exactChangesBetween } from '../../../main/engine/index/exact-changes-between.ts'
import { openIndex, readyIndex } from '../../../main/engine/index/open-index.ts'
import { search } from '../../../main/engine/index/search.ts'
import { type IndexBench, indexBench } from '../../helpers/index-bench.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

/** A vault of which each snapshot has one file more. */
async function grown(bench: IndexBench, snapshots: number): Promise<void> {
  mkdirSync(`${bench.vault}/notes`, { recursive: true })
  const begun = (await bench.restic.snapshots()).length
  for (let number = begun; number < begun + snapshots; number++) {
    writeFileSync(`${bench.vault}/notes/${number}.md`, `${number}`)
    await bench.raw('backup', '.', '--quiet')
  }
}

async function update({ core, opened, host }: IndexBench): Promise<void> {
  const index = await readyIndex(core, opened, host)
  index.close()
}

/** Where the trees lie in their line, and how many versions the index keeps. */
function standing({ core }: IndexBench) {
  const index = openIndex(core, 'default')
  const trees =
    index?.database.prepare('SELECT tree.id, ordinal FROM tree JOIN snapshot ON snapshot.tree = tree.id ORDER BY instant').all() ?? []
  const versions = index?.database.prepare('SELECT count(*) AS count FROM version').get()?.['count']
  index?.close()
  return { trees, ordinals: trees.map(({ ordinal }) => Number(ordinal)), versions }
}

describe('what is added', () => {
  test('snapshots that came since stand in the order of their time, each beside the one before', async () => {
    const bench = await indexBench()
    await grown(bench, 1)
    await update(bench)
    await grown(bench, 4)
    await update(bench)
    const { ordinals } = standing(bench)
    expect(ordinals).toEqual([0, 1, 2, 3, 4].map((number) => (ordinals[0] ?? 0) + number))
  })

  test('of a repository that is new to it the newest comes first; the line is one all the same', async () => {
    const bench = await indexBench()
    await grown(bench, 4)
    const [newest] = (await bench.restic.snapshots()).toSorted((a, b) => (a.time < b.time ? 1 : -1))
    const first = await readyIndex(bench.core, bench.opened, bench.host, [newest?.id ?? ''])
    first.close()
    expect(standing(bench).ordinals).toHaveLength(1)
    await update(bench)
    const { ordinals } = standing(bench)
    expect(ordinals).toEqual([3, 2, 1, 0].map((number) => (ordinals[3] ?? 0) - number))
  })

  test('a snapshot that gets another id by its tags keeps its place: nothing is read again', async () => {
    const bench = await indexBench()
    await grown(bench, 3)
    await update(bench)
    const before = standing(bench)
    const [, middle] = (await bench.restic.snapshots()).toSorted((a, b) => (a.time < b.time ? -1 : 1))
    await bench.raw('tag', '--add', 'marked', middle?.id ?? '')
    await update(bench)
    expect(standing(bench)).toEqual(before)
  })

  test('what all snapshots of a file are gone of leaves no trace', async () => {
    const bench = await indexBench()
    await grown(bench, 3)
    await update(bench)
    const all = await bench.restic.snapshots()
    await bench.raw('forget', ...all.map(({ id }) => id))
    await update(bench)
    const index = openIndex(bench.core, 'default')
    for (const table of ['snapshot', 'tree', 'line', 'version', 'entry'])
      expect(index?.database.prepare(`SELECT count(*) AS count FROM ${table}`).get(), table).toEqual({ count: 0 })
    index?.close()
  })
})

describe('names that are no UTF-8 and look alike', () => {
  test.each([0, 1])('number %i, written with its time set back: it is told that something changed', async (number) => {
    const bench = await indexBench()
    const at = (name: string) => Buffer.from(`${bench.vault}/${name}`, 'latin1')
    const names = ['bad\xfe\xff', 'bad\xff\xfe']
    const write = (name: string, content: string) => {
      writeFileSync(at(name), content)
      utimesSync(at(name), 1_500_000_000, 1_500_000_000)
    }
    for (const name of names) write(name, 'before')
    await bench.raw('backup', '.', '--quiet')
    write(names[number] ?? '', 'behind')
    await bench.raw('backup', '.', '--quiet')
    const [from, to] = (await bench.restic.snapshots()).toSorted((a, b) => (a.time < b.time ? -1 : 1)).map(({ id }) => id)
    const told = await bench.restic.differ(from ?? '', to ?? '')
    const index = await readyIndex(bench.core, bench.opened, bench.host)
    const changes = await exactChangesBetween(bench.opened, index, from ?? '', to ?? '', bench.host)
    expect(told.map(({ path }) => path)).toEqual(['bad\ufffd\ufffd'])
    expect(new Set(changes.map(({ path, change }) => `${change} ${path}`))).toEqual(new Set(['modified bad\ufffd\ufffd']))
    index.close()
  })
})

describe('what is taken for the same', () => {
  test('folders that restic tells in another order: the newest of them tells what is gone', async () => {
    const bench = await indexBench()
    const other = temporaryFolder('a-folder-before')
    writeFileSync(path.join(other, 'other.md'), 'other')
    writeFileSync(path.join(bench.vault, 'gone.md'), 'gone')
    // Named against their order: `ls` tells them as they were given, `snapshots` sorted.
    const folders = [bench.vault, other].sort().reverse()
    await bench.raw('backup', ...folders, '--quiet')
    await update(bench)
    rmSync(path.join(bench.vault, 'gone.md'))
    for (let more = 0; more < 4; more++) await bench.raw('backup', ...folders, '--quiet', '--tag', `mark${more}`)
    await update(bench)
    const index = await readyIndex(bench.core, bench.opened, bench.host)
    expect(search(index, { pattern: 'gone.md' })).toMatchObject([{ snapshots: 1, gone: true }])
    expect(index.database.prepare('SELECT count(DISTINCT series) AS count FROM snapshot').get()).toEqual({ count: 1 })
    index.close()
  })

  test('a file in whose place another one with the same content was put: its content did not change', async () => {
    const bench = await indexBench()
    const at = (name: string) => path.join(bench.vault, name)
    for (const [name, time] of [
      ['a.md', 1_500_000_000],
      ['b.md', 1_600_000_000],
    ] as const) {
      writeFileSync(at(name), 'the same text')
      utimesSync(at(name), time, time)
    }
    await bench.raw('backup', '.', '--quiet')
    await update(bench)
    renameSync(at('b.md'), at('a.md'))
    await bench.raw('backup', '.', '--quiet')
    const index = await readyIndex(bench.core, bench.opened, bench.host)
    const [from = '', to = ''] = (await bench.restic.snapshots()).toSorted((a, b) => (a.time < b.time ? -1 : 1)).map(({ id }) => id)
    const changes = await exactChangesBetween(bench.opened, index, from, to, bench.host)
    expect(changes.map(({ path, change }) => [path, change])).toEqual([
      ['a.md', 'metadata'],
      ['b.md', 'removed'],
    ])
    index.close()
  })
})
