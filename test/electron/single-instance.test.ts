import { spawnSync } from 'node:child_process'
import { realpathSync, statSync, symlinkSync, unlinkSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { isOnlyInstance } from '../../main/electron/single-instance.ts'
import { createFakeElectron } from '../helpers/fake-electron/fake-electron.ts'
import { FakeMachine } from '../helpers/fake-electron/fake-machine.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

/** A start of the app with a home's cache; `handed` is what later starts hand over to it. */
function start(machine: FakeMachine, cache: string, ...given: string[]) {
  return startOn('linux', machine, cache, ...given)
}

function startOn(platform: NodeJS.Platform, machine: FakeMachine, cache: string, ...given: string[]) {
  const argv = ['/opt/Vaultkeeper/vaultkeeper', ...given]
  // As Chromium hands it over: with switches of its own, and in another order.
  const changed = ['/opt/Vaultkeeper/vaultkeeper', '--allow-file-access-from-files', ...given.toReversed()]
  const fake = createFakeElectron({ machine, argv: changed, cwd: temporaryFolder(), ready: false })
  const handed: (readonly string[])[] = []
  const only = isOnlyInstance(fake.electron.app, platform, cache, argv, (one) => handed.push(one))
  if (!only) fake.electron.app.exit(0)
  return { fake, handed, only }
}

test('one app on a home; another home has its own', async () => {
  const machine = new FakeMachine()
  const [home, other] = [temporaryFolder('home'), temporaryFolder('home')]
  const first = start(machine, home)
  expect(first.only).toBe(true)
  expect(first.fake.electron.app.getPath('userData')).toBe(realpathSync(path.join(home, 'electron')))
  expect(first.fake.electron.app.getPath('sessionData')).toBe(realpathSync(path.join(home, 'electron')))
  expect(statSync(path.join(home, 'electron')).mode & 0o777).toBe(0o700)
  expect(start(machine, other).only).toBe(true)

  // What is handed over before the first one is ready arrives when it is.
  const second = start(machine, home, '--open=/approvals', '--hidden')
  expect(second).toMatchObject({ only: false, handed: [] })
  expect(second.fake.app.exitCode).toBe(0)
  await new Promise(setImmediate)
  expect(first.handed).toEqual([])
  first.fake.app.becomeReady()
  await expect.poll(() => first.handed).toEqual([['/opt/Vaultkeeper/vaultkeeper', '--open=/approvals', '--hidden']])

  // Once it has ended the next one is the first.
  first.fake.electron.app.exit(0)
  expect(start(machine, home).only).toBe(true)
})

test('a home has one however it is named', () => {
  const machine = new FakeMachine()
  const home = temporaryFolder('home')
  const link = path.join(temporaryFolder(), 'link')
  symlinkSync(home, link)
  expect(start(machine, path.join(link, 'cache')).only).toBe(true)
  for (const name of [path.join(home, 'cache'), `${link}/cache/`, path.relative(process.cwd(), path.join(home, 'cache'))])
    expect(start(machine, name).only, name).toBe(false)
})

test('that there is no room for the lock is no other app, unless the lock names one', () => {
  const machine = new FakeMachine()
  machine.room = false
  const home = temporaryFolder('home')
  const remedy = expect.stringContaining(home)
  expect(() => start(machine, home)).toThrow(
    expect.objectContaining({ problem: expect.objectContaining({ code: 'start-refused', remedy }) }),
  )
  const lock = path.join(home, 'electron', 'SingletonLock')
  const gone = spawnSync(process.execPath, ['-e', '']).pid
  for (const named of [`ada-${gone}`, 'ada', 'ada-']) {
    symlinkSync(named, lock)
    expect(() => start(machine, home), named).toThrow('runs only once')
    unlinkSync(lock)
  }
  symlinkSync(`ada-${process.pid}`, lock)
  expect(start(machine, home).only).toBe(false)
  unlinkSync(lock)
  // It has another kind of lock.
  expect(startOn('win32', machine, home).only).toBe(false)
})

test('what another program hands over is no command line', async () => {
  const machine = new FakeMachine()
  const first = start(machine, temporaryFolder('home'))
  first.fake.app.becomeReady()
  for (const data of [null, 'x', {}, { argv: 'x' }, { argv: [1, {}] }])
    first.fake.app.emit('second-instance', {}, ['vaultkeeper', '--hidden'], '/', data)
  expect(first.handed).toEqual(Array.from({ length: 5 }, () => ['vaultkeeper', '--hidden']))
})
