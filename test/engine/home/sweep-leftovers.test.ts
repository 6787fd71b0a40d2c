import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { homeAt, prepareHome } from '../../../main/engine/home/home.ts'
import { tryLock } from '../../../main/engine/home/lock.ts'
import { sweepLeftovers } from '../../../main/engine/home/sweep-leftovers.ts'
import { startNode } from '../../helpers/run-node.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const holder = `
  const { tryLock } = await engine('home/lock.ts')
  // Kept: what nobody refers to is closed by the garbage collection, and the lock with it.
  globalThis.held = parameters.slice(1).map((name) => tryLock(parameters[0], name, 'a restore'))
  console.log('held')
  process.stdin.resume()`

function newHome() {
  const home = homeAt(path.join(temporaryFolder('sweep'), 'home'))
  prepareHome(home)
  return home
}

describe('what a killed Vaultkeeper leaves in a home', () => {
  it('of its locks goes, unless somebody holds them', async () => {
    const home = newHome()
    const child = startNode(holder, [home.locks, 'target-1', 'add-repository', 'scheduler'])
    await child.saying('held')
    sweepLeftovers(home)
    expect(readdirSync(home.locks)).toContain('target-1.owner.json')
    child.process.kill('SIGKILL')
    await child.ended
    expect(readdirSync(home.locks)).toEqual(expect.arrayContaining(['target-1.lock-journal', 'add-repository.owner.json']))
    const ours = tryLock(home.locks, 'history', 'writing')
    sweepLeftovers(home)
    const left = readdirSync(home.locks).filter((name) => !name.endsWith('.lock'))
    // That of the schedule is taken with one try, by whoever runs it next.
    expect(left.filter((name) => !name.startsWith('scheduler.'))).toEqual(['history.lock-journal', 'history.owner.json'])
    expect(tryLock(home.locks, 'history', 'somebody else')).toBeUndefined()
    ours?.release()
  })

  it('of temporary folders and half-written files goes, but not what others are at', () => {
    const home = newHome()
    const old = new Date(Date.now() - 120_000)
    const [gone, alive] = ['999999999-files-x', `${process.pid}-files-x`].map((name) => path.join(home.temporary, name))
    for (const folder of [gone, alive]) mkdirSync(folder ?? '')
    const half = ['server-token.3051429857', 'secrets/default.password.912345'].map((name) => path.join(home.root, name))
    const fresh = path.join(home.secrets, 'drive.password.812345')
    for (const file of [...half, fresh, path.join(home.root, 'system-history.000001.jsonl')]) writeFileSync(file, 'x')
    for (const file of half) utimesSync(file, old, old)
    sweepLeftovers(home)
    expect([gone, alive, ...half, fresh].map((place) => existsSync(place ?? ''))).toEqual([false, true, false, false, true])
    expect(readdirSync(home.root)).toContain('system-history.000001.jsonl')
  })
})
