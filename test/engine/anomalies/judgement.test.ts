import { describe, expect, it } from 'vitest'
import { judgeChanges, judgeEncryption, type Measure } from '../../../main/engine/anomalies/judge-changes.ts'
import { kindOfBytes } from '../../../main/engine/anomalies/kind-of-bytes.ts'
import { isGood, laneStanding } from '../../../main/engine/anomalies/lane-standing.ts'
import { churnOf, mayBeAnomaly } from '../../../main/engine/anomalies/may-be-anomaly.ts'
import { sortChanges } from '../../../main/engine/anomalies/sort-changes.ts'
import type { IndexedChange } from '../../../main/engine/index/types.ts'
import type { JudgedSnapshot } from '../../../main/engine/state/anomaly-queries.ts'
import { noise, prose } from '../../helpers/model-vault.ts'
import { between, seeded } from '../../helpers/seeded.ts'

const rules = { deleted: 0.2, changed: 0.5, atLeastFiles: 20 }
const none = { count: 0, looked: 0, noise: 0, zeros: 0 }
const calm: Measure = {
  filesBefore: 100,
  filesAfter: 100,
  gone: 0,
  leftOut: 0,
  hollow: 0,
  modified: none,
  converted: none,
  replaced: none,
  added: none,
  ending: null,
}
const codeOf = (measure: Partial<Measure>, of = rules) => {
  const judged = judgeChanges({ ...calm, ...measure }, of)
  return judged.kind === 'none' ? null : judged.code
}
const clean = (count: number) => ({ count, looked: Math.min(10, count), noise: 0, zeros: 0 })
const noisy = (count: number, noise = Math.min(10, count)) => ({ count, looked: Math.min(10, count), noise, zeros: 0 })
const zeroed = (count: number, zeros = Math.min(10, count)) => ({ count, looked: Math.min(10, count), noise: 0, zeros })

describe('the thresholds', () => {
  it.each([
    ['a fifth may be gone, and no more', { gone: 20 }, { gone: 21 }, 'mass-deletion'],
    ['half may change, and no more', { modified: clean(50) }, { modified: clean(51) }, 'mass-change'],
    [
      'what is replaced has changed, too',
      { replaced: clean(25), modified: clean(25) },
      { replaced: clean(26), modified: clean(25) },
      'mass-change',
    ],
    ['what is still an image may change, what is zeros has', { converted: zeroed(50) }, { converted: zeroed(51) }, 'mass-change'],
    ['two samples that are zeros may happen', { converted: zeroed(90, 2) }, { converted: zeroed(90, 6) }, 'mass-change'],
    ['emptied files are gone', { gone: 10, hollow: 10 }, { gone: 10, hollow: 11 }, 'mass-deletion'],
    ['19 of 20 is nearly all', { gone: 94 }, { gone: 95 }, 'vault-emptied'],
    ['twenty that are noise', { modified: noisy(19) }, { modified: noisy(20) }, 'encryption'],
    [
      'of all sorts together',
      { modified: noisy(10), replaced: noisy(9) },
      { modified: noisy(10), replaced: noisy(5), converted: noisy(5) },
      'encryption',
    ],
    ['two samples that are noise may happen', { modified: noisy(50, 2) }, { modified: noisy(50, 4) }, 'encryption'],
  ] as const)('%s', (_what, below, above, code) => {
    expect(codeOf(below)).toBe(code === 'vault-emptied' ? 'mass-deletion' : null)
    expect(codeOf(above)).toBe(code)
  })

  it('are those of the plan: fewer files than it says are never asked about', () => {
    expect(codeOf({ gone: 30 }, { ...rules, deleted: 0.3 })).toBeNull()
    expect(codeOf({ gone: 30 }, { ...rules, atLeastFiles: 31 })).toBeNull()
    expect(codeOf({ filesBefore: 19, gone: 19 })).toBeNull()
    expect(codeOf({ gone: 100, filesAfter: 0 }, { ...rules, deleted: 1 })).toBeNull()
    expect(codeOf({ modified: noisy(100) }, { ...rules, changed: 1 })).toBe('encryption')
    expect(codeOf({ filesBefore: 10_000, modified: noisy(999) })).toBeNull()
    expect(codeOf({ filesBefore: 10_000, modified: noisy(1000) })).toBe('encryption')
    expect(codeOf({ filesBefore: 10_000, modified: noisy(500) }, { ...rules, changed: 0.05 })).toBe('encryption')
  })

  it('let patterns leave out much, but not nearly all of what is there', () => {
    expect(codeOf({ leftOut: 94 })).toBeNull()
    expect(codeOf({ leftOut: 95 })).toBe('vault-emptied')
    expect(codeOf({ filesBefore: 19, leftOut: 19 })).toBeNull()
    expect(codeOf({ leftOut: 100 }, { ...rules, deleted: 1 })).toBeNull()
  })

  it('leave deletions and changes aside over many snapshots', () => {
    const much = { ...calm, gone: 90, modified: clean(90) }
    expect(judgeEncryption(much, rules)).toEqual({ kind: 'none' })
    expect(judgeEncryption({ ...much, replaced: noisy(30) }, rules)).toMatchObject({ code: 'encryption', numbers: { encrypted: 30 } })
  })

  it('are told in sentences with numbers', () => {
    const sentence = (measure: Partial<Measure>) => {
      const judged = judgeChanges({ ...calm, ...measure }, rules)
      return judged.kind === 'none' ? '' : judged.sentence
    }
    expect(sentence({ gone: 100, filesAfter: 0 })).toBe('All 100 files are gone: the folder was emptied, or its disk is not connected')
    expect(sentence({ gone: 97, filesAfter: 3 })).toBe('97 of 100 files are gone: nearly nothing is left')
    expect(sentence({ hollow: 30 })).toBe('30 of 100 files are empty now (30 %; 20 % may be)')
    expect(sentence({ modified: clean(60) })).toBe('60 of 100 files have another content (60 %; 50 % may have)')
    expect(sentence({ added: noisy(100), gone: 100, ending: 'xyz' })).toBe(
      'About 100 of 100 files look encrypted: what was readable is noise now, under new names that end in .xyz',
    )
  })
})

describe('what restic counts', () => {
  const counts = (filesNew: number, filesChanged: number) => ({ filesNew, filesChanged })
  it.each([
    ['nothing', 100, 100, 0, 0, false],
    ['a big import', 100, 5100, 5000, 0, false],
    ['21 are gone', 100, 79, 0, 0, true],
    ['as many gone as new', 100, 100, 30, 0, true],
    ['19 gone', 100, 81, 0, 0, false],
    ['19 changed', 100, 100, 0, 19, false],
    ['all touched', 100, 100, 0, 100, true],
    ['all gone', 100, 0, 0, 0, true],
    ['few files', 19, 0, 0, 0, false],
    ['1 % of many', 100_000, 99_000, 0, 1000, false],
    ['restic has a parent no more, and counts all as new', 100, 100, 100, 0, true],
  ] as const)('is looked at: %s', (_what, before, files, filesNew, filesChanged, looks) => {
    expect(mayBeAnomaly(before, { files, counts: counts(filesNew, filesChanged) }, 0, rules)).toBe(looks)
  })

  it('is not known: it is looked at', () => {
    expect(mayBeAnomaly(null, { files: 10, counts: counts(0, 0) }, 0, rules)).toBe(true)
    expect(mayBeAnomaly(100, { files: null, counts: counts(0, 0) }, 0, rules)).toBe(true)
    expect(mayBeAnomaly(100, { files: 100, counts: null }, 0, rules)).toBe(true)
    expect(mayBeAnomaly(5, { files: null, counts: null }, 0, rules)).toBe(false)
  })

  it('adds up over runs', () => {
    expect(churnOf(100, { files: 98, counts: counts(3, 4) })).toBe(7)
    expect(churnOf(100, { files: 110, counts: counts(10, 4) })).toBe(4)
    expect(mayBeAnomaly(100, { files: 100, counts: counts(0, 5) }, 14, rules)).toBe(false)
    expect(mayBeAnomaly(100, { files: 100, counts: counts(0, 5) }, 15, rules)).toBe(true)
  })
})

describe('the standing of a lane', () => {
  const snapshot = (id: string, judged: JudgedSnapshot['judged'] = null, filesChanged = 0): JudgedSnapshot => ({
    id,
    seq: id.charCodeAt(0),
    files: 100,
    counts: { files: 100, bytes: 0, filesNew: 0, filesChanged, bytesStored: 0 },
    judged,
  })
  const well = { anomaly: null, by: 'counts', answer: null } as const
  const looked = { ...well, by: 'files' } as const
  const open = { ...looked, anomaly: 'x' } as const
  const standing = (...snapshots: JudgedSnapshot[]) => {
    const { good, last, open: anomaly, reference, churn, pending } = laneStanding(snapshots)
    return [good?.id, last?.id, anomaly, reference?.id, churn, pending.map(({ id }) => id).join('')]
  }

  it('of one that was never judged: only the newest is to be', () => {
    expect(standing()).toEqual([undefined, undefined, null, undefined, 0, ''])
    expect(standing(snapshot('a'))).toEqual([undefined, undefined, null, undefined, 0, 'a'])
    expect(standing(snapshot('a'), snapshot('b', null, 50), snapshot('c', null, 50))).toEqual(['b', 'b', null, 'b', 0, 'c'])
  })

  it('is told by the newest good one; what changes little adds up until files are looked into', () => {
    expect(standing(snapshot('a', well), snapshot('b', well, 3), snapshot('c', well, 4), snapshot('d'))).toEqual([
      'c',
      'c',
      null,
      'a',
      7,
      'd',
    ])
    expect(standing(snapshot('a', well), snapshot('b', looked, 3), snapshot('c', well, 4))).toEqual(['c', 'c', null, 'a', 4, ''])
    expect(standing(snapshot('a', well), snapshot('b', { ...looked, by: 'clean files' }, 3), snapshot('c', well, 4))).toEqual([
      'c',
      'c',
      null,
      'b',
      4,
      '',
    ])
  })

  it('is not good with what nobody has answered, or what was put right; it is with what was expected', () => {
    expect(standing(snapshot('a', well), snapshot('b', open), snapshot('c', open), snapshot('d'))).toEqual(['a', 'c', 'x', 'a', 0, 'd'])
    expect(standing(snapshot('a', well), snapshot('b', { ...open, answer: 'restored' }))).toEqual(['a', 'b', null, 'a', 0, ''])
    expect(standing(snapshot('a', well), snapshot('b', { ...open, answer: 'expected' }))).toEqual(['b', 'b', null, 'b', 0, ''])
    expect([isGood(null), isGood(well), isGood(open)]).toEqual([true, true, false])
  })
})

describe('files that changed', () => {
  const at = (size: number) => ({ type: 'file', size, mtime: '2026-11-01T00:00:00Z', mode: 0o644 }) as const
  const change = (path: string, what: IndexedChange['change'], before: number | null, after: number | null): IndexedChange => ({
    path,
    change: what,
    formerPath: null,
    before: before === null ? null : at(before),
    after: after === null ? null : at(after),
    unsure: false,
  })
  it('are sorted by what it may mean', () => {
    const { gone, hollow, modified, converted, replaced, added, moved } = sortChanges([
      change('a.md', 'removed', 10, null),
      change('a.md.locked', 'added', null, 10),
      change('b.md', 'removed', 10, null),
      change('c.md', 'modified', 10, 0),
      change('d.md', 'modified', 10, 11),
      change('e.jpg', 'modified', 10, 11),
      change('f.png', 'removed', 10, null),
      change('f.webp', 'added', null, 4),
      change('old/g.md', 'removed', 77, null),
      change('new/g.md', 'added', null, 77),
      change('h.md', 'metadata', 5, 5),
      change('i.md', 'renamed', 5, 5),
      { ...change('dir', 'removed', null, null), before: { ...at(0), type: 'dir' } },
      change('z.md', 'added', null, 9),
    ])
    expect(gone.map(({ path }) => path)).toEqual(['b.md'])
    expect(hollow.map(({ path }) => path)).toEqual(['c.md'])
    expect(modified.map(({ after }) => after.path)).toEqual(['d.md'])
    expect(converted.map(({ after }) => after.path)).toEqual(['e.jpg', 'f.webp'])
    expect(replaced.map(({ before, after }) => [before.path, after.path])).toEqual([['a.md', 'a.md.locked']])
    expect(added.map(({ path }) => path)).toEqual(['z.md'])
    expect(moved).toBe(2)
  })

  it('are paired without looking through all of one name: nothing waits for it', () => {
    const many = Array.from({ length: 60_000 }, (_, number) => [
      change(`old/${number}/index.md`, 'removed', number * 2, null),
      change(`new/${number}/index.md`, 'added', null, number * 2 + 1),
    ])
    const began = performance.now()
    expect(sortChanges(many.flat()).replaced).toHaveLength(60_000)
    expect(performance.now() - began).toBeLessThan(8_000)
  })
})

describe('the beginning of a file', () => {
  const random = seeded(3)
  it('is noise where it is random, of any length that tells something', () => {
    for (let round = 0; round < 400; round += 1) expect(kindOfBytes(noise(random, between(random, 16, 6000)))).toBe('noise')
  })

  it('is not where somebody wrote it, or a program that keeps some order', () => {
    for (let round = 0; round < 400; round += 1) expect(kindOfBytes(prose(random, between(random, 1, 6000)))).toBe('text')
    expect(kindOfBytes(Buffer.from('Grüße, 你好, мир — '.repeat(30)).subarray(0, 101))).toBe('text')
    expect(kindOfBytes(Buffer.from('Gr\xfc\xdfe aus K\xf6ln, wie immer ohne Umlaute in der Datei.', 'latin1'))).toBe('text')
    expect(kindOfBytes(Buffer.from('\ufeffmit Zeichen', 'utf16le'))).toBe('text')
    expect(kindOfBytes(Buffer.from(Float64Array.from({ length: 500 }, (_, index) => Math.sin(index)).buffer))).toBe('mixed')
    expect(kindOfBytes(Buffer.from(Int32Array.from({ length: 900 }, (_, index) => index * 7).buffer))).toBe('mixed')
    expect(kindOfBytes(Buffer.alloc(0))).toBe('empty')
    expect(kindOfBytes(Buffer.from(`{"hash":"${'0123456789abcdef'.repeat(20)}"}`))).toBe('text')
  })

  it('is known by its first bytes, dense as it is', () => {
    for (const start of [
      '\x1f\x8b\x08',
      'PK\x03\x04',
      '\xff\xd8\xff\xe0',
      '\x89PNG\r\n\x1a\n',
      '\0\0\0\x18ftypheic',
      'x\x9c',
      'SQLite format 3\0',
      '%PDF-1.7',
    ])
      expect(kindOfBytes(Buffer.concat([Buffer.from(start, 'latin1'), noise(random, 3000)]))).toBe('known')
  })

  it('is noise behind the names that tools for encryption give it, in base64, or in every other stretch', () => {
    for (const start of ['Salted__', 'age-encryption.org/v1\n-> X25519 abc\n', '-----BEGIN PGP MESSAGE-----\n\n'])
      expect(kindOfBytes(Buffer.concat([Buffer.from(start), noise(random, 300)]))).toBe('noise')
    expect(
      kindOfBytes(
        Buffer.from(
          noise(random, 3000)
            .toString('base64')
            .replace(/(.{76})/g, '$1\n'),
        ),
      ),
    ).toBe('noise')
    const stretches = Array.from({ length: 8 }, (_, index) => (index % 2 === 0 ? prose(random, 4096) : noise(random, 4096)))
    expect(kindOfBytes(Buffer.concat(stretches))).toBe('noise')
  })
})
