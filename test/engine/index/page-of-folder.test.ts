import { rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { listFolder } from '../../../main/engine/index/list-folder.ts'
import { fileOf, readyIndex } from '../../../main/engine/index/open-index.ts'
import { pageOfFolder } from '../../../main/engine/index/page-of-folder.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHome, testHost } from '../../helpers/temporary-home.ts'
import { weirdTree } from '../../helpers/weird-tree.ts'

test('pages of a folder put together are the folder, in each order, however long a page is, also when the index was made anew', async () => {
  const vault = temporaryFolder('paged')
  await weirdTree(vault)
  for (let number = 0; number < 40; number++) {
    const file = path.join(vault, `${(number * 17) % 40} note.md`)
    writeFileSync(file, 'x'.repeat((number * 37) % 5))
    utimesSync(file, 1_700_000_000 + (number % 3), 1_700_000_000 + (number % 3))
  }
  const { core } = await testHome()
  const host = testHost()
  const snapshot = (await backup(core, { folder: vault, verify: false }, host)).result?.snapshot ?? ''

  for (const time of ['first', 'anew'] as const) {
    if (time === 'anew') for (const end of ['', '-wal', '-shm']) rmSync(`${fileOf(core, 'default')}${end}`, { force: true })
    const index = await readyIndex(core, 'default', host)
    for (const sort of ['name', 'size', 'mtime'] as const)
      for (const descending of [false, true]) {
        const folder = { snapshot, folder: '', sort, descending }
        const whole = listFolder(index, folder)
        expect(whole.length).toBeGreaterThan(40)
        for (const limit of [1, 7, whole.length - 1, whole.length, 1000]) {
          const pages = Array.from({ length: Math.ceil(whole.length / limit) + 1 }, (_, number) =>
            pageOfFolder(index, { ...folder, limit, offset: number * limit }),
          )
          expect(pages.flatMap(({ entries }) => entries)).toEqual(whole)
          expect(new Set(pages.map(({ total }) => total))).toEqual(new Set([whole.length]))
        }
      }
    expect(pageOfFolder(index, { snapshot, folder: 'not there', limit: 5, offset: 0 })).toEqual({ entries: [], total: 0 })
    index.close()
  }
})
