import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { expect, it, onTestFinished } from 'vitest'
import { isReused } from '../../../main/engine/home/process-reused.ts'

it('a thread has made no lock', () => {
  const threads = readdirSync(`/proc/${process.pid}/task`).map(Number)
  const [thread = 0] = threads.filter((one) => one !== process.pid)
  expect(thread).toBeGreaterThan(0)
  expect(isReused(thread, 0)).toBe(true)
})

it('nor has a program that is no restic and began later; whoever may have made it keeps it', async () => {
  const later = spawn('sleep', ['60'])
  onTestFinished(() => void later.kill('SIGKILL'))
  await once(later, 'spawn')
  const pid = later.pid ?? 0
  expect([isReused(pid, 60_000), isReused(pid, 0)]).toEqual([true, false])
  const restic = spawn('sleep', ['60'], { argv0: 'restic' })
  onTestFinished(() => void restic.kill('SIGKILL'))
  await once(restic, 'spawn')
  expect(isReused(restic.pid ?? 0, 60_000)).toBe(false)
  expect(isReused(4_194_304, 60_000)).toBe(false)
})
