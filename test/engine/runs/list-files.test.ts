import { createHash } from 'node:crypto'
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { IndexedEntry } from '../../../main/engine/index/types.ts'
import { openRepository } from '../../../main/engine/repositories/open-repository.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { type ListRequest, listFiles } from '../../../main/engine/runs/list-files.ts'
import { permissionsInWords } from '../../../main/headless/terminal/permissions.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome, testHost } from '../../helpers/temporary-home.ts'
import { weirdTree } from '../../helpers/weird-tree.ts'

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = []
  for await (const item of items) found.push(item)
  return found
}

test('ls tells what restic ls tells, in any order, whole or the first so many', { timeout: 120_000 }, async () => {
  const vault = path.join(temporaryFolder('listed'), 'Odd')
  mkdirSync(vault)
  await weirdTree(vault)
  for (let number = 0; number < 30; number++) {
    const file = path.join(vault, `deep/${createHash('sha256').update(String(number)).digest('hex').slice(0, 6)}.md`)
    writeFileSync(file, 'x'.repeat((number * 37) % 11))
    // Some of them within one second.
    const time = 1_700_000_000 + ((number * 7) % 13) / 8
    utimesSync(file, time, time)
  }
  const { core } = await testHome()
  const host = testHost()
  const { result } = await backup(core, { folder: vault, verify: false }, host)
  const snapshot = result?.snapshot ?? ''
  const list = (reference: string, request: Partial<ListRequest> = {}) =>
    all(listFiles(core, reference, { recursive: false, ...request }, host))

  const opened = await openRepository(core, 'default', 'read', host)
  const nodes = await all(opened.restic.ls(opened.readTarget, { snapshot, recursive: true }, { signal: host.signal }))
  const entries = await list('latest', { recursive: true })
  const seen = (entry: IndexedEntry) => ({
    path: `/${entry.path}`,
    type: entry.type,
    size: entry.size,
    mtime: new Date(entry.mtime).getTime(),
    permissions: permissionsInWords(entry.mode),
  })
  const told = nodes.map(({ path: at, type, size, mtime, permissions }) => ({
    path: at,
    type,
    size,
    mtime: new Date(mtime).getTime(),
    permissions,
  }))
  expect(entries.length).toBeGreaterThan(60)
  // In the same order, too.
  expect(entries.map(seen)).toEqual(told)

  const paths = (entries: readonly IndexedEntry[]) => entries.map((one) => one.path)
  for (const sort of ['name', 'size', 'time'] as const)
    for (const reverse of [false, true])
      for (const recursive of [false, true]) {
        const whole = await list(`${snapshot}:deep`, { sort, reverse, recursive })
        const expected = entries.filter(({ path: at }) => at.startsWith('deep/') && (recursive || !at.slice(5).includes('/')))
        expect(new Set(paths(whole))).toEqual(new Set(paths(expected)))
        const keys = whole.map(({ size, mtime }) => (sort === 'size' ? size : new Date(mtime).getTime()))
        const down = keys.every((key, at) => at === 0 || (reverse ? key >= (keys[at - 1] ?? 0) : key <= (keys[at - 1] ?? 0)))
        if (sort !== 'name') expect(down, `${sort} ${reverse} ${recursive}`).toBe(true)
        for (const limit of [1, 7, 1_000])
          expect(paths(await list(`${snapshot}:deep`, { sort, reverse, recursive, limit }))).toEqual(paths(whole.slice(0, limit)))
      }
  const byName = paths(await list('latest'))
  expect(paths(await list('latest', { reverse: true })).length).toBe(byName.length)
  expect(await list('latest:/deep/')).toEqual(await list('latest:deep'))
  await expect(list('latest:nowhere')).rejects.toThrow('There is no "nowhere" in that snapshot.')
  await expect(list('latest:../deep')).rejects.toThrow('There is no')
})
