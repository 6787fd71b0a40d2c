import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  choose,
  chosenIn,
  foldersAbove,
  foldersToKnow,
  type Selection,
  selectionOf,
  unchoose,
} from '../../renderer/pages/restore/selection.ts'

/** A small tree, by its files. */
const files = ['a.md', 'b/c.md', 'b/d.md', 'b/e/f.md', 'b/e/g/h.md', 'bb.md', 'i/j.md']
const all = [...new Set(files.flatMap((file) => [...foldersAbove(file), file]))]
const entriesOf = (folder: string) => all.filter((path) => path !== '' && foldersAbove(path).at(-1) === folder)
const filesIn = (selection: Selection) => {
  const chosen = chosenIn(selection)
  return files.filter((file) => chosen(file) === 'all')
}

describe('what is chosen of a snapshot', () => {
  test('a folder stands for all that is in it, and is partly chosen when something in it is', () => {
    const chosen = chosenIn(selectionOf(['b/e', 'a.md', 'b/e/f.md']))
    expect(all.filter((path) => chosen(path) === 'all')).toEqual(['a.md', 'b/e', 'b/e/f.md', 'b/e/g', 'b/e/g/h.md'])
    expect(all.filter((path) => chosen(path) === 'some')).toEqual(['', 'b'])
  })

  test('a name that begins like a folder does not lie in it', () => {
    expect(filesIn(selectionOf(['b']))).not.toContain('bb.md')
  })

  test('one file is taken out of everything: the rest stays, by as few names as can be', () => {
    expect(foldersToKnow(selectionOf(['']), 'b/e/f.md')).toEqual(['', 'b', 'b/e'])
    expect([...unchoose(selectionOf(['']), 'b/e/f.md', entriesOf)].sort()).toEqual(['a.md', 'b/c.md', 'b/d.md', 'b/e/g', 'bb.md', 'i'])
  })

  test('after any choices exactly the files are chosen that a person would expect', () => {
    const steps = fc.array(fc.record({ path: fc.constantFrom(...all), on: fc.boolean() }), { maxLength: 12 })
    fc.assert(
      fc.property(steps, (moves) => {
        let selection: Selection = new Set()
        const expected = new Set<string>()
        for (const { path, on } of moves) {
          selection = on ? choose(selection, path) : unchoose(selection, path, entriesOf)
          for (const file of files)
            if (file === path || foldersAbove(file).includes(path)) {
              if (on) expected.add(file)
              else expected.delete(file)
            }
          expect(filesIn(selection)).toEqual(files.filter((file) => expected.has(file)))
          for (const one of selection) expect(foldersAbove(one).some((folder) => selection.has(folder))).toBe(false)
        }
      }),
    )
  })
})
