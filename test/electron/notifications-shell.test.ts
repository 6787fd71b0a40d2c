import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { startShellBench } from '../helpers/shell-bench.ts'
import { recorded } from '../helpers/temporary-home.ts'

const configuration = {
  vaults: { notes: { path: '~/Notes', name: 'Notes', recoveryDocument: false } },
  repositories: { local: { type: 'local', path: '~/Backups' } },
  plans: { guard: { kind: 'on-change', approval: false, sources: ['notes'], repositories: ['local'] } },
}

test('the app, started at login without a window, tells of a failure; a click opens the window where it is mended, a button mends it', async () => {
  const app = await startShellBench({ configuration, argv: ['--hidden'], platform: 'darwin' })
  mkdirSync(path.join(app.person, 'Notes'))
  writeFileSync(path.join(app.person, 'Notes', 'a.md'), 'a note')
  const shell = await app.started
  const { client } = shell?.host ?? expect.fail('It did not start')
  const { onScreen } = app.fake.notification
  const titles = () => onScreen().map(({ title }) => title)
  const backUp = async () => {
    const { job } = await client.backups.start({ plan: 'guard' })
    for await (const { ended } of await client.jobs.follow({ job })) if (ended !== null) return ended.verdict
  }
  expect(await backUp()).toBe('done')
  expect(app.fake.browserWindow.open()).toHaveLength(0)

  const password = app.keychain.entries.get('repository:local') ?? ''
  app.keychain.entries.set('repository:local', 'another one')
  expect(await backUp()).toBe('failed')
  await expect.poll(titles).toEqual(['Backups into "local" fail'])
  onScreen()[0]?.click()
  await expect.poll(() => shell?.windows.isOpen()).toBe(true)
  expect(app.fake.browserWindow.only().webContents.getURL()).toMatch(/#\/\?mend=enter-password&repository=local$/)
  app.keychain.entries.set('repository:local', password)
  expect(await backUp()).toBe('done')
  await expect.poll(titles).toEqual(['Backups into "local" work again'])

  // The plan has begun one by itself. restic, in the middle of it, would make a folder anew for its lock.
  const going = () => {
    const ids = (event: string) => recorded(app.root).flatMap((line) => (line.event === event && 'run' in line ? [line.run] : []))
    const ended = new Set(ids('run.outcome'))
    return ids('run.intent').filter((run) => !ended.has(run))
  }
  await expect.poll(going).toEqual([])
  const place = path.join(app.person, 'Backups')
  renameSync(place, `${place}-away`)
  expect(await backUp()).toBe('failed')
  await expect.poll(titles).toEqual(['Backups into "local" fail'])
  renameSync(`${place}-away`, place)
  onScreen()[0]?.press('Retry now')
  await expect.poll(titles, { timeout: 20_000 }).toEqual(['Backups into "local" work again'])

  // Told once each, though the schedule, the jobs and the looks all told.
  expect(app.fake.notification.shown).toHaveLength(4)
  expect(recorded(app.root).filter((line) => line.event === 'news.delivered')).toHaveLength(4)
  expect(JSON.stringify(app.fake.notification.shown.map(({ options }) => options))).not.toContain(password)
  app.tray().choose('Quit Vaultkeeper')
  expect(await app.fake.app.ended).toBe(0)
  // Whoever quits leaves what was told to the system.
  expect(titles()).toEqual(['Backups into "local" work again'])
}, 60_000)
