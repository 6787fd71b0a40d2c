import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createMachine } from '../../../main/engine/machine/machine.ts'
import { untilBetter } from '../../../main/engine/machine/until-better.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Something that is well or not, and whether anybody cares. */
function watched() {
  const state = { well: false, wanted: true, looks: 0, told: 0 }
  const isWell = () => {
    state.looks++
    return state.well
  }
  const { watch } = untilBetter(
    isWell,
    () => state.wanted,
    () => state.told++,
  )
  return { state, watch }
}

it('looks until it is well, tells it once, and then costs nothing', () => {
  const { state, watch } = watched()
  watch()
  watch()
  vi.advanceTimersByTime(60_000)
  expect([state.looks, state.told]).toEqual([20, 0])
  state.well = true
  vi.advanceTimersByTime(3_000)
  expect(state.told).toBe(1)
  expect(vi.getTimerCount()).toBe(0)
})

it('is given up when nobody waits any more, and can begin anew', () => {
  const { state, watch } = watched()
  watch()
  state.wanted = false
  vi.advanceTimersByTime(3_000)
  expect([state.told, vi.getTimerCount()]).toEqual([0, 0])
  state.wanted = true
  watch()
  state.well = true
  vi.advanceTimersByTime(3_000)
  expect(state.told).toBe(1)
})

it('a machine to which something happened is asked anew, and whoever waits is told until they do not want to be', async () => {
  const machine = createMachine({})
  let told = 0
  const end = machine.onChange(() => told++)
  const before = await machine.network()
  expect(await machine.network()).toBe(before)
  machine.stirred()
  expect(told).toBe(1)
  expect(await machine.network()).not.toBe(before)
  end()
  machine.stirred()
  expect(told).toBe(1)
})
