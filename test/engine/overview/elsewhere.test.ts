import { describe, expect, it } from 'vitest'
import { type CopyFreshness, elsewhereOf, isFreshCopy, isFreshMirror } from '../../../main/engine/overview/elsewhere.ts'

const now = new Date('2026-11-20T12:00:00Z')
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000).toISOString()
const copy = (
  place: 'this-disk' | 'another-disk' | 'server',
  of: Partial<{ snapshots: number; fresh: boolean; lastGood: string | null }> = {},
) => ({
  place,
  snapshots: 3,
  fresh: true,
  lastGood: daysAgo(0),
  ...of,
})

describe('whether a vault is also elsewhere', () => {
  it('only while a copy on another disk or server is as new as it should be', () => {
    expect(elsewhereOf([copy('this-disk'), copy('server')], now)).toMatchObject({ state: 'fresh', sentence: null })
    const old = { fresh: false, lastGood: daysAgo(9) }
    expect(elsewhereOf([copy('this-disk'), copy('server', old)], now)).toEqual({
      state: 'stale',
      lastGood: daysAgo(9),
      sentence: 'The copy elsewhere is 9 days old.',
    })
    expect(elsewhereOf([copy('another-disk', old), copy('server')], now)).toMatchObject({ state: 'fresh' })
    expect(elsewhereOf([copy('server', { fresh: false, lastGood: null })], now)).toMatchObject({ sentence: 'No copy elsewhere is good.' })
  })

  it('a place where nothing was ever put holds none', () => {
    expect(elsewhereOf([copy('this-disk'), copy('server', { snapshots: 0 })], now)).toMatchObject({
      state: 'none',
      sentence: 'It is only on this disk.',
    })
    expect(elsewhereOf([copy('server', { snapshots: 0 })], now)).toMatchObject({ state: 'none', sentence: null })
  })
})

describe('whether a copy is as new as it should be', () => {
  const plain: CopyFreshness = { lanes: [], newest: daysAgo(3), damaged: false }
  const cases: [string, CopyFreshness, boolean][] = [
    ['its plan is content', { ...plain, newest: daysAgo(20), lanes: [{ lastGood: daysAgo(20), staleSince: null }] }, true],
    ['its plan is not', { ...plain, newest: daysAgo(3), lanes: [{ lastGood: daysAgo(3), staleSince: daysAgo(1) }] }, false],
    [
      'one of two plans is',
      {
        ...plain,
        lanes: [
          { lastGood: null, staleSince: null },
          { lastGood: daysAgo(1), staleSince: null },
        ],
      },
      true,
    ],
    ['its plan never ran', { ...plain, lanes: [{ lastGood: null, staleSince: null }] }, false],
    ['by hand, this week', plain, true],
    ['by hand, long ago', { ...plain, newest: daysAgo(9) }, false],
    ['nothing good in it', { ...plain, newest: null }, false],
    ['damaged', { ...plain, damaged: true }, false],
  ]
  it.each(cases)('%s', (_, freshness, fresh) => {
    expect(isFreshCopy(freshness, now)).toBe(fresh)
  })

  it('of a mirror: as its source is, unless it is behind', () => {
    const monthly = { lanes: [{ lastGood: daysAgo(20), staleSince: null }], newest: daysAgo(20), damaged: false }
    const mirror = { ...plain, newest: daysAgo(20) }
    expect(isFreshMirror(mirror, { behind: false, source: monthly }, now)).toBe(true)
    expect(isFreshMirror(mirror, { behind: true, source: monthly }, now)).toBe(false)
    expect(isFreshMirror({ ...mirror, newest: null }, { behind: false, source: monthly }, now)).toBe(false)
    expect(isFreshMirror({ ...mirror, damaged: true }, { behind: false, source: monthly }, now)).toBe(false)
    const stale = { ...monthly, lanes: [{ lastGood: daysAgo(20), staleSince: daysAgo(1) }] }
    expect(isFreshMirror(mirror, { behind: false, source: stale }, now)).toBe(false)
  })
})
