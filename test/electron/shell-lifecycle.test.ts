import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { waitFor } from '../helpers/cli-processes.ts'
import { createShim } from '../helpers/cli-shim.ts'
import { createFakeElectron } from '../helpers/fake-electron/fake-electron.ts'
import { startTrayHost } from '../helpers/fake-tray-host.ts'
import { startBus } from '../helpers/keyring.ts'
import { startShellBench } from '../helpers/shell-bench.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { recorded } from '../helpers/temporary-home.ts'

const configuration = {
  vaults: { notes: { path: '~/Notes', recoveryDocument: false } },
  plans: { daily: { kind: 'daily', timeZone: 'UTC', sources: ['notes'] } },
}

/** The app with a real backup that is held in the middle, and the question that Quit asks then. */
async function quitInTheMiddle() {
  const shim = createShim(path.join(temporaryFolder('shim'), 'shim'), process.env['VAULTKEEPER_RESTIC'] ?? '')
  const app = await startShellBench({ configuration, environment: { VAULTKEEPER_RESTIC: shim.program } })
  mkdirSync(path.join(app.person, 'Notes'))
  writeFileSync(path.join(app.person, 'Notes', 'a.md'), 'a note')
  await app.started
  const held = shim.hold('backup')
  await waitFor('Back up now', () => app.tray().menu.clickable().includes('Back up now'))
  app.tray().choose('Back up now')
  await held.reached()
  await app.becomes('running')
  app.tray().choose('Quit Vaultkeeper')
  return { app, held, question: await app.fake.dialog.asked() }
}

const outcomes = (root: string) => recorded(root).flatMap((line) => (line.event === 'run.outcome' ? [`${line.verdict}`] : []))

test('Quit waits for the backup where a person wants that, and shows that it does', async () => {
  const { app, held, question } = await quitInTheMiddle()
  expect(question.options.message).toMatch(/^Backing up .* is not finished\.$/)
  question.press('Finish the backup first')
  await waitFor('the tray to say so', () => app.tray().toolTip.startsWith('Vaultkeeper quits when'))
  expect(app.fake.app.exitCode).toBeUndefined()
  held.letGo()
  expect(await app.fake.app.ended).toBe(0)
  expect(outcomes(app.root)).toEqual(expect.arrayContaining(['done']))
  expect(outcomes(app.root)).not.toContain('cancelled')
  expect(recorded(app.root).at(-1)).toMatchObject({ event: 'daemon.stopped' })
})

test('stopped it leaves clean records', async () => {
  const { app, held, question } = await quitInTheMiddle()
  question.press('Stop it now')
  held.letGo()
  expect(await app.fake.app.ended).toBe(0)
  const events = recorded(app.root)
  const intents = events.filter(({ event }) => event === 'run.intent')
  expect(intents.length).toBeGreaterThan(0)
  expect(outcomes(app.root)).toHaveLength(intents.length)
  expect(outcomes(app.root).at(-1)).toMatch(/cancelled|interrupted/)
  expect(events.some(({ event }) => event === 'daemon.stopped')).toBe(true)
})

test('a window that is closed while the session ends does not hurry it', async () => {
  const shim = createShim(path.join(temporaryFolder('shim'), 'shim'), process.env['VAULTKEEPER_RESTIC'] ?? '')
  const app = await startShellBench({ configuration, environment: { VAULTKEEPER_RESTIC: shim.program } })
  mkdirSync(path.join(app.person, 'Notes'))
  writeFileSync(path.join(app.person, 'Notes', 'a.md'), 'a note')
  const shell = await app.started
  await waitFor('Back up now', () => app.tray().menu.clickable().includes('Back up now'))
  const held = shim.hold('backup', true)
  app.tray().choose('Back up now')
  await held.reached()
  app.signals.emit('SIGTERM', 'SIGTERM')
  app.fake.browserWindow.only().close()
  await waitFor('the window to close', () => shell?.windows.isOpen() === false)
  held.letGo()
  expect(await app.fake.app.ended).toBe(0)
  expect(readFileSync(path.join(app.root, 'cache', 'tray.log'), 'utf8')).not.toContain('by force')
})

test('started again while it ends, it starts again when it has ended', async () => {
  const { app, held, question } = await quitInTheMiddle()
  question.press('Stop it now')
  await waitFor('the end to begin', () => app.tray().toolTip.startsWith('Vaultkeeper quits when'))
  const { machine } = app.fake.app.options
  const fake = createFakeElectron({ machine, cwd: app.person, ready: false })
  const second = await startShellBench({ root: app.root, person: app.person, fake, argv: ['--open=/restore'] })
  expect(await second.started).toBeUndefined()
  await waitFor('what was handed over', () => app.fake.app.said.relaunches.length > 0)
  expect(app.fake.app.said.relaunches).toEqual([{ args: ['--open=/restore'] }])
  held.letGo()
  expect(await app.fake.app.ended).toBe(0)
})

test('on a desktop without a tray the window is there, and closing it says that the app goes on', async () => {
  const bus = await startBus()
  const { DBUS_SESSION_BUS_ADDRESS = '' } = bus.environment
  const environment = { XDG_CURRENT_DESKTOP: 'GNOME', XDG_SESSION_TYPE: 'wayland', DBUS_SESSION_BUS_ADDRESS }
  const app = await startShellBench({ environment })
  const shell = await app.started
  expect(shell?.windows.isOpen()).toBe(true)
  app.fake.browserWindow.only().close()
  const question = await app.fake.dialog.asked()
  expect(question.options).toMatchObject({ message: 'Vaultkeeper goes on making backups.', detail: expect.stringMatching(/AppIndicator/) })
  expect(app.fake.app.exitCode).toBeUndefined()
  question.press('Quit')
  expect(await app.fake.app.ended).toBe(0)

  // The same desktop with a tray says nothing.
  const host = await startTrayHost(DBUS_SESSION_BUS_ADDRESS, { shows: true })
  const seen = await startShellBench({ environment })
  await seen.started
  seen.fake.browserWindow.only().close()
  await expect.poll(() => seen.fake.browserWindow.open().length).toBe(0)
  expect(seen.fake.dialog.questions).toEqual([])
  host.close()
})
