import { type ChildProcess, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { processStart } from '../../../main/engine/home/process-identity.ts'
import { lockIds, snapshotIds } from '../../../main/engine/repositories/local-files.ts'
import { childFile } from '../../../main/engine/repositories/restic-of.ts'
import { endOrphan } from '../../../main/engine/repositories/stale-locks.ts'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { init } from '../../../main/engine/runs/init-run.ts'
import { unlock } from '../../../main/engine/runs/unlock-run.ts'
import { repair } from '../../../main/engine/runs/verify-run.ts'
import { knownSnapshots } from '../../../main/engine/state/queries.ts'
import { processesNaming, waitFor } from '../../helpers/cli-processes.ts'
import { cheapenKey, forgeLock } from '../../helpers/forge-snapshots.ts'
import { startNode } from '../../helpers/run-node.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, type TestHome, testHome, testHost } from '../../helpers/temporary-home.ts'

const started: ChildProcess[] = []
afterAll(() => {
  for (const child of started) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
})

let home: TestHome
let location: string
beforeAll(async () => {
  home = await testHome()
  expect(await init(home.core, 'default', testHost())).toMatchObject({ verdict: 'done', result: { existed: false, password: 'keychain' } })
  location = path.join(home.core.home.repositories, 'default')
})

/** A restic that holds a lock in the repository for as long as it lives: it waits for what it is to save. */
async function resticAtWork(): Promise<ChildProcess> {
  const child = spawn(process.env['VAULTKEEPER_RESTIC'] ?? '', ['-r', location, '--no-cache', 'backup', '--stdin', '--quiet'], {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: process.env['PATH'], RESTIC_PASSWORD: home.keychain.entries.get('repository:default') },
  })
  started.push(child)
  while (lockIds(location).length === 0) {
    expect(child.exitCode).toBeNull()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return child
}

describe('a lock in the repository', () => {
  it('of a restic that lives is left alone and named, and is removed when that is gone', async () => {
    const child = await resticAtWork()
    const alive = await unlock(home.core, 'default', testHost())
    expect(alive).toMatchObject({ verdict: 'skipped', problem: { code: 'lock-alive' }, result: { removed: 0 } })
    expect(alive.problem?.sentence).toContain(`process ${child.pid}`)
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(lockIds(location)).toHaveLength(1)
    expect(await unlock(home.core, 'default', testHost())).toMatchObject({ verdict: 'done', result: { removed: 1, kept: [] } })
    expect(lockIds(location)).toEqual([])
    expect(recorded(home.root).filter(({ event }) => event === 'lock.removed')).toHaveLength(1)
  })

  it.runIf(process.platform === 'linux')(
    "whose number a thread of another program has got is nobody's, and that program hears nothing of it",
    async () => {
      const key = cheapenKey(location, home.keychain.entries.get('repository:default') ?? '')
      const thread =
        readdirSync(`/proc/${process.pid}/task`)
          .map(Number)
          .find((one) => one !== process.pid) ?? 0
      // restic's own unlock asks by SIGHUP whether the owner lives, which ends a program that does not listen.
      const heard: string[] = []
      const listen = () => void heard.push('SIGHUP')
      process.on('SIGHUP', listen)
      forgeLock(location, key, { pid: thread, hostname: hostname(), time: new Date().toISOString() })
      expect(await unlock(home.core, 'default', testHost())).toMatchObject({ verdict: 'done', result: { removed: 1, kept: [] } })
      process.off('SIGHUP', listen)
      expect([lockIds(location), heard]).toEqual([[], []])
    },
  )

  it('of a killed backup is put right by the next one, which takes its unrecorded snapshots into the ledger', async () => {
    const child = await resticAtWork()
    child.stdin?.end('something that somebody else saved')
    await once(child, 'exit')
    const [foreign] = snapshotIds(location)
    const killed = await resticAtWork()
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    const run = { event: 'run.intent', run: 'killed', kind: 'backup', repository: 'default', pid: 4_194_304, processStart: 'x' } as const
    await home.core.record(run)
    const junk = path.join(home.core.home.temporary, '4194304-read-back-x')
    const used = path.join(home.core.home.temporary, `${process.pid}-in-use`)
    for (const folder of [junk, used]) mkdirSync(folder)
    // What restic leaves when it is killed while it writes a pack or a lock.
    const halfWritten = ['data/00', 'locks'].map((folder) => path.join(location, folder, `${'0'.repeat(64)}-tmp-123`))
    for (const file of halfWritten) writeFileSync(file, 'half')
    const vault = temporaryFolder('vault')
    writeFileSync(path.join(vault, 'ideas.md'), 'ideas')
    const ended = await backup(home.core, { folder: vault, verify: true }, testHost())
    expect(ended).toMatchObject({ verdict: 'done', result: { report: { unknownSnapshots: [], vanishedSnapshots: [] } } })
    expect(lockIds(location)).toEqual([])
    expect([existsSync(junk), existsSync(used)]).toEqual([false, true])
    expect(halfWritten.filter((file) => existsSync(file))).toEqual([])
    expect(knownSnapshots(home.core.state.database, 'default').map(({ id }) => id)).toEqual([foreign, ended.result?.snapshot])
    expect(recorded(home.root).filter((line) => line.event === 'run.outcome' && line.run === 'killed')).toMatchObject([
      { verdict: 'interrupted' },
    ])
  })

  it('that cannot be read is named, lets no repair end well, and is removed by the next backup when nobody renews it', async () => {
    const vault = temporaryFolder('vault')
    writeFileSync(path.join(vault, 'letters.md'), 'letters')
    const save = () => backup(home.core, { folder: vault, verify: true }, testHost())
    expect(await save()).toMatchObject({ verdict: 'done' })
    const torn = Buffer.from('torn')
    const id = createHash('sha256').update(torn).digest('hex')
    const file = path.join(location, 'locks', id)
    // One of another content than its name says costs restic half a minute in each command that takes a lock: only looked at.
    for (const name of [id, '0'.repeat(64)]) writeFileSync(path.join(location, 'locks', name), torn)
    const named = await unlock(home.core, 'default', testHost())
    expect(named).toMatchObject({ verdict: 'skipped', problem: { code: 'lock-unreadable' }, result: { removed: 0, kept: { length: 2 } } })
    expect(named.problem?.sentence).toContain(`a lock that cannot be read (locks/${id})`)
    rmSync(path.join(location, 'locks', '0'.repeat(64)))
    expect(await save()).toMatchObject({ verdict: 'failed', problem: { code: 'lock-unreadable' } })
    expect(await repair(home.core, 'default', testHost())).toMatchObject({ verdict: 'failed', problem: { code: 'lock-unreadable' } })
    const old = new Date(Date.now() - 31 * 60_000)
    utimesSync(file, old, old)
    expect(await save()).toMatchObject({ verdict: 'done' })
    expect(lockIds(location)).toEqual([])
    expect(recorded(home.root).findLast(({ event }) => event === 'lock.removed')).toMatchObject({ why: '1 that cannot be read' })
    expect(await repair(home.core, 'default', testHost())).toMatchObject({ verdict: 'done' })
  })
})

/** Backs up a folder, and is killed in the moment in which restic runs and nobody has noted it down yet. */
const killedBeforeTheNote = `
const { createEngine } = await engine('engine.ts')
const { backup } = await engine('runs/backup-run.ts')
const { plainPorts } = await helper('plain-ports.ts')
const [root, folder] = parameters
const log = (text) => { if (/^restic backup: process/.test(text)) process.kill(process.pid, 'SIGKILL') }
const { core } = await createEngine(root, plainPorts({ log }))
const host = { signal: new AbortController().signal, onProgress: () => undefined }
console.log((await backup(core, { folder, verify: false }, host)).verdict)
`

describe('a restic that was left behind', () => {
  it('before it was noted down has no password yet: it ends by itself, and has stored and locked nothing', async () => {
    const vault = temporaryFolder('vault')
    writeFileSync(path.join(vault, 'thoughts.md'), 'thoughts')
    const there = [snapshotIds(location), readdirSync(path.join(location, 'data'), { recursive: true })]
    const env = { ...process.env, VAULTKEEPER_PASSWORD: home.keychain.entries.get('repository:default') ?? '' }
    const killed = startNode(killedBeforeTheNote, [home.root, vault], { env })
    await killed.ended
    expect(killed.process.signalCode).toBe('SIGKILL')
    await waitFor('its end', () => processesNaming(location).length === 0, 10_000)
    expect([snapshotIds(location), readdirSync(path.join(location, 'data'), { recursive: true })]).toEqual(there)
    expect(lockIds(location)).toEqual([])
    expect(await backup(home.core, { folder: vault, verify: true }, testHost())).toMatchObject({ verdict: 'done' })
  })

  const sleeper = async () => {
    const child = spawn(process.execPath, ['-e', 'console.log("here"); setInterval(() => {}, 1000)'], {
      detached: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    started.push(child)
    await once(child.stdout, 'data')
    return child
  }
  const gone = { owner: 4_194_304, ownerStarted: '1' }
  const note = (content: unknown) => writeFileSync(childFile(home.core, 'default', 4242), JSON.stringify(content))

  it('is ended, and waited for', async () => {
    expect(await endOrphan(home.core, 'default')).toBe(false)
    const child = await sleeper()
    const ours = { pid: child.pid, started: processStart(child.pid ?? 0), command: 'backup' }
    // Its Vaultkeeper lives: it is at work, not left behind.
    note({ ...ours, owner: process.pid, ownerStarted: processStart(process.pid) })
    expect(await endOrphan(home.core, 'default')).toBe(false)
    expect([child.exitCode, child.signalCode]).toEqual([null, null])
    note({ ...ours, ...gone })
    expect(await endOrphan(home.core, 'default')).toBe(true)
    expect(existsSync(childFile(home.core, 'default', 4242))).toBe(false)
    if (child.signalCode === null) await once(child, 'exit')
    expect(child.signalCode).toBe('SIGINT')
  })

  it('is never mistaken for another process that got its number, nor is a note believed that makes no sense', async () => {
    const child = await sleeper()
    const notes = [
      { pid: child.pid, started: 'long ago', command: 'backup', ...gone },
      { pid: child.pid, started: '', command: 'backup', ...gone },
      { pid: child.pid, command: 'backup', ...gone },
      { pid: 1, started: processStart(1), command: 'backup', ...gone },
      { pid: -1, started: 'x', command: 'backup', ...gone },
      { pid: '7', started: 'x' },
      null,
      'text',
    ]
    for (const content of notes) {
      note(content)
      expect(await endOrphan(home.core, 'default')).toBe(true)
      expect(existsSync(childFile(home.core, 'default', 4242))).toBe(false)
    }
    expect([child.exitCode, child.signalCode]).toEqual([null, null])
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
})
