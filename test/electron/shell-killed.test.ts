import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { processesNaming, signal, waitFor } from '../helpers/cli-processes.ts'
import { cliCommand, start } from '../helpers/cli-run.ts'
import { createShim } from '../helpers/cli-shim.ts'
import { type ShellProcess, startShellProcess } from '../helpers/shell-process.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { recorded } from '../helpers/temporary-home.ts'

/** A home with a plan, and a restic that can be held. */
function prepare() {
  const folder = temporaryFolder('killed')
  const [root, person] = [path.join(folder, 'home'), path.join(folder, 'ada')]
  mkdirSync(path.join(person, 'Notes'), { recursive: true })
  mkdirSync(root)
  writeFileSync(path.join(person, 'Notes', 'a.md'), 'a note')
  const configuration = {
    version: 1,
    verification: { check: false, drill: false },
    vaults: { notes: { path: '~/Notes', recoveryDocument: false } },
    plans: { daily: { kind: 'daily', timeZone: 'UTC', sources: ['notes'] } },
  }
  writeFileSync(path.join(root, 'backup_schedule.json'), JSON.stringify(configuration))
  const shim = createShim(path.join(folder, 'shim'), process.env['VAULTKEEPER_RESTIC'] ?? '')
  const { PATH = '' } = process.env
  const environment = { PATH, HOME: person, VAULTKEEPER_RESTIC: shim.program, VAULTKEEPER_PASSWORD: 'a password of the test' }
  return { folder, root, shim, environment, app: () => startShellProcess(root, environment) }
}

async function backUp(app: ShellProcess): Promise<void> {
  await app.sees('Back up now', ({ menu }) => menu.includes('Back up now'))
  app.tell({ choose: 'Back up now' })
}

async function kill(app: ShellProcess): Promise<void> {
  app.kill('SIGKILL')
  expect(await app.ended).toBe('SIGKILL')
}

function events(root: string, name: string) {
  const began = existsSync(path.join(root, 'system-history.jsonl'))
  return began ? recorded(root).filter(({ event }) => event === name) : []
}

test('killed while it starts, backs up, asks and stops: the next start puts all right, and tells nothing twice', async () => {
  const { folder, root, shim, app } = prepare()
  const starting = app()
  await waitFor('the home', () => events(root, 'home.created').length > 0)
  await kill(starting)
  const shown = app()
  await shown.sees('an icon', ({ toolTip }) => toolTip !== '')
  await kill(shown)

  for (const stage of ['backs up', 'asks', 'stops']) {
    // Whoever is asked politely to end ends late.
    const held = shim.hold('backup', stage === 'stops')
    const one = app()
    await backUp(one)
    await held.reached()
    if (stage !== 'backs up') {
      one.tell({ choose: 'Quit Vaultkeeper' })
      await one.sees('the question', ({ question }) => question !== null)
    }
    if (stage === 'stops') {
      one.tell({ press: 'Stop it now' })
      await one.sees('that it quits', ({ toolTip }) => toolTip.startsWith('Vaultkeeper quits'))
    }
    await kill(one)
    held.letGo()
    await waitFor('restic to end', () => processesNaming(folder).length === 0)
  }

  const last = app()
  await last.sees('the failure', ({ toolTip }) => /failed/.test(toolTip))
  await waitFor('that it is told', () => events(root, 'news.delivered').length > 0)
  await backUp(last)
  await last.sees('the backup', ({ toolTip }) => toolTip.startsWith('Protected'))
  last.kill('SIGTERM')
  expect(await last.ended).toBe(0)
  const intents = recorded(root).flatMap((line) => (line.event === 'run.intent' ? [line] : []))
  const outcomes = recorded(root).flatMap((line) => (line.event === 'run.outcome' ? [line] : []))
  expect(outcomes.map(({ run }) => run)).toEqual(intents.map(({ run }) => run))
  const backups = new Set(intents.filter(({ kind }) => kind === 'backup').map(({ run }) => run))
  expect(outcomes.filter(({ run }) => backups.has(run)).map(({ verdict }) => verdict)).toEqual([
    'interrupted',
    'interrupted',
    'interrupted',
    'done',
  ])
  const delivered = recorded(root).flatMap((line) => (line.event === 'news.delivered' ? [line.news] : []))
  expect(delivered.length).toBeGreaterThan(0)
  expect(new Set(delivered).size).toBe(delivered.length)
  expect(processesNaming(folder)).toEqual([])
}, 120_000)

test('the schedule goes from the app to what serves the pages and back, whichever is killed; there is one at a time', async () => {
  const { root, environment, app } = prepare()
  const began = () => events(root, 'daemon.started').length
  const first = app()
  await waitFor('the schedule', () => began() === 1)
  const pages = temporaryFolder('pages')
  writeFileSync(path.join(pages, 'index.html'), '<!doctype html><title>Vaultkeeper</title>')
  const serving = start([...cliCommand, 'serve'], { environment: { ...environment, VAULTKEEPER_HOME: root, VAULTKEEPER_PAGES: pages } })
  await waitFor('it to wait', () => serving.stdout().includes(`process ${first.pid}`))
  expect(began()).toBe(1)
  await kill(first)
  await waitFor('the other to take over', () => began() === 2, 20_000)
  const second = app()
  await second.sees('how everything stands', ({ toolTip }) => /no backup yet/.test(toolTip))
  expect(began()).toBe(2)
  signal(serving.pid, 'SIGKILL')
  await waitFor('the app to take over', () => began() === 3, 20_000)
  second.kill('SIGTERM')
  expect(await second.ended).toBe(0)
}, 90_000)
