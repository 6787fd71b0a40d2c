import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { waitFor } from '../helpers/cli-processes.ts'
import { createShim } from '../helpers/cli-shim.ts'
import { createFakeElectron } from '../helpers/fake-electron/fake-electron.ts'
import { startShellBench } from '../helpers/shell-bench.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { recorded } from '../helpers/temporary-home.ts'

const configuration = {
  vaults: { notes: { path: '~/Notes', recoveryDocument: false } },
  plans: { daily: { kind: 'daily', timeZone: 'UTC', sources: ['notes'] } },
}

it('the machine is shut down in the middle of a backup: nobody is asked, it waits for the app, and the records say so', async () => {
  const shim = createShim(path.join(temporaryFolder('shim'), 'shim'), process.env['VAULTKEEPER_RESTIC'] ?? '')
  const app = await startShellBench({ configuration, environment: { VAULTKEEPER_RESTIC: shim.program } })
  mkdirSync(path.join(app.person, 'Notes'))
  writeFileSync(path.join(app.person, 'Notes', 'a.md'), 'a note')
  await app.started
  const held = shim.hold('backup')
  await waitFor('Back up now', () => app.tray().menu.clickable().includes('Back up now'))
  app.tray().choose('Back up now')
  await held.reached()
  const { blocker } = app.fake.powerSaveBlocker
  expect(blocker.held.size).toBe(1)
  expect(app.fake.powerMonitor.monitor.shutDown()).toBe(true)
  expect(await app.fake.app.ended).toBe(0)
  held.letGo()
  expect(app.fake.dialog.questions).toEqual([])
  const events = recorded(app.root)
  expect(events.findLast(({ event }) => event === 'run.outcome')).toMatchObject({
    verdict: 'interrupted',
    problem: { code: 'stopped', sentence: 'The machine was shut down in the middle of this backup.' },
  })
  expect(events.find(({ event }) => event === 'daemon.stopped')).toMatchObject({ why: 'The machine was shut down' })
  expect([blocker.held.size, app.fake.listening()['powerMonitor']]).toEqual([0, undefined])
})

describe('a start', () => {
  /** The pages that are open once the app is at work. */
  const windowsOf = async (options: Parameters<typeof startShellBench>[0]) => {
    const app = await startShellBench({ configuration, ...options })
    await app.started
    return { app, windows: app.fake.browserWindow.open() }
  }

  it('at login, as each system tells it, shows no window', async () => {
    expect((await windowsOf({ argv: ['--hidden'] })).windows).toEqual([])
    const fake = createFakeElectron({ platform: 'darwin', cwd: temporaryFolder('mac'), ready: false })
    fake.app.said.openedAtLogin = true
    expect((await windowsOf({ platform: 'darwin', fake })).windows).toEqual([])
  })

  it('with a file that was dropped on its icon shows the window, and the log says why it is not opened', async () => {
    const { app, windows } = await windowsOf({ argv: ['--hidden', '/home/sam/notes.txt'] })
    expect(windows).toHaveLength(1)
    const logs = readFileSync(path.join(app.root, 'cache', 'tray.log'), 'utf8')
    expect(logs).toContain('"/home/sam/notes.txt": Vaultkeeper opens no files this way.')
  })

  it('puts the app among what starts at login where the configuration wants it', async () => {
    const { app } = await windowsOf({ configuration: { ...configuration, app: { startAtLogin: true } } })
    expect(readFileSync(path.join(app.person, '.config', 'autostart', 'vaultkeeper.desktop'), 'utf8')).toContain('"--hidden"')
  })
})
