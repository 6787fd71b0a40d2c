import { expect, it } from 'vitest'
import { withinOf } from '../../../../main/engine/agents/order/recovery-time.ts'
import { createSlots } from '../../../../main/engine/agents/order/slots.ts'

const small = { stopWithin: 1_000, aliveWithin: 60_000, bytes: 0, files: 0 }

it('reckons with the slowest of a level, and level behind level', () => {
  const one = withinOf([[small]])
  expect(one).toBeGreaterThan(61_000)
  expect(withinOf([[small, small]])).toBe(one)
  expect(withinOf([[small, { ...small, aliveWithin: 300_000 }]])).toBe(one + 240_000)
  expect(withinOf([[small], [small]])).toBe(2 * one)
  expect(withinOf([])).toBe(0)
})

it('reckons with the bytes, and with more agents than are restored at once', () => {
  expect(withinOf([[{ ...small, bytes: 1024 ** 3, files: 10_000 }]])).toBeGreaterThan(withinOf([[small]]) + 200_000)
  const restore = withinOf([[{ ...small, aliveWithin: 0 }]])
  const twelve = withinOf([Array.from({ length: 12 }, () => ({ ...small, aliveWithin: 0 }))])
  // Four at once: three rounds at least.
  expect(twelve).toBeGreaterThanOrEqual(3 * restore)
  expect(twelve).toBeLessThan(5 * restore)
})

it('has so many at once, in their turn, and gives each place back once', async () => {
  const slots = createSlots(2)
  const [first] = await Promise.all([slots.take(), slots.take()])
  const order: string[] = []
  const third = slots.take().then((free) => {
    order.push('third')
    return free
  })
  const fourth = slots.take().then((free) => {
    order.push('fourth')
    return free
  })
  first?.()
  first?.()
  const freeThird = await third
  expect(order).toEqual(['third'])
  freeThird()
  await fourth
  expect(order).toEqual(['third', 'fourth'])
})
