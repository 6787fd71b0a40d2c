import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { actionsOfNews } from '../../../main/engine/news/actions-of-news.ts'
import { pageOfNews } from '../../../main/engine/news/page-of-news.ts'
import { expectAccessible } from '../../helpers/axe.ts'
import { openBeside, openPage } from '../../helpers/browser.ts'
import { createShim, type Shim } from '../../helpers/cli-shim.ts'
import { cheapenKey } from '../../helpers/forge-snapshots.ts'
import { howBusy } from '../../helpers/how-busy.ts'
import { expectFocusKept, expectFocusSeen, hasFocus, pressOn, tabTo } from '../../helpers/keyboard.ts'
import { engineIsHere, hasManyWindows } from '../../helpers/page-host/page-host.ts'
import { type ServedHome, servedPassword, servedPasswordFile, serveHome } from '../../helpers/served-home.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const day = 86_400_000

let home: ServedHome
let restic: Shim
let notes: string
let repository: string

/** A vault "Notes", backed up by the plan "daily" into the repository "drive". Each test leaves it protected. */
beforeAll(async () => {
  restic = createShim(temporaryFolder('restic'), process.env['VAULTKEEPER_RESTIC'] ?? '')
  home = await serveHome({ environment: { VAULTKEEPER_RESTIC: restic.program } })
  notes = path.join(home.person, 'Notes')
  repository = path.join(home.person, 'drive', 'backups')
  mkdirSync(notes, { recursive: true })
  for (let at = 0; at < 40; at++) writeFileSync(path.join(notes, `note-${at}.md`), `# Note ${at}\n\nSomething to remember, ${at} times.\n`)
  await home.configure({
    vaults: { notes: { name: 'Notes', path: notes, recoveryDocument: false } },
    repositories: { drive: { type: 'local', path: repository } },
    plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['drive'] } },
  })
  await endOf((await home.client.repositories.init({ repository: 'drive' })).job)
  cheapenKey(repository, servedPassword)
  expect(await backUp()).toBe('done')
})

/** Backs everything up, as somebody else would. @returns the verdict */
async function backUp(): Promise<string> {
  return endOf((await home.client.backups.start({ plan: 'daily' })).job)
}

async function endOf(job: string): Promise<string> {
  for await (const { ended } of await home.client.jobs.follow({ job })) if (ended !== null) return ended.verdict
  throw new Error('It did not end')
}

/** Where a notification about this leads to, and its buttons that lead anywhere. */
function told(subject: string, code: string) {
  const about = { kind: code === 'anomaly' ? code : 'failed', subject, code, plan: 'daily', repository: 'drive', run: null } as const
  return { page: pageOfNews(about), pages: actionsOfNews(about).flatMap(({ action }) => (action.do === 'open' ? [action.page] : [])) }
}

const answer = (page: Page) => page.getByRole('region', { name: 'Am I protected?' })
const isProtected = (page: Page) => answer(page).getByText('Notes is protected, but only on this disk.', { exact: true }).waitFor()

describe('the overview', () => {
  it('of a fresh home leads to the first backup', async () => {
    const fresh = await serveHome()
    const { page } = await openPage(fresh.address())
    await page.getByRole('heading', { name: 'Nothing is backed up yet' }).waitFor()
    await expectAccessible(page)
    expect(await page.getByRole('link', { name: 'Set up the first backup' }).getAttribute('href')).toBe('#/first-run')
  })

  it('says that all is well, where the copies are, and leads to a day', async () => {
    const { page } = await openPage(home.address())
    await isProtected(page)
    const card = page.getByRole('article', { name: 'Notes' })
    expect(await card.textContent()).toMatch(
      /Protected.*Last backup(?:just now|a minute ago).*Read back.*all of it.*Proven restorable.*No restore was tried yet.*Copy.*drive on this disk1 snapshot/,
    )
    expect(await card.textContent()).toContain('Only on this disk')
    await expectAccessible(page)
    const today = page.getByRole('table', { name: /^Snapshots of Notes/ }).getByRole('link')
    expect(await today.count()).toBe(1)
    expect(await today.getAttribute('aria-label')).toMatch(/: 1 snapshot$/)
    expect(await today.getAttribute('href')).toMatch(/^#\/restore\?need=time&vault=notes&moment=\d{4}-\d\d-\d\d$/)
  })

  it.runIf(hasManyWindows())('shows a backup that somebody else begins, and its end, on all pages at once', async () => {
    const { page } = await openPage(home.address())
    await isProtected(page)
    const { page: other } = await openBeside(page, home.place())
    await isProtected(other)
    writeFileSync(path.join(notes, 'new.md'), '# New\n')
    const ended = backUp()
    for (const one of [page, other])
      await one
        .getByRole('region', { name: 'In progress' })
        .or(one.getByRole('region', { name: 'Just ended' }))
        .waitFor()
    expect(await ended).toBe('done')
    for (const one of [page, other])
      await one
        .getByRole('article', { name: 'Notes' })
        .getByText(/^2 snapshots/)
        .waitFor({ timeout: 2_000 })
    // What ended can be put away.
    await page.getByRole('button', { name: /^Put away: / }).click()
    await page.getByRole('region', { name: 'Just ended' }).waitFor({ state: 'detached' })
    await expectFocusKept(page)
  })

  it('shows a backup of another process while it goes on, and within a second that it is done', async () => {
    const { page } = await openPage(home.address())
    await isProtected(page)
    writeFileSync(path.join(notes, 'newer.md'), '# Newer\n')
    const held = restic.hold('backup')
    const ended = home.cli('backup', 'daily')
    await page.getByRole('region', { name: 'In progress' }).getByText('Backing up Notes').waitFor()
    held.letGo()
    expect(await ended).toMatchObject({ code: 0 })
    await page
      .getByRole('article', { name: 'Notes' })
      .getByText(/^3 snapshots/)
      .waitFor({ timeout: 1_000 * howBusy() })
  })

  it('lets every plan be backed up by hand, by mouse and by keyboard, however many there are', async () => {
    const plan = { kind: 'daily', sources: ['notes'], repositories: ['drive'] }
    const many = await serveHome({
      configuration: {
        vaults: { notes: { path: '~/Notes' } },
        repositories: { drive: { type: 'local', path: '~/drive' } },
        plans: Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`plan-${at}`, plan])),
      },
    })
    const { page } = await openPage(many.address(), { width: 320, height: 640 })
    const menu = page.getByRole('menu')
    const last = page.getByRole('menuitem', { name: 'Plan "plan-29"' })
    const isSeen = () => last.evaluate((item) => item.getBoundingClientRect().bottom <= innerHeight)
    await page.getByRole('button', { name: 'Back up now' }).click()
    await menu.hover()
    expect(await isSeen()).toBe(false)
    await expect.poll(() => page.mouse.wheel(0, 400).then(isSeen)).toBe(true)
    // At its end it stays where it is, and the page behind it does.
    await page.mouse.wheel(0, 400)
    await page.keyboard.press('Escape')
    await menu.waitFor({ state: 'detached' })
    await pressOn(page, page.getByRole('button', { name: 'Back up now' }))
    await menu.waitFor()
    // It has the focus a moment after it is seen.
    await page.waitForFunction(() => document.activeElement?.closest('[role=menu]') != null)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('End')
    await expect.poll(() => hasFocus(last)).toBe(true)
    await expectFocusSeen(page)
    await expect.poll(isSeen).toBe(true)
    expect(await menu.evaluate((all) => all.getBoundingClientRect().left)).toBeGreaterThan(0)
  })

  it('pauses and goes on', async () => {
    const { page } = await openPage(home.address())
    await page.getByRole('button', { name: 'Pause' }).click()
    await page.getByRole('menuitem', { name: 'Until I resume' }).click()
    await answer(page).getByText('Notes is protected, but backups are paused.').waitFor()
    expect((await home.client.schedule.get()).pauses).toMatchObject([{ plan: null, until: null }])
    await page.getByRole('button', { name: 'Resume', exact: true }).click()
    await isProtected(page)
    await expectFocusKept(page)
  })
})

describe('a problem is mended from its card', () => {
  it('a wrong password', async () => {
    writeFileSync(servedPasswordFile(home, 'drive'), 'something else\n', { mode: 0o600 })
    expect(await backUp()).toBe('failed')
    const { page, complaints } = await openPage(home.address(told('repository/drive', 'wrong-password').page))
    complaints.allow(/409/)
    // A notification leads right to the dialog; once that is closed, nothing asks for it any more.
    await page.getByRole('dialog', { name: 'Password of the repository “drive”' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(new URL(page.url()).hash).toBe('#/')
    await answer(page)
      .getByText(/^Notes is not protected: the password that is kept here does not open the repository "drive"/)
      .waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: /^Enter the password: / }).click()
    const dialog = page.getByRole('dialog', { name: /Password of the repository/ })
    await dialog.getByRole('textbox', { name: 'Password' }).fill('not this one either')
    await dialog.getByRole('checkbox').check()
    await dialog.getByRole('button', { name: 'Try and keep it' }).click()
    await dialog.getByRole('alert').waitFor()
    await dialog.getByRole('textbox', { name: 'Password' }).fill(servedPassword)
    await dialog.getByRole('button', { name: 'Try and keep it' }).click()
    await dialog.getByRole('status').getByText('The password opens the repository').waitFor()
    await dialog.getByRole('button', { name: 'Back up now' }).click()
    await isProtected(page)
    await expectFocusKept(page)
    expect(await page.content()).not.toContain(servedPassword)
  })

  it('a repository that was moved, by keyboard alone', async () => {
    const moved = path.join(home.person, 'drive', 'moved')
    renameSync(repository, moved)
    expect(await backUp()).toBe('failed')
    const { page } = await openPage(home.address())
    await answer(page)
      .getByText(/^Notes is not protected: the repository "drive" is not where it was/)
      .waitFor()
    await pressOn(page, page.getByRole('button', { name: /^Show where it is: / }))
    const dialog = page.getByRole('dialog', { name: /Where is the repository/ })
    await dialog.getByRole('radio', { name: moved }).waitFor()
    await pressOn(page, dialog.getByRole('button', { name: 'Use this folder' }))
    await dialog.getByRole('status').getByText('It is the same repository').waitFor()
    await expectFocusSeen(page)
    await page.keyboard.press('Enter')
    await isProtected(page)
    await expectFocusKept(page)
    const [newest] = (await home.client.history.list({ most: 1, what: ['run'], kinds: ['backup'] })).entries
    expect(newest).toMatchObject({ what: 'run', run: { kind: 'backup', repository: 'drive', verdict: 'done' } })
  })

  it('an unusual change, by keyboard alone', async () => {
    for (let at = 0; at < 35; at++) rmSync(path.join(notes, `note-${at}.md`))
    await backUp()
    const { page } = await openPage(home.address())
    await answer(page)
      .getByText(/^Notes is not protected: /)
      .waitFor()
    await page.getByRole('heading', { name: 'Unusual change in Notes' }).waitFor()
    expect(await page.getByRole('link', { name: /^Bring the last good state back: / }).getAttribute('href')).toMatch(
      /^#\/restore\?need=time&vault=notes&repository=drive&snapshot=[0-9a-f]{64}$/,
    )
    // The button of a notification chooses the answer, and a person still has to give it. It is told while the page is open.
    const [anomaly] = await home.client.anomalies.list()
    const dialog = page.getByRole('dialog', { name: 'Was this you?' })
    const [restore] = told(`anomaly/${anomaly?.id}`, 'anomaly').pages
    await page.evaluate((to) => location.assign(`#${to}`), restore ?? '')
    await dialog.getByRole('radio', { name: 'It was not me: bring the last good state back', checked: true }).waitFor()
    await pressOn(page, dialog.getByRole('button', { name: 'Go to the restore' }))
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(new URL(page.url()).hash).toContain(`snapshot=${anomaly?.lastGood?.id}`)
    await page.goBack()
    await pressOn(page, page.getByRole('button', { name: /^Look and answer: / }))
    expect(await dialog.getByRole('radio', { checked: true }).count()).toBe(0)
    await tabTo(page, dialog.getByRole('radio', { name: 'This was me' }))
    await page.keyboard.press('Space')
    await pressOn(page, dialog.getByRole('button', { name: 'Answer' }))
    await isProtected(page)
    await expectFocusKept(page)
    expect(await home.client.anomalies.list()).toEqual([])
  })

  it.runIf(engineIsHere())('another machine that has gone quiet, for good', async () => {
    const seen = [6, 5, 4].map((days, number) => {
      const time = new Date(Date.now() - days * day).toISOString()
      return { id: String(number).repeat(64), time, tree: 'f'.repeat(64), host: 'server', vault: 'web' }
    })
    await home.core.record({ event: 'snapshots.seen', repository: 'drive', snapshots: seen })
    await home.core.record({ event: 'machines.looked', repository: 'drive' })
    const { page } = await openPage(home.address())
    await answer(page).getByText('Notes is protected, but one thing needs you.', { exact: true }).waitFor()
    await page.getByText(/^server has gone quiet: its last snapshot is from 4 days ago, of .*; it usually makes one every day\.$/).waitFor()
    await expectAccessible(page)
    await pressOn(page, page.getByRole('button', { name: /^It is gone for good: / }))
    const dialog = page.getByRole('dialog', { name: 'Expect nothing more of "server"?' })
    await pressOn(page, dialog.getByRole('button', { name: 'It is gone for good' }))
    await isProtected(page)
    await expectFocusKept(page)
    expect(await home.client.machines.list()).toMatchObject([{ machine: 'server', allowed: null, by: 'configuration' }])
  })

  // Last, for the clock does not go back.
  it.runIf(engineIsHere())('a stale plan', async () => {
    home.setTime(new Date(Date.now() + 10 * day))
    const { page } = await openPage(home.address())
    await answer(page)
      .getByText(/^Notes is not protected: there has been no good backup for (?:9|10) days\.$/)
      .waitFor()
    await page.getByRole('button', { name: /^Back up now: / }).click()
    await isProtected(page)
    await page.getByRole('region', { name: 'Just ended' }).getByText('Done', { exact: true }).last().waitFor()
    await expectFocusKept(page)
  })
})
