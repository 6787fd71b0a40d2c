import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { openBeside, openPage } from '../../helpers/browser.ts'
import { howBusy } from '../../helpers/how-busy.ts'
import { atRest } from '../../helpers/look-at.ts'
import { holdAnswers } from '../../helpers/page-host/answers.ts'
import { chosenHost, engineIsHere, hasManyWindows } from '../../helpers/page-host/page-host.ts'
import { type ServedHome, serveHome } from '../../helpers/served-home.ts'
import { testHost } from '../../helpers/temporary-home.ts'

/** How a page says that there is nothing. Promises ("nothing is written before ...") are none of it. */
const emptiness =
  /\b(?:none|empty|never backed up|no (?:\w+ )?(?:snapshots?|backups?|runs?|changes?|plans?|vaults?|repositor\w+|problems?|matches|activity)|nothing (?:has|was|runs|waits|needs|to))\b/i

let home: ServedHome
let notes: string

beforeAll(async () => {
  home = await serveHome()
  notes = path.join(home.person, 'Notes')
  mkdirSync(notes)
  writeFileSync(path.join(notes, 'a.md'), 'First.\n')
  // So that "just now" can only be what comes later.
  home.setTime(new Date(Date.now() - 3 * 86_400_000))
  await backup(home.core, { folder: notes, verify: true }, testHost())
  home.setTime(undefined)
})

const lastBackup = (page: Page) => page.getByRole('article', { name: 'Notes' }).locator('dd').first()

describe('an open page', () => {
  it.runIf(hasManyWindows())('shows what another process does on the same home within a second, on every page that is open', async () => {
    const { page } = await openPage(home.address())
    const { page: beside } = await openBeside(page, home.place())
    for (const one of [page, beside]) expect(await lastBackup(one).textContent()).not.toBe('just now')
    appendFileSync(path.join(notes, 'a.md'), 'Second.\n')
    const running = home.cli('backup', notes)
    const shown = Promise.all([page, beside].map((one) => lastBackup(one).getByText('just now').waitFor({ timeout: 60_000 })))
    const ended = await running
    expect(ended.code, ended.stderr).toBe(0)
    const told = performance.now()
    await shown
    const took = performance.now() - told
    console.log(`shown ${Math.round(took)} ms after the other process had ended`)
    // The record is written before the process ends, so that on a machine with nothing else to do it is there already.
    expect(took).toBeLessThan(1_000 * howBusy())
  })

  it.runIf(engineIsHere())(
    'says that Vaultkeeper does not answer any more, keeps what it knew, and goes on by itself when it is back',
    async () => {
      const { page, complaints } = await openPage(home.address())
      await lastBackup(page).waitFor()
      complaints.allow(/net::ERR_|Failed to fetch|network error/i)
      await home.stop()
      await page.getByText('Vaultkeeper does not answer').waitFor()
      await lastBackup(page).waitFor()
      // What is pressed now is heard by nobody, and nobody will make up for it.
      await page.getByRole('button', { name: 'Back up now' }).first().click()
      await page.getByRole('alert').getByText('As far as this page knows nothing was begun.').waitFor()
      await home.restart()
      await page.getByText('Vaultkeeper does not answer').waitFor({ state: 'detached', timeout: 30_000 })
      // And it follows again.
      await home.core.record({ event: 'schedule.paused', until: null, by: 'ada' })
      await page
        .getByRole('button', { name: /Resume/ })
        .first()
        .waitFor()
      await home.core.record({ event: 'schedule.resumed', by: 'ada' })
    },
  )

  // A window asks without a cookie.
  if (chosenHost() === 'http')
    it('says that it may not ask any more, though the stream that was let in before lives on', async () => {
      const { page, complaints } = await openPage(home.address())
      await atRest(page)
      const refused = page.getByText('This page may not talk to Vaultkeeper any more')
      complaints.allow(/401/)
      const cookies = await page.context().cookies()
      await page.context().clearCookies()
      await home.core.record({ event: 'schedule.paused', until: null, by: 'ada' })
      await refused.waitFor()
      // What was known stays, and nothing that is told later takes back what was said.
      await lastBackup(page).waitFor()
      await home.core.record({ event: 'schedule.resumed', by: 'ada' })
      await home.core.record({ event: 'schedule.paused', until: null, by: 'ada' })
      await atRest(page)
      expect(await refused.count()).toBe(1)
      // Let in again, it goes on as soon as somebody looks at it.
      await page.context().addCookies(cookies)
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
      await refused.waitFor({ state: 'detached' })
      await page
        .getByRole('button', { name: /Resume/ })
        .first()
        .waitFor()
      await home.core.record({ event: 'schedule.resumed', by: 'ada' })
    })

  it.runIf(engineIsHere())('says nothing of nothing before it knows: no page calls anything empty while it is still asking', async () => {
    const { page } = await openPage(home.address())
    await atRest(page)
    const held = await holdAnswers(page)
    for (const route of ['/', '/restore', '/restore?need=time', '/activity', '/approvals', '/plans', '/settings']) {
      const before = held.count()
      await page.goto('about:blank')
      await page.goto(home.place(route))
      await page.locator('main h1').waitFor()
      await expect.poll(held.count, { message: `${route} asks for something` }).toBeGreaterThan(before)
      expect(await page.locator('main').innerText(), route).not.toMatch(emptiness)
    }
    held.letGo()
  })
})
