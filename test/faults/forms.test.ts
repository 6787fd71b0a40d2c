import { expect, test } from 'vitest'
import type { CaseResult } from './case-result.ts'
import { hitsOf, isReached, shortfalls } from './forms.ts'

const form = { hits: 3, kinds: 2, minutes: 1 }

const result = (kind: string, hit: boolean): CaseResult => ({
  ...{ number: 0, kind, operation: 'backup', moment: 0, seed: 0, person: false },
  ...{ hit, wrong: [], noticed: 0, took: 0, said: '' },
})

test('what did not hit is counted neither as a case nor as a kind', () => {
  expect(hitsOf([result('A1', true), result('A1', true), result('B1', false)])).toEqual({ hits: 2, kinds: 1 })
})

test('a run is over when it has both hits and kinds enough', () => {
  const many = Array.from({ length: 9 }, () => result('A1', true))
  expect(isReached(form, many)).toBe(false)
  expect(isReached(form, [...many, result('B1', true)])).toBe(true)
  expect(isReached(form, [result('A1', true), result('B1', true)])).toBe(false)
})

test('too few hits, too few kinds and too much that was skipped are told each', () => {
  const good = ['A1', 'B1', 'B1'].map((kind) => result(kind, true))
  expect(shortfalls(form, good, 3, true)).toEqual([])
  expect(shortfalls(form, good, 4, false)).toEqual([])
  expect(shortfalls(form, good, 4, true)).toEqual([expect.stringContaining('4 kinds were skipped')])
  expect(shortfalls(form, [result('A1', true), result('B1', false)], 0, true)).toEqual([
    expect.stringContaining('Only 1 cases hit'),
    expect.stringContaining('Only 1 kinds hit'),
  ])
})
