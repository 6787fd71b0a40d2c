import { expect, test } from 'vitest'
import { type Case, drawCases } from './draw-cases.ts'
import type { Kind } from './kind.ts'
import { type Lane, twoLanes } from './two-lanes.ts'

const arm: Kind['arm'] = () => ({ hit: () => true })
const kinds: readonly Kind[] = [
  { id: 'A1', says: 'often', operations: ['backup', 'restore'], weight: 2, arm },
  { id: 'B1', says: 'seldom', operations: ['backup'], weight: 0.25, arm },
  { id: 'C1', says: 'waits', operations: ['verify'], waits: true, asPerson: true, arm },
]
const drawn = (seed: number, count: number) => Iterator.from(drawCases(kinds, seed)).take(count).toArray()

test('the same seed draws the same cases, and another one others', () => {
  expect(drawn(3, 40)).toEqual(drawn(3, 40))
  expect(drawn(3, 40).slice(0, 10)).toEqual(drawn(3, 10))
  expect(drawn(4, 40)).not.toEqual(drawn(3, 40))
})

test('each kind comes as often as its weight says, with its operations in turn', () => {
  const cases = drawn(1, 52)
  const count = (kind: string) => cases.filter((one) => one.kind === kind).length
  expect([count('A1'), count('C1'), count('B1')]).toEqual([32, 16, 4])
  expect(cases.filter(({ kind, operation }) => kind === 'A1' && operation === 'restore')).toHaveLength(16)
})

test('only kinds for which it makes a difference are tried as an ordinary user, about every second time', () => {
  const cases = drawn(1, 400)
  expect(cases.some(({ kind, person }) => kind !== 'C1' && person)).toBe(false)
  const own = cases.filter(({ kind }) => kind === 'C1')
  expect(own.filter(({ person }) => person).length / own.length).toBeCloseTo(0.5, 0)
})

/** The kinds that a lane is handed until there is nothing more. */
function handedOut(next: (lane: Lane) => Case | undefined, lane: Lane): string[] {
  const one = next(lane)
  return one === undefined ? [] : [one.kind, ...handedOut(next, lane)]
}

test('what waits has a lane of its own, in the order of the draw, and nothing is lost', () => {
  const cases = drawn(2, 20)
  const next = twoLanes(cases.values(), (kind) => kind === 'C1', true)
  const waiting = cases.filter(({ kind }) => kind === 'C1').length
  const first = Array.from({ length: waiting }, () => next('waiting')?.kind)
  expect(first).toEqual(Array.from({ length: waiting }, () => 'C1'))
  expect(handedOut(next, 'quick')).toEqual(cases.map(({ kind }) => kind).filter((kind) => kind !== 'C1'))
  expect(next('waiting')).toBeUndefined()
})

test('a lane without cases of its own helps the other', () => {
  const next = twoLanes(drawn(2, 6).values(), () => true, true)
  expect(handedOut(next, 'quick')).toHaveLength(6)
  const all = twoLanes(drawCases(kinds.slice(0, 1), 1), () => false, false)
  expect([all('waiting')?.number, all('quick')?.number]).toEqual([0, 1])
})
