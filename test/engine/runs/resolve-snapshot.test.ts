import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matching, newestAmong, parseReference } from '../../../main/engine/runs/resolve-snapshot.ts'
import type { KnownSnapshot } from '../../../main/engine/state/queries.ts'

const hex = (length: number) => fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length })
const id = hex(64)
const label = fc
  .tuple(fc.integer({ min: 1000, max: 9999 }), fc.integer({ min: 10, max: 12 }), fc.integer({ min: 10, max: 28 }))
  .map(([year, month, day]) => `daily/${year}-${month}-${day}`)
const snapshot = fc.record({ id, label: fc.option(label) }).map(
  (some): KnownSnapshot => ({
    ...some,
    seq: 1,
    repository: 'default',
    time: '2026-11-21T07:00:00Z',
    tree: null,
    vault: null,
    files: null,
    bytes: null,
    verified: null,
    vanished: null,
    plan: null,
    due: null,
    removing: null,
    removed: null,
    host: null,
    pinned: null,
    safety: null,
    machine: null,
    original: null,
  }),
)
const ledger = fc.uniqueArray(snapshot, { selector: (one) => one.id, maxLength: 12 })

describe('a reference', () => {
  it.each([
    ['latest', 'latest', undefined],
    ['latest:', 'latest', undefined],
    ['latest:/', 'latest', undefined],
    ['latest:notes/ideas.md', 'latest', 'notes/ideas.md'],
    ['latest:/notes/', 'latest', 'notes'],
    ['latest:./notes/ideas.md', 'latest', 'notes/ideas.md'],
    ['latest:notes//ideas.md', 'latest', 'notes/ideas.md'],
    ['latest:notes/.//./.hidden', 'latest', 'notes/.hidden'],
    ['latest:./', 'latest', undefined],
    ['latest:./../notes', 'latest', '../notes'],
    ['3f2a91bc:a:b', '3f2a91bc', 'a:b'],
    ['manual/2026-11-21-071502:x y', 'manual/2026-11-21-071502', 'x y'],
    ['', '', undefined],
    [':x', '', 'x'],
  ])('%j is %j and %j', (text, name, path) => {
    expect(parseReference(text)).toEqual({ name, path })
  })

  it('never throws, and holds what was put together', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { name, path } = parseReference(text)
        expect(name).not.toContain(':')
        expect(path === undefined || (path !== '' && !path.startsWith('/') && !path.endsWith('/'))).toBe(true)
      }),
    )
    const path = fc.array(
      fc.string({ unit: 'binary', minLength: 1 }).filter((part) => !part.includes('/') && part !== '.'),
      { minLength: 1, maxLength: 4 },
    )
    fc.assert(
      fc.property(fc.oneof(id, label, fc.constant('latest')), path, (name, parts) => {
        expect(parseReference(`${name}:/${parts.join('/')}`)).toEqual({ name, path: parts.join('/') })
      }),
    )
  })
})

describe('what a name means', () => {
  it('never throws, and is always part of the ledger', () => {
    fc.assert(
      fc.property(ledger, fc.string(), (all, name) => {
        for (const found of matching(all, name)) expect(all).toContain(found)
      }),
    )
  })

  it('is the newest for "latest", by the order in which they were seen', () => {
    fc.assert(
      fc.property(ledger, (all) => {
        expect(matching(all, 'latest')).toEqual(all.slice(-1))
      }),
    )
  })

  it('is the one snapshot for its id, and for as much of it as no other shares', () => {
    fc.assert(
      fc.property(ledger, fc.nat(), fc.integer({ min: 4, max: 64 }), (all, pick, length) => {
        fc.pre(all.length > 0)
        const one = all[pick % all.length]
        const start = one?.id.slice(0, length) ?? ''
        expect(matching(all, start)).toEqual(all.filter((other) => other.id.startsWith(start)))
        expect(matching(all, one?.id ?? '')).toEqual([one])
      }),
    )
  })

  it('is the last of its name for a label, and nothing for less than four letters of an id', () => {
    fc.assert(
      fc.property(ledger, fc.nat(), (all, pick) => {
        fc.pre(all.length > 0)
        const one = all[pick % all.length]
        if (one?.label) expect(matching(all, one.label)).toEqual([all.findLast((other) => other.label === one.label)])
        expect(matching(all, one?.id.slice(0, 3) ?? '')).toEqual([])
      }),
    )
    expect(matching([], 'latest')).toEqual([])
  })
})

describe('of several repositories', () => {
  const [blank] = fc.sample(snapshot, { numRuns: 1, seed: 1 })
  const one = (repository: string, parts: Partial<KnownSnapshot>) => ({
    repository,
    found: [{ ...(blank as KnownSnapshot), repository, vault: 'notes', label: null, ...parts }],
  })

  it('the one with the newest state counts, and of the same moment the first', () => {
    const older = one('first', { time: '2026-11-21T07:00:00Z' })
    const newer = one('second', { time: '2026-11-21T08:00:00+00:00' })
    expect(newestAmong([older, newer], 'latest')).toBe(newer)
    expect(newestAmong([older, newer], 'last-good')).toBe(newer)
    expect(newestAmong([older, newer], 'daily/2026-11-21')).toBe(older)
    const [daily, again] = ['07:00:01', '07:00:09'].map((time) =>
      one(time, { label: 'daily/2026-11-21', time: `2026-11-21T${time}Z` }),
    ) as [ReturnType<typeof one>, ReturnType<typeof one>]
    expect(newestAmong([daily, again], 'latest')).toBe(daily)
    expect(newestAmong([older, one('copies', { time: '2026-11-21T07:00:00Z' })], 'latest')).toBe(older)
    expect(newestAmong([], 'latest')).toBeUndefined()
  })

  it('the first counts where a name means several vaults: that is to be asked', () => {
    const notes = one('first', { time: '2026-11-21T07:00:00Z' })
    const code = one('second', { time: '2026-11-21T08:00:00Z', vault: 'code' })
    expect(newestAmong([notes, code], 'latest')).toBe(notes)
  })
})
