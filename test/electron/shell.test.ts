import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { waitFor } from '../helpers/cli-processes.ts'
import { createFakeElectron } from '../helpers/fake-electron/fake-electron.ts'
import { FakeMachine } from '../helpers/fake-electron/fake-machine.ts'
import { startShellBench } from '../helpers/shell-bench.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { recorded } from '../helpers/temporary-home.ts'

const plans = {
  vaults: { notes: { path: '~/Notes', recoveryDocument: false } },
  repositories: { local: { type: 'local', path: '~/Backups' } },
  plans: { daily: { kind: 'daily', timeZone: 'UTC', sources: ['notes'], repositories: ['local'] } },
}

describe('the app', () => {
  test('starts into the tray and a window, runs the schedule, backs up from the menu, and quits with its records closed', async () => {
    const app = await startShellBench({ configuration: plans })
    mkdirSync(path.join(app.person, 'Notes'))
    writeFileSync(path.join(app.person, 'Notes', 'a.md'), 'a note')
    const shell = await app.started
    expect(shell?.windows.isOpen()).toBe(true)
    await waitFor('the schedule', () => recorded(app.root).some(({ event }) => event === 'daemon.started'))
    app.tray().choose('Back up now')
    await app.becomes('running')
    await app.becomes('protected', 30_000)
    app.tray().choose('Quit Vaultkeeper')
    expect(await app.fake.app.ended).toBe(0)
    expect(app.fake.tray.trays.every((tray) => tray.isDestroyed())).toBe(true)
    // What is denied to pages is denied as long as the process lives; nothing else listens any more.
    expect(Object.keys(app.fake.listening())).toEqual(['app', 'session'])
    const events = recorded(app.root).map(({ event }) => event)
    expect(events.filter((event) => event === 'run.intent').length).toBe(events.filter((event) => event === 'run.outcome').length)
    expect(events.at(-1)).toBe('daemon.stopped')
  })

  test('a second start on the same home shows the window of the first, on the page it asks for, and ends', async () => {
    const first = await startShellBench({ argv: ['--hidden'] })
    const shell = await first.started
    expect(shell?.windows.isOpen()).toBe(false)
    const { machine } = first.fake.app.options
    const fake = createFakeElectron({ machine, cwd: first.person, ready: false })
    const second = await startShellBench({ root: first.root, person: first.person, fake, argv: ['--open=/restore'] })
    expect(await second.started).toBeUndefined()
    expect(fake.app.exitCode).toBe(0)
    expect(fake.tray.trays).toEqual([])
    await expect.poll(() => shell?.windows.isOpen()).toBe(true)
    expect(first.fake.browserWindow.only().webContents.getURL()).toMatch(/#\/restore$/)
    // Another home is another app.
    const third = await startShellBench({ fake: createFakeElectron({ machine, cwd: first.person, ready: false }) })
    expect(await third.started).toBeDefined()
  })

  test('a home that cannot be used is told in a box, with what to do, and the app ends', async () => {
    const root = path.join(temporaryFolder('locked'), 'home')
    mkdirSync(root)
    writeFileSync(path.join(root, 'locks'), 'in the way')
    const app = await startShellBench({ root })
    expect(await app.started).toBeUndefined()
    expect(app.fake.app.exitCode).toBe(1)
    expect(app.fake.dialog.boxes).toEqual([{ title: expect.stringContaining(root), content: expect.stringMatching(/\w/) }])
    expect(app.fake.tray.trays).toEqual([])
  })

  test('that it cannot be made sure that it runs only once is told in the same way', async () => {
    const machine = new FakeMachine()
    machine.room = false
    const app = await startShellBench({ fake: createFakeElectron({ machine, cwd: temporaryFolder(), ready: false }) })
    expect(await app.started).toBeUndefined()
    expect(app.fake.app.exitCode).toBe(1)
    expect(app.fake.dialog.boxes).toEqual([
      { title: expect.stringContaining('runs only once'), content: expect.stringContaining(app.root) },
    ])
    expect(readFileSync(path.join(app.root, 'cache', 'tray.log'), 'utf8')).toContain('could not start')
  })

  test.skipIf(process.platform === 'win32')('a home that cannot even be made is told in the same way', async () => {
    const file = path.join(temporaryFolder('file'), 'home')
    writeFileSync(file, 'a file')
    const app = await startShellBench({ root: path.join(file, 'home'), person: temporaryFolder(), folders: false })
    expect(await app.started).toBeUndefined()
    expect(app.fake.app.exitCode).toBe(1)
    expect(app.fake.dialog.boxes).toEqual([
      { title: expect.stringContaining('a file is in the way'), content: expect.stringMatching(/VAULTKEEPER_HOME/) },
    ])
  })

  test('a second start that comes while the first one begins is not lost', async () => {
    const first = await startShellBench({ argv: ['--hidden'] })
    const { machine } = first.fake.app.options
    const fake = createFakeElectron({ machine, cwd: first.person, ready: false })
    const second = await startShellBench({ root: first.root, person: first.person, fake, argv: ['--open=/restore'] })
    expect(await second.started).toBeUndefined()
    const shell = await first.started
    await expect.poll(() => shell?.windows.isOpen()).toBe(true)
    expect(first.fake.browserWindow.only().webContents.getURL()).toMatch(/#\/restore$/)
  })

  test('what nobody has caught is written down without what is secret in it, told once, and ends nothing', async () => {
    const app = await startShellBench({ argv: ['--hidden'] })
    const shell = await app.started
    shell?.host.engine.core.redactor.add('hunter2-of-the-test')
    app.signals.emit('uncaughtException', new Error('first: hunter2-of-the-test'))
    app.signals.emit('unhandledRejection', new Error('second'))
    const question = await app.fake.dialog.asked()
    expect(app.fake.dialog.questions).toHaveLength(1)
    expect(question.options.message).toMatch(/did not expect/)
    const log = readFileSync(path.join(app.root, 'cache', 'tray.log'), 'utf8')
    expect(log).toMatch(/Not expected: Error: first: •••\n {2} +at /)
    expect(log).toMatch(/Not expected: Error: second\n/)
    expect(log).not.toContain('hunter2')
    question.press('Close')
    expect(app.fake.app.exitCode).toBeUndefined()
    app.tray().choose('Quit Vaultkeeper')
    expect(await app.fake.app.ended).toBe(0)
    expect(app.signals.eventNames()).toEqual([])
  })

  test('a broken configuration is no reason not to start: the icon and the window say what is wrong', async () => {
    const app = await startShellBench({ configuration: '{ "version": 1,\n  "vaults": { "notes": } }' })
    const shell = await app.started
    expect(shell?.windows.isOpen()).toBe(true)
    await app.becomes('failed')
    expect(app.tray().toolTip).toMatch(/configuration/i)
  })

  test('a switch that opens the app to others is refused before anything is opened', async () => {
    const fake = createFakeElectron({ ready: false })
    fake.app.said.switches.set('remote-debugging-port', '9222')
    const app = await startShellBench({ fake })
    expect(await app.started).toBeUndefined()
    expect(fake.app.exitCode).toBe(1)
    expect(fake.tray.trays).toEqual([])
  })
})
