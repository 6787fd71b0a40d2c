import { existsSync, mkdirSync, readFileSync, rmdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { keepNoted } from '../../../main/headless/server/keep-noted.ts'
import { readServerRun } from '../../../main/headless/server/server-run.ts'
import { testHome } from '../../helpers/temporary-home.ts'

const run = { port: 40_001, pid: process.pid, key: 'k'.repeat(43) }

afterEach(() => void vi.useRealTimers())

test('a note of the server that is taken away, or that somebody writes over, is made again; behind the end it is not', async () => {
  const home = await testHome()
  const file = path.join(home.root, 'server-run.json')
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const noted = keepNoted(home.core, run)
  expect(readServerRun(home.core)).toEqual(run)
  rmSync(file)
  vi.advanceTimersByTime(5_000)
  expect(readServerRun(home.core)).toEqual(run)
  keepNoted(home.core, { ...run, port: 40_002 }).close()
  vi.advanceTimersByTime(5_000)
  expect(readServerRun(home.core)).toEqual(run)
  noted.close()
  rmSync(file)
  vi.advanceTimersByTime(60_000)
  expect(existsSync(file)).toBe(false)
})

test('where it cannot be written that is said, nothing is thrown, and it is written as soon as it can be', async () => {
  const home = await testHome()
  const file = path.join(home.root, 'server-run.json')
  mkdirSync(file)
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const noted = keepNoted(home.core, run)
  expect(noted.trouble()).toBe('it is not safe')
  rmdirSync(file)
  vi.advanceTimersByTime(5_000)
  expect(noted.trouble()).toBe('')
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(run)
  noted.close()
})
