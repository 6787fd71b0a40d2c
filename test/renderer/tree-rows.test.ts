import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { closeFolder, type OpenFolders, openFolder, placeOfRow, rowOf, rowsIn } from '../../renderer/pages/restore/tree-rows.ts'

/** Every folder holds this many entries, each of which may be opened. */
const size = 4

/** The rows as they would be if all of it were in memory. */
function shown(folders: OpenFolders, folder = '', depth = 0): { folder: string; index: number; depth: number }[] {
  const rows: { folder: string; index: number; depth: number }[] = []
  for (let index = 0; index < (folders.get(folder)?.total ?? 0); index++) {
    rows.push({ folder, index, depth })
    const path = folders.get(folder)?.open.get(index)
    if (path !== undefined) rows.push(...shown(folders, path, depth + 1))
  }
  return rows
}

describe('rows of a tree that is not in memory', () => {
  test('are those of the whole tree, whatever is opened and closed', () => {
    const moves = fc.array(fc.record({ row: fc.nat(60), open: fc.boolean() }), { maxLength: 15 })
    fc.assert(
      fc.property(moves, (all) => {
        let folders: OpenFolders = new Map([['', { total: size, open: new Map() }]])
        for (const { row, open } of all) {
          const place = placeOfRow(folders, row % rowsIn(folders))
          if (place === undefined) throw new Error('a row without a place')
          const path = `${place.folder === '' ? '' : `${place.folder}/`}${place.index}`
          if (!folders.has(path) && open) folders = openFolder(folders, place, path, size)
          else if (folders.has(path) && !open) folders = closeFolder(folders, path)
          const expected = shown(folders)
          expect(rowsIn(folders)).toBe(expected.length)
          const places = expected.map((_, at) => placeOfRow(folders, at))
          expect(places.map((one) => one && { folder: one.folder, index: one.index, depth: one.depth })).toEqual(expected)
          for (const [at, one] of places.entries()) {
            expect(rowOf(folders, one?.folder ?? '', one?.index ?? -1)).toBe(at)
            const parent = placeOfRow(folders, one?.parent ?? -1)
            if (one?.folder === '') expect(one.parent).toBe(-1)
            else expect(folders.get(parent?.folder ?? '')?.open.get(parent?.index ?? -1)).toBe(one?.folder)
          }
        }
        expect(placeOfRow(folders, rowsIn(folders))).toBeUndefined()
      }),
    )
  })

  test('of a million entries are found at once', () => {
    let folders: OpenFolders = new Map([['', { total: 1_000_000, open: new Map() }]])
    for (let index = 0; index < 50; index++) folders = openFolder(folders, { folder: '', index: index * 1000 }, `f${index}`, 100_000)
    const began = performance.now()
    for (let row = 0; row < 5_000_000; row += 50_000) placeOfRow(folders, row)
    expect(performance.now() - began).toBeLessThan(250)
  })
})
