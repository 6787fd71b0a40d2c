import { describe, expect, it } from 'vitest'
import { oldSafeties } from '../../../main/engine/restore/old-safety.ts'
import { pathsToSave } from '../../../main/engine/restore/safety-paths.ts'
import { placeInTarget } from '../../../main/engine/restore/safety-survey.ts'
import { loosely } from '../../../main/engine/restore/shown-names.ts'
import type { KnownSnapshot } from '../../../main/engine/state/queries.ts'
import type { KnownRestore } from '../../../main/engine/state/restore-queries.ts'

const latin = (text: string) => Buffer.from(text).toString('latin1')

describe('what a safety snapshot is made of', () => {
  it('is files by name, and folders by themselves where nothing in them is touched', () => {
    const touched = ['a/', 'a/one.md', 'a/empty/', 'bare/', 'bare/deeper/', 'two.md']
    const { paths, patterns } = pathsToSave('/home/ada', touched)
    expect([...paths].sort()).toEqual(['a/empty', 'a/one.md', 'bare/deeper', 'two.md'])
    expect([...patterns].sort()).toEqual(['/home/ada/a/empty/*', '/home/ada/bare/deeper/*'])
  })

  it('keeps out the content of folders whose names are patterns, variables, bytes or hold line breaks', () => {
    const bare = (name: string, target = '/t') => pathsToSave(target, [`${name}/`])
    expect(bare('x*?[y]\\').patterns).toEqual(['/t/x\\*\\?\\[y]\\\\/*'])
    expect(bare('$HOME').patterns).toEqual(['/t/$$HOME/*'])
    expect(bare('bad\xff').patterns).toEqual(['/t/bad\xff/*'])
    expect(bare('line\nbreak')).toEqual({ paths: ['line\nbreak'], patterns: ['/t/line[\t-\v]break/*'] })
    expect(bare(latin('ü\n')).patterns).toEqual([latin('/t/ü[\t-\v]/*')])
    expect(bare('bad\xff\n').patterns).toEqual(['/t/bad\xff[\t-\v]/*'])
    expect(bare('x', '/').patterns).toEqual(['/x/*'])
  })
})

describe('where a path of a snapshot goes', () => {
  it.each([
    ['a/b.md', '', '', 'a/b.md'],
    ['a/b', 'a/b', 'b', 'b'],
    ['a/b/c/d', 'a/b', 'b', 'b/c/d'],
    ['a/b/c', 'a/b', 'a/b', 'a/b/c'],
    ['a/bc', 'a/b', 'b', undefined],
    ['a', 'a/b', 'b', undefined],
    ['../x', '', '', undefined],
    ['a/../../x', 'a', 'a', undefined],
    ['a//x', 'a', 'a', undefined],
  ])('%s of the part %j at %j: %j', (path, from, to, place) => {
    expect(placeInTarget(path, { from, to })).toBe(place)
  })

  it('is compared loosely where bytes are no text', () => {
    expect(loosely('bad\uFFFD\uFFFD.md')).toBe(loosely('bad\uFFFD.md'))
    expect(loosely('good.md')).toBe('good.md')
  })
})

describe('safety snapshots that go', () => {
  const now = new Date('2026-12-31T12:00:00Z')
  const [old, recent] = ['2026-12-01T11:59:59Z', '2026-12-01T12:00:01Z']
  const one = (id: string, more: Partial<KnownSnapshot> = {}) =>
    ({ id, time: old, safety: 'run', host: null, vanished: null, pinned: null, ...more }) as KnownSnapshot
  const gone = (ledger: KnownSnapshot[], restores: Partial<KnownRestore>[] = []) =>
    oldSafeties(ledger, restores as KnownRestore[], (run) => run === 'run', now).map(({ id }) => id)

  it('are those that runs of this home made, older than 30 days, and not pinned', () => {
    const others = [
      one('recent', { time: recent }),
      one('a backup', { safety: null }),
      one('elsewhere', { host: 'there', safety: 'another' }),
      one('of a machine of the same name', { host: 'here', safety: 'another' }),
      one('vanished', { vanished: old }),
      one('pinned', { pinned: old }),
    ]
    expect(gone([one('old'), one('seen', { host: 'here' }), ...others])).toEqual(['old', 'seen'])
  })

  it('are not those that a later restore leans on: one that finished another, or an undo that can be taken back', () => {
    const ledger = [one('finished'), one('undone'), one('old')]
    const restores = [
      { time: recent, safety: 'finished', snapshot: 's' },
      { time: recent, safety: null, snapshot: 'undone' },
      { time: old, safety: 'old', snapshot: 's' },
    ]
    expect(gone(ledger, restores)).toEqual(['old'])
  })
})
