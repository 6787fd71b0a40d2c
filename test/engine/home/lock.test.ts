import { once } from 'node:events'
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readOwner, takeLock, tryLock } from '../../../main/engine/home/lock.ts'
import { processAlive, processStart } from '../../../main/engine/home/process-identity.ts'
import about from '../../../package.json' with { type: 'json' }
import { startNode } from '../../helpers/run-node.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const holder = `
  const { tryLock } = await engine('home/lock.ts')
  const lock = tryLock(parameters[0], 'one', 'backing up Notes')
  console.log(lock ? 'held' : 'refused')
  if (!lock) process.exit(1)
  process.stdin.once('data', () => { lock.release(); console.log('released') })`

async function heldByAnother(folder: string) {
  const child = startNode(holder, [folder])
  await child.saying('held')
  return child
}

describe('a lock', () => {
  it('excludes within a process, by name', () => {
    const folder = temporaryFolder('lock')
    const lock = tryLock(folder, 'one', 'x')
    expect(lock).toBeDefined()
    expect(tryLock(folder, 'one', 'y')).toBeUndefined()
    const other = tryLock(folder, 'two', 'y')
    expect(other).toBeDefined()
    lock?.release()
    const again = tryLock(folder, 'one', 'z')
    expect(again).toBeDefined()
    again?.release()
    other?.release()
  })

  it('is let go of even where the note of who holds it cannot be removed', () => {
    const folder = temporaryFolder('lock')
    const note = path.join(folder, 'one.owner.json')
    const lock = tryLock(folder, 'one', 'x')
    rmSync(note)
    mkdirSync(note)
    lock?.release()
    expect(existsSync(note)).toBe(true)
    const again = tryLock(folder, 'one', 'y')
    expect(again).toBeDefined()
    again?.release()
  })

  it('excludes another process, and tells who is in the way and what it does', async () => {
    const folder = temporaryFolder('lock')
    const child = await heldByAnother(folder)
    expect(tryLock(folder, 'one', 'x')).toBeUndefined()
    const owners: unknown[] = []
    const waiting = takeLock(folder, 'one', {
      doing: 'x',
      onWait: (owner) => {
        owners.push(owner)
        child.process.stdin?.write('go\n')
      },
    })
    const lock = await waiting
    expect(lock).toBeDefined()
    expect(owners).toEqual([
      {
        pid: child.process.pid,
        started: expect.stringMatching(/./),
        doing: 'backing up Notes',
        since: expect.stringMatching(/^\d{4}-.*Z$/),
        version: about.version,
      },
    ])
    expect(readOwner(folder, 'one')).toMatchObject({ pid: process.pid, doing: 'x' })
    expect(statSync(path.join(folder, 'one.owner.json')).mode & 0o077).toBe(0)
    lock?.release()
    expect(readOwner(folder, 'one')).toBeUndefined()
    expect(existsSync(path.join(folder, 'one.owner.json'))).toBe(false)
    child.process.stdin?.end()
    await child.ended
  })

  it('ends with its process, even one that is killed', async () => {
    const folder = temporaryFolder('lock')
    const child = await heldByAnother(folder)
    expect(readOwner(folder, 'one')?.pid).toBe(child.process.pid)
    child.process.kill('SIGKILL')
    await child.ended
    expect(existsSync(path.join(folder, 'one.owner.json'))).toBe(true)
    expect(readOwner(folder, 'one')).toBeUndefined()
    const lock = tryLock(folder, 'one', 'x')
    expect(lock).toBeDefined()
    lock?.release()
  })

  it('is waited for only as long as patience lasts, or until the wait is called off', async () => {
    const folder = temporaryFolder('lock')
    const held = tryLock(folder, 'one', 'x')
    expect(await takeLock(folder, 'one', { doing: 'y', patience: 0 })).toBeUndefined()
    const controller = new AbortController()
    const waits = takeLock(folder, 'one', { doing: 'y', signal: controller.signal, onWait: () => controller.abort() })
    expect(await waits).toBeUndefined()
    expect(await takeLock(folder, 'one', { doing: 'y', signal: controller.signal })).toBeUndefined()
    held?.release()
    const free = await takeLock(folder, 'one', { doing: 'y', signal: controller.signal })
    expect(free).toBeDefined()
    free?.release()
  })

  it.each(['', 'null', '[]', '{"pid":1}', '{"pid":"1","started":"","doing":"","since":""}', '\u0000\u0001'])(
    'does not need its note: %j',
    (text) => {
      const folder = temporaryFolder('lock')
      writeFileSync(path.join(folder, 'one.owner.json'), text)
      expect(readOwner(folder, 'one')).toBeUndefined()
      const lock = tryLock(folder, 'one', 'x')
      expect(readOwner(folder, 'one')?.pid).toBe(process.pid)
      lock?.release()
    },
  )
})

describe('a process', () => {
  it('is known by when it began', async () => {
    const own = processStart(process.pid) ?? ''
    expect(own).not.toBe('')
    expect(processStart(process.pid)).toBe(own)
    const child = startNode(`console.log('here'); setInterval(() => {}, 1000)`)
    await child.saying('here')
    const pid = child.process.pid ?? 0
    const started = processStart(pid) ?? ''
    expect(started).not.toBe(own)
    expect(processAlive(pid, started)).toBe(true)
    expect(processAlive(pid, own)).toBe(false)
    expect(processAlive(pid, '')).toBe(true)
    child.process.kill('SIGKILL')
    await child.ended
    expect(processAlive(pid, started)).toBe(false)
    expect(processStart(pid)).toBeUndefined()
  })

  it.runIf(process.platform === 'linux')('that is a zombie is not there any more', async () => {
    // The shell becomes a sleep that never asks for its child's end: the child stays a zombie.
    const child = startNode(`
      const { spawn } = await import('node:child_process')
      const shell = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] })
      shell.stdout.once('data', (text) => console.log('zombie ' + String(text).trim() + ' of ' + shell.pid + '.'))
      process.stdin.once('data', () => { shell.kill('SIGKILL'); shell.once('exit', () => process.exit(0)) })`)
    let said = ''
    child.process.stdout?.on('data', (text: string) => {
      said += text
    })
    await child.saying('.')
    const pid = Number(/zombie (\d+)/.exec(said)?.[1])
    const started = processStart(pid) ?? ''
    while (processAlive(pid, '')) await new Promise((resolve) => setImmediate(resolve))
    expect(started).not.toBe('')
    expect(processAlive(pid, started)).toBe(false)
    expect(processStart(pid)).toBe(started)
    child.process.stdin?.write('end\n')
    await once(child.process, 'close')
  })
})
