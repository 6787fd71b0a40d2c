import { expect, test } from 'vitest'
import type { CaseResult } from './case-result.ts'
import { hitsOf, isReached, shortfalls } from './forms.ts'

const form = { hits: 3, kinds: 2, kills: 1, minutes: 1 }
const drawn = [{ id: 'A1', kills: true }, { id: 'B1' }] as const

const result = (kind: string, hit: boolean): CaseResult => ({
  ...{ number: 0, kind, operation: 'backup', moment: 0, seed: 0, person: false },
  ...{ hit, wrong: [], noticed: 0, took: 0, said: '' },
})

test('what did not hit is counted neither as a case nor as a kind', () => {
  const some = [result('A1', true), result('A1', false), result('B1', false), result('B2', true)]
  expect(hitsOf(some, drawn)).toEqual({ hits: 2, kinds: 2, kills: 1 })
})

test('a run is over when it has hits, kinds and kills enough', () => {
  const many = Array.from({ length: 9 }, () => result('A1', true))
  expect(isReached(form, many, drawn)).toBe(false)
  expect(isReached(form, [...many, result('B1', true)], drawn)).toBe(true)
  expect(isReached(form, [...many, result('B1', true)], [])).toBe(false)
  expect(isReached(form, [result('A1', true), result('B1', true)], drawn)).toBe(false)
})

test('too few hits, kinds and kills, and too much that was skipped, are told each', () => {
  const good = ['A1', 'B1', 'B1'].map((kind) => result(kind, true))
  expect(shortfalls(form, good, drawn, 3, true)).toEqual([])
  expect(shortfalls(form, good, drawn, 4, false)).toEqual([])
  expect(shortfalls(form, good, drawn, 4, true)).toEqual([expect.stringContaining('4 kinds were skipped')])
  expect(shortfalls(form, [result('B1', true), result('A1', false)], drawn, 0, true)).toEqual([
    expect.stringContaining('Only 1 cases hit'),
    expect.stringContaining('Only 1 kinds hit'),
    expect.stringContaining('Only 0 kills hit'),
  ])
})
