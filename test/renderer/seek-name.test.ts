import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Entry } from '../../main/contract/procedures/entry.ts'
import { seekName } from '../../renderer/pages/restore/seek-name.ts'

const entry = (name: string, type: 'dir' | 'file'): Entry => ({ name, path: name, type, size: 0, mtime: '', mode: 0 })

describe('a name in a large folder', () => {
  test('is found without reading all of it, folders first, whatever its case', async () => {
    const names = fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', 'B', 'c', 'Z', ' '), minLength: 1, maxLength: 4 }), {
      maxLength: 40,
    })
    await fc.assert(
      fc.asyncProperty(
        names,
        names,
        fc.string({ unit: fc.constantFrom('a', 'b', 'z'), minLength: 1, maxLength: 2 }),
        async (some, others, text) => {
          const entries = [...some.sort().map((name) => entry(name, 'dir')), ...others.sort().map((name) => entry(name, 'file'))]
          const found = await seekName(text, entries.length, async (index) => entries[index])
          const spelled = (name: string) =>
            [text, text[0]?.toUpperCase() + text.slice(1), text.toUpperCase()].some((one) => name.startsWith(one))
          if (found === undefined) expect(entries.filter(({ name }) => spelled(name))).toEqual([])
          else expect(spelled(entries[found]?.name ?? '')).toBe(true)
        },
      ),
    )
  })

  test('of 100,000 entries takes some thirty looks', async () => {
    const looks = new Set<number>()
    const at = async (index: number) => {
      looks.add(Math.floor(index / 200))
      return entry(`clip ${String(index).padStart(6, '0')}`, 'file')
    }
    expect(await seekName('clip 077777', 100_000, at)).toBe(77_777)
    expect(looks.size).toBeLessThan(40)
  })
})
