import { scheduledJobs } from 'node-schedule'
import { afterEach, expect, it, vi } from 'vitest'
import { wakeAt } from '../../../main/engine/daemon/wake-at.ts'

const now = new Date('2026-11-21T07:00:00Z')
const kept = () => Object.keys(scheduledJobs).length
afterEach(() => void vi.useRealTimers())

it('calls back at its time, once, and nothing stays of it', () => {
  vi.useFakeTimers({ now })
  const call = vi.fn()
  const cancel = wakeAt(new Date(now.getTime() + 60_000), call)
  vi.advanceTimersByTime(59_000)
  expect(call).not.toHaveBeenCalled()
  vi.advanceTimersByTime(2_000)
  expect(call).toHaveBeenCalledTimes(1)
  cancel()
  expect(kept()).toBe(0)
})

it('is ended before its time', () => {
  vi.useFakeTimers({ now })
  const call = vi.fn()
  wakeAt(new Date(now.getTime() + 60_000), call)()
  vi.advanceTimersByTime(120_000)
  expect([call.mock.calls.length, kept()]).toEqual([0, 0])
})

it('keeps nothing of a time that has passed, however often it is asked for', () => {
  vi.useFakeTimers({ now })
  const call = vi.fn()
  for (let look = 0; look < 100; look++) wakeAt(new Date(now.getTime() - look), call)()
  vi.advanceTimersByTime(120_000)
  expect([call.mock.calls.length, kept()]).toEqual([0, 0])
})
