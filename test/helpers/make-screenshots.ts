// Makes the README's pictures of the pages from the month of `npm run try`: `node --conditions=source test/helpers/make-screenshots.ts`.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { buildPagesIfStale } from '../../main/headless/build-if-stale.ts'
import { launchChromium } from './chromium.ts'
import { cliCommand, projectFolder } from './cli-run.ts'
import { atRest } from './look-at.ts'
import { provisionPrograms } from './programs.ts'
import { sampleEnvironment } from './sample/sample-engine.ts'
import { makeMonth } from './sample/sample-month.ts'
import { makePlaces, removePlaces } from './sample/sample-places.ts'
import { smallPng } from './small-png.ts'
import { contextFor } from './view.ts'

const chapter = encodeURIComponent('Projects/Novel/Chapter 1.md')
/** What is shown in the README, and in which light. */
const pictures = [
  { name: 'overview', route: '/', scheme: 'light' },
  { name: 'overview-dark', route: '/', scheme: 'dark' },
  { name: 'restore', route: `/restore?need=file&vault=notes&repository=local&file=${chapter}`, scheme: 'light' },
  { name: 'moments', route: '/restore?need=time&vault=notes', scheme: 'light' },
  { name: 'approvals', route: '/approvals', scheme: 'light' },
  { name: 'activity', route: '/activity', scheme: 'dark' },
] as const

const { restic } = await provisionPrograms()
process.env['VAULTKEEPER_RESTIC'] = restic.program
if (!buildPagesIfStale()) process.exit(1)
// A folder whose name says nothing of this machine.
const places = makePlaces(path.join(tmpdir(), 'people'))
const [program = process.execPath, ...parameters] = [...cliCommand, 'serve', '--json']
try {
  await makeMonth(places)
  const pages = process.env['VAULTKEEPER_PAGES']
  const env = { ...sampleEnvironment(places), ...(pages ? { VAULTKEEPER_PAGES: pages } : {}) }
  const server = spawn(program, parameters, { env, cwd: places.person, stdio: ['ignore', 'pipe', 'inherit'] })
  const browser = await launchChromium()
  try {
    const page = await (await browser.newContext(contextFor({}))).newPage()
    const [first] = (await once(createInterface(server.stdout), 'line')) as [string]
    const { address } = JSON.parse(first) as { address: string }
    await page.goto(address)
    await atRest(page)
    // What the schedule looks at when it begins.
    await page.getByText('In progress').waitFor({ state: 'detached' })
    const folder = path.join(projectFolder, 'assets', 'screenshots')
    mkdirSync(folder, { recursive: true })
    for (const { name, route, scheme } of pictures) {
      await page.emulateMedia({ colorScheme: scheme })
      await page.goto(`${new URL(address).origin}/#${route}`)
      // An older version, and what is different about it.
      if (name === 'restore') await page.getByRole('radio').nth(4).check({ force: true })
      await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
      await atRest(page)
      writeFileSync(path.join(folder, `${name}.png`), await smallPng(page, await page.screenshot({ animations: 'disabled' })))
    }
  } finally {
    await browser.close()
    server.kill('SIGTERM')
    await once(server, 'close')
  }
} finally {
  removePlaces(places)
}
