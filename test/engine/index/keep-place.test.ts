import { describe, expect, it } from 'vitest'
import { keepPlace, rootEntry } from '../../../main/engine/index/keep-place.ts'

describe('a listing is followed', () => {
  it('into folders and out of them again', () => {
    const place = keepPlace()
    expect(place.folderOf('/em', 'em')).toBe(rootEntry)
    place.enter('/em', 1)
    expect(place.folderOf('/em/memory', 'memory')).toBe(1)
    place.enter('/em/memory', 2)
    expect(place.folderOf('/em/memory/a.md', 'a.md')).toBe(2)
    expect(place.folderOf('/em/z.md', 'z.md')).toBe(1)
    expect(place.folderOf('/emma', 'emma')).toBe(rootEntry)
    expect(place.folderOf('/other.md', 'other.md')).toBe(rootEntry)
  })

  it.each([
    ['/..', '..'],
    ['/.', '.'],
    ['/', ''],
    ['/a/b', 'a/b'],
    ['/a\0b', 'a\0b'],
    ['/em/../../etc/passwd', 'passwd'],
    ['/never/listed/a.md', 'a.md'],
    ['em/a.md', 'a.md'],
    ['/em/other', 'a.md'],
  ])('but has no place for %j with the name %j', (path, name) => {
    const place = keepPlace()
    place.enter('/em', 1)
    expect(place.folderOf(path, name)).toBeUndefined()
  })
})
