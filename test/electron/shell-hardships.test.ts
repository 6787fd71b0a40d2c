import { once } from 'node:events'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { waitFor } from '../helpers/cli-processes.ts'
import { type ShellBench, startShellBench } from '../helpers/shell-bench.ts'

const configuration = {
  vaults: { notes: { path: '~/Notes', recoveryDocument: false } },
  plans: { daily: { kind: 'daily', timeZone: 'UTC', sources: ['notes'] } },
}

async function quit(app: ShellBench): Promise<void> {
  app.tray().choose('Quit Vaultkeeper')
  expect(await app.fake.app.ended).toBe(0)
}

const says = (app: ShellBench, words: RegExp) =>
  waitFor(`${words} instead of "${app.tray().toolTip}"`, () => words.test(app.tray().toolTip))

/** The app on a home that it has made a backup of. */
async function protectedApp(): Promise<ShellBench> {
  const app = await startShellBench({ configuration, argv: ['--hidden'] })
  mkdirSync(path.join(app.person, 'Notes'))
  writeFileSync(path.join(app.person, 'Notes', 'a.md'), 'a note')
  await app.started
  await waitFor('Back up now', () => app.tray().menu.clickable().includes('Back up now'))
  app.tray().choose('Back up now')
  await app.becomes('protected', 30_000)
  return app
}

test('a hundred changes and a hundred windows: one drawing at a time, the last state arrives, and nothing is left; then the home is damaged', async () => {
  const app = await protectedApp()
  const { host, windows } = (await app.started) ?? expect.unreachable()
  const { calls } = app.tray()
  const [drawn, begun] = [calls.setImage, performance.now()]
  for (let change = 0; change < 50; change++) {
    await host.client.schedule.pause({})
    await host.client.schedule.resume({})
  }
  await host.client.schedule.pause({})
  await app.becomes('paused')
  // One at the beginning, and one after each rest.
  const most = 2 + (performance.now() - begun) / 400
  expect(calls.setImage - drawn).toBeGreaterThan(0)
  expect(calls.setImage - drawn).toBeLessThanOrEqual(most)
  expect(calls.setContextMenu).toBeLessThan(50)

  await windows.close()
  const listening = app.fake.listening()
  const pages = ['/', '/approvals', '/restore']
  for (let count = 0; count < 100; count++) {
    windows.open(pages[count % pages.length] ?? '/')
    const window = app.fake.browserWindow.only()
    if (window.contents.page === null) await once(window.contents, 'did-finish-load')
    await window.contents.page?.receivePort()
    if (count % 3 === 0) window.destroy()
    else await windows.close()
  }
  await expect.poll(() => app.fake.listening()).toEqual(listening)
  expect(app.fake.browserWindow.open()).toEqual([])
  expect(app.fake.messageChannel.openPorts()).toBe(0)

  // A configuration that is gone is told, and stays in force.
  const { root, person, keychain } = app
  const file = path.join(root, 'backup_schedule.json')
  const good = readFileSync(file)
  rmSync(file)
  await app.becomes('attention')
  await says(app, /configuration/)
  expect(app.tray().menu.words().join()).toContain('notes: paused')
  await quit(app)
  writeFileSync(file, good)

  // A line in the middle of the history was written over, the last was cut, and what was made of it is of a newer version.
  const history = path.join(root, 'system-history.jsonl')
  const lines = readFileSync(history, 'utf8').trimEnd().split('\n')
  const middle = lines.findIndex((line) => line.includes('"daemon.started"'))
  lines[middle] = `${lines[middle]?.slice(0, 40)}\u0000`
  writeFileSync(history, `${lines.join('\n')}\n{"cut`)
  const state = new DatabaseSync(path.join(root, 'state.sqlite'))
  state.exec('PRAGMA user_version = 999')
  state.close()
  const again = await startShellBench({ root, person, keychain, argv: ['--hidden'] })
  await again.started
  await again.becomes('paused')
  again.tray().choose('Back up now')
  const before = outcomes(lines)
  await waitFor('another backup', () => outcomes(readFileSync(history, 'utf8').split('\n')) > before)
  await again.becomes('paused')
  await quit(again)
})

test('a configuration of a newer version is told, and nothing is done by it', async () => {
  const app = await startShellBench({ configuration: '{ "version": 99, "plans": {} }', argv: ['--hidden'] })
  await app.started
  await app.becomes('failed')
  await says(app, /configuration/i)
  expect(app.tray().menu.clickable()).not.toContain('Back up now')
  await quit(app)
})

const outcomes = (lines: readonly string[]) => lines.filter((line) => line.includes('"run.outcome"')).length
