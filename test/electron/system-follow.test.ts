import { spawn } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { followSystem, type SystemParts } from '../../main/electron/system/follow-system.ts'
import { createKeepAwake } from '../../main/electron/system/keep-awake.ts'
import { homeAt } from '../../main/engine/home/home.ts'
import { processStart } from '../../main/engine/home/process-identity.ts'
import { noteSessionEnd, sessionEndOf } from '../../main/engine/home/session-end.ts'
import { backup } from '../../main/engine/runs/backup-run.ts'
import { closeInterruptedRuns } from '../../main/engine/runs/recover.ts'
import { createFakeElectron } from '../helpers/fake-electron/fake-electron.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { recorded, testHome, testHost } from '../helpers/temporary-home.ts'

/** What follows the system, with nothing behind it. */
function followed(platform: NodeJS.Platform, more: Partial<SystemParts> = {}) {
  const fake = createFakeElectron({ platform })
  const told: string[] = []
  const tell = (what: string) => () => void told.push(what)
  const home = homeAt(temporaryFolder('home'))
  const signals = new EventEmitter()
  const system = followSystem({
    electron: fake.electron,
    platform,
    home,
    machine: { stirred: tell('stirred') },
    end: async () => void told.push('end'),
    kill: tell('kill'),
    show: tell('show'),
    log: (line) => void told.push(line),
    signals,
    ...more,
  })
  return { fake, told, home, signals, system, monitor: fake.powerMonitor.monitor }
}

afterEach(() => void vi.useRealTimers())

describe('what the system tells', () => {
  it.each([
    ['linux', ['resume']],
    ['darwin', ['resume', 'unlockScreen', 'plugIn', 'unplug']],
    ['win32', ['resume', 'unlockScreen', 'plugIn']],
  ] as const)(
    'on %s conditions are looked at anew after %j, and nothing is done before sleep or behind a locked screen',
    (platform, those) => {
      const { monitor, told, system } = followed(platform)
      monitor.suspend()
      monitor.lockScreen()
      expect(told).toEqual([])
      for (const name of those) monitor[name]()
      expect(told).toEqual(those.map(() => 'stirred'))
      system.close()
    },
  )

  it.each(['open-url', 'open-file'] as const)('%s: macOS hands over something, which is refused, and the window is shown', (name) => {
    const { fake, told, system } = followed('darwin')
    const prevented = vi.fn()
    fake.app.emit(name, { preventDefault: prevented }, 'vaultkeeper://open/approvals')
    expect(prevented).toHaveBeenCalledOnce()
    expect(told).toEqual(['"vaultkeeper://open/approvals": Vaultkeeper opens no links.', 'show'])
    system.close()
  })

  it('what does not end in time is ended by force, before the system does it', () => {
    vi.useFakeTimers()
    const { monitor, told, system, home } = followed('darwin', { end: () => new Promise(() => undefined) })
    expect(monitor.shutDown()).toBe(true)
    expect(sessionEndOf(home, process.pid, processStart(process.pid) ?? '')).toBe('either')
    vi.advanceTimersByTime(3_400)
    expect(told).toEqual(['The session ends (either).'])
    vi.advanceTimersByTime(200)
    expect(told).toEqual(['The session ends (either).', 'kill'])
    system.close()
  })

  it('a home that cannot be written, and an end that fails, are told and keep nobody from ending', async () => {
    const missing = homeAt(path.join(temporaryFolder('gone'), 'nowhere'))
    const { monitor, told, system } = followed('linux', { home: missing, end: () => Promise.reject(new Error('no end')) })
    monitor.shutDown()
    await vi.waitFor(() => expect(told).toHaveLength(3))
    expect(told.slice(1)).toEqual([
      expect.stringMatching(/^It could not be noted: .*ENOENT/),
      expect.stringMatching(/^Ending: Error: no end/),
    ])
    system.close()
  })

  it('the end is asked for once, whatever comes together', () => {
    const { fake, monitor, signals, told, system } = followed('linux')
    expect(system.isEnding()).toBe(false)
    for (const name of ['SIGTERM', 'SIGHUP', 'SIGHUP']) signals.emit(name, name)
    expect(told).toEqual(['end'])
    signals.emit('SIGINT', 'SIGINT')
    monitor.shutDown()
    expect(told).toEqual(['end', 'kill', 'The session ends (shutdown).'])
    expect(system.isEnding()).toBe(true)
    // Windows alone needs a window for it.
    expect(fake.baseWindow.open()).toEqual([])
    system.close()
  })

  it('nobody is in a hurry where the end of a session hangs up first', () => {
    const { signals, told, system } = followed('linux')
    for (const name of ['SIGHUP', 'SIGTERM']) signals.emit(name, name)
    expect(told).toEqual(['end'])
    signals.emit('SIGTERM', 'SIGTERM')
    expect(told).toEqual(['end', 'kill'])
    system.close()
  })

  it.each(['linux', 'darwin', 'win32'] as const)('on %s nothing is left behind', (platform) => {
    const { fake, signals, system } = followed(platform)
    expect(fake.listening()).toMatchObject({ app: 2, powerMonitor: 5 })
    system.close()
    expect([fake.listening(), signals.eventNames(), fake.baseWindow.open()]).toEqual([{}, [], []])
  })
})

describe('the machine is kept awake', () => {
  /** A home whose runs keep a fake machine awake, and how often it is held at each step of a run. */
  async function awake() {
    const { blocker, electron } = createFakeElectron().powerSaveBlocker
    const home = await testHome({ keepAwake: createKeepAwake(electron) })
    const folder = temporaryFolder('notes')
    writeFileSync(path.join(folder, 'a.md'), 'something')
    const held = new Set<number>()
    const run = (where: string, signal?: AbortSignal) => {
      const host = testHost(signal)
      return backup(home.core, { folder: where, verify: true }, { ...host, onProgress: () => held.add(blocker.held.size) })
    }
    return { blocker, folder, held, run }
  }

  it('during a run, and not a moment longer, however it ends', async () => {
    const { blocker, folder, held, run } = await awake()
    expect((await run(folder)).verdict).toBe('done')
    expect([[...held], blocker.begun, blocker.held.size]).toEqual([[1], 1, 0])
    expect((await run(path.join(folder, 'nowhere'))).verdict).toBe('failed')
    expect((await run(folder, AbortSignal.abort())).verdict).toBe('cancelled')
    expect([blocker.begun, blocker.held.size]).toEqual([3, 0])
  })

  it('by one blocker for all who hold it', () => {
    const { blocker, electron } = createFakeElectron().powerSaveBlocker
    const keepAwake = createKeepAwake(electron)
    const [first, second] = [keepAwake(), keepAwake()]
    first()
    first()
    expect([blocker.begun, blocker.held.size]).toEqual([1, 1])
    second()
    expect(blocker.held.size).toBe(0)
    keepAwake()
    expect([...blocker.held]).toEqual([[1, 'prevent-app-suspension']])
  })
})

describe('a session that ended', () => {
  it('stands in the record of what it cut off, when only the next start came to write it', async () => {
    const { core, root } = await testHome()
    const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'], { stdio: 'ignore' })
    const pid = child.pid ?? 0
    const start = processStart(pid) ?? ''
    await core.record({
      event: 'run.intent',
      run: '20261121T071502-9f3c2a',
      kind: 'backup',
      repository: 'default',
      pid,
      processStart: start,
    })
    child.kill('SIGKILL')
    await once(child, 'exit')
    writeFileSync(path.join(root, 'session-end.json'), JSON.stringify({ pid, start, end: 'shutdown' }))
    await closeInterruptedRuns(core)
    expect(recorded(root).at(-1)).toMatchObject({
      event: 'run.outcome',
      verdict: 'interrupted',
      problem: { code: 'interrupted', sentence: 'The machine was shut down in the middle of this backup.' },
    })
  })

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"pid":1}',
    '{"pid":PID,"start":"START","end":"toString"}',
    '{"pid":PID,"start":"other","end":"shutdown"}',
  ])('what is left of a note tells nothing: %s', (text) => {
    const home = homeAt(temporaryFolder('home'))
    const start = processStart(process.pid) ?? ''
    mkdirSync(home.root, { recursive: true })
    writeFileSync(path.join(home.root, 'session-end.json'), text.replace('PID', `${process.pid}`).replace('START', start))
    expect(sessionEndOf(home, process.pid, start)).toBeUndefined()
    noteSessionEnd(home, 'log-off')
    expect(sessionEndOf(home, process.pid, start)).toBe('log-off')
    expect(sessionEndOf(home, process.pid + 1, start)).toBeUndefined()
  })
})
