import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { keepLog } from '../../main/electron/keep-log.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

const now = () => new Date('2026-11-21T12:00:00Z')

test('it is private, and so is its folder', () => {
  const cache = path.join(temporaryFolder(), 'home', 'cache')
  keepLog(cache, now)('a line')
  const file = path.join(cache, 'tray.log')
  expect(readFileSync(file, 'utf8')).toBe('2026-11-21T12:00:00.000Z a line\n')
  expect([file, cache, path.dirname(cache)].map((one) => statSync(one).mode & 0o777)).toEqual([0o600, 0o700, 0o700])
})

test('names in it command no terminal and begin no entry of their own', () => {
  const cache = temporaryFolder()
  const log = keepLog(cache, now)
  log('a\u001b]52;c;ZXZpbA==\u0007b\u009b31m\u202ec\ud800')
  log('one\n2026-11-21T12:00:00.000Z two\r\nthree\ttab')
  log('x'.repeat(100_000))
  const [first, second, third, fourth, long = ''] = readFileSync(path.join(cache, 'tray.log'), 'utf8').split('\n')
  expect(first).toBe('2026-11-21T12:00:00.000Z a?]52;c;ZXZpbA==?b?31m?c\ufffd')
  expect([second, third, fourth]).toEqual(['2026-11-21T12:00:00.000Z one', '  2026-11-21T12:00:00.000Z two', '  three\ttab'])
  expect(long.length).toBeLessThan(21_000)
})

test('a link or a pipe in its place is not written to, and holds nothing up', () => {
  const folder = temporaryFolder()
  const [cache, precious] = [path.join(folder, 'cache'), path.join(folder, 'precious')]
  writeFileSync(precious, 'kept')
  mkdirSync(cache)
  symlinkSync(precious, path.join(cache, 'tray.log'))
  keepLog(cache, now)('a line')
  expect(readFileSync(precious, 'utf8')).toBe('kept')
  symlinkSync(path.join(folder, 'not-there'), path.join(folder, 'tray.log'))
  keepLog(folder, now)('a line')
  expect(existsSync(path.join(folder, 'not-there'))).toBe(false)
  const piped = temporaryFolder()
  spawnSync('mkfifo', [path.join(piped, 'tray.log')])
  expect(statSync(path.join(piped, 'tray.log')).isFIFO()).toBe(true)
  keepLog(piped, now)('a line')
})

test('it never grows above two megabytes', () => {
  const cache = temporaryFolder()
  const log = keepLog(cache, now)
  for (let index = 0; index < 160; index++) log('x'.repeat(19_000))
  const sizes = ['tray.log', 'tray.log.before'].map((name) => statSync(path.join(cache, name)).size)
  for (const size of sizes) expect(size).toBeLessThan(1_050_000)
  expect(existsSync(path.join(cache, 'tray.log.before.before'))).toBe(false)
})
