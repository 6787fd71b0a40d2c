import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { openToWrite } from '../../../main/engine/index/index-file.ts'
import { middleOf } from '../../../main/engine/index/ordinals.ts'
import { createTreeWriter } from '../../../main/engine/index/write-tree.ts'
import { ShownNames } from '../../../main/engine/restore/shown-names.ts'
import { TargetPlaces } from '../../../main/engine/restore/target-places.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')

it('tells which names of a folder are shown alike, however their bytes are counted', () => {
  const folder = temporaryFolder('names')
  for (const name of ['a\xff', 'a\xe2\x82', 'plain', 'b\xff']) writeFileSync(Buffer.concat([Buffer.from(`${folder}/`), bytes(name)]), '')
  const names = new ShownNames()
  expect([...names.of(folder, 'a\uFFFD')].sort()).toEqual(['a\xe2\x82', 'a\xff'])
  expect([...names.of(folder, 'a\uFFFD\uFFFD')].sort()).toEqual(['a\xe2\x82', 'a\xff'])
  expect(names.of(folder, 'c\uFFFD')).toEqual([])
  expect(names.of(folder, 'not thére')).toEqual(['not th\xc3\xa9re'])
  expect(names.of(path.join(folder, 'gone'), 'a\uFFFD')).toEqual([])
})

it('finds thousands of names that are no text without reading their folder for each', () => {
  const folder = temporaryFolder('many')
  for (let number = 0; number < 4_000; number++) writeFileSync(Buffer.concat([Buffer.from(`${folder}/${number}`), bytes('\xe9')]), '')
  const places = new TargetPlaces(folder)
  const began = performance.now()
  for (let number = 0; number < 4_000; number++) expect(places.find(`${number}\uFFFD`)).toEqual([`${number}\xe9`])
  expect(performance.now() - began).toBeLessThan(8_000)
})

it('indexes thousands of names that are shown alike without asking for each of them each time', () => {
  const database = openToWrite(path.join(temporaryFolder('index'), 'index.sqlite'))
  const writer = createTreeWriter(database, { line: 0, ordinal: middleOf(0), beside: undefined })
  const node = {
    path: '/\uFFFD',
    name: '\uFFFD',
    type: 'file',
    size: 1,
    mtime: '2026-11-21T00:00:00Z',
    mode: 420,
    inode: 1,
    uid: 0,
    gid: 0,
  }
  const began = performance.now()
  database.exec('BEGIN')
  for (let number = 0; number < 6_000; number++) writer.take(node as Parameters<typeof writer.take>[0])
  expect(writer.finish().entries).toBe(6_000)
  database.exec('COMMIT')
  expect(performance.now() - began).toBeLessThan(12_000)
  expect(database.prepare('SELECT count(DISTINCT twin) AS twins FROM entry').get()).toEqual({ twins: 6_000 })
  database.close()
})
