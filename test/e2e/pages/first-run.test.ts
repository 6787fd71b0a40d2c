import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { init } from '../../../main/engine/runs/init-run.ts'
import { rememberSetup } from '../../../main/engine/setup/unfinished-setup.ts'
import { knownKit } from '../../../main/engine/state/kits.ts'
import { expectAccessible } from '../../helpers/axe.ts'
import { openPage } from '../../helpers/browser.ts'
import { contentOf, everyFile } from '../../helpers/every-file.ts'
import { type FakeKeychain, fakeKeychain } from '../../helpers/fake-keychain.ts'
import { expectFocusSeen, pressOn, tabTo } from '../../helpers/keyboard.ts'
import { holdAnswers } from '../../helpers/page-host/answers.ts'
import { engineIsHere } from '../../helpers/page-host/page-host.ts'
import { type ServedHome, serveHome } from '../../helpers/served-home.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { recorded, testHome, testHost } from '../../helpers/temporary-home.ts'

let home: ServedHome
let keychain: FakeKeychain
beforeEach(async () => {
  keychain = fakeKeychain()
  home = await serveHome({ keychain })
  put('Notes/.obsidian/app.json')
  put('Notes/idea.md', '# The only copy\n')
  put('code/shop/.git/HEAD')
  put('code/shop/node_modules/a.js')
  put('papers/letter.txt')
})

function put(file: string, text = 'text\n'): void {
  const full = path.join(home.person, file)
  mkdirSync(path.dirname(full), { recursive: true })
  writeFileSync(full, text)
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const box = (page: Page, name: string | RegExp) => page.getByRole('checkbox', { name })
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 2, name })
const endOfPassword = (page: Page) => page.getByRole('textbox', { name: /end of the password/ })
const passwordOf = (repository: string) => keychain.entries.get(`repository:${repository}`) ?? 'none is kept'

/** All that the procedures answered to a page, as it went over the wire. */
function answersTo(page: Page): () => Promise<string> {
  const texts: Promise<string>[] = []
  page.on('response', (response) => {
    if (response.url().includes('/rpc/') && !response.url().includes('/live/')) texts.push(response.text().catch(() => ''))
  })
  return async () => (await Promise.all(texts)).join('\n')
}

/** Nothing that the page or the home keeps holds the secret. */
async function expectKeptNowhere(page: Page, secret: string): Promise<void> {
  expect(await page.content()).not.toContain(secret)
  expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]))).not.toContain(secret)
  for (const file of everyFile(home.root)) if (sizeOf(file) < 10e6) expect(contentOf(file).includes(secret), file).toBe(false)
}

const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0

describe.runIf(engineIsHere())('the first run', () => {
  it('leads from a fresh home to a first backup that was proven; the password is shown when asked for, and kept nowhere', {
    timeout: 120_000,
  }, async () => {
    const { page } = await openPage(home.address('/first-run'))
    const answers = answersTo(page)
    await button(page, 'Begin').waitFor()
    await expectAccessible(page)
    await button(page, 'Begin').click()
    await box(page, 'Notes').waitFor()
    expect(await box(page, 'Notes').isChecked()).toBe(true)
    expect(await page.getByText('Left out: node_modules').isVisible()).toBe(true)
    await box(page, 'shop').uncheck()
    await button(page, 'Add a folder').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('heading', { name: 'ada' }).waitFor()
    await dialog.getByRole('textbox', { name: 'Path' }).fill(path.join(home.person, 'papers'))
    await dialog.getByRole('button', { name: 'Go' }).click()
    await dialog.getByRole('heading', { name: 'papers' }).waitFor()
    await dialog.getByRole('button', { name: 'Choose this folder' }).click()
    await box(page, 'papers').waitFor()
    await expectAccessible(page)
    await button(page, 'Next').click()
    await page.getByRole('radio', { name: /This computer only/ }).click()
    await page.getByText('On this disk only').waitFor()
    await button(page, 'Next').click()
    await box(page, 'Whenever something changes').check()
    await page.getByLabel('At', { exact: true }).fill('06:45')
    // Back and on again, and even a reload: nothing that was said is lost.
    await button(page, 'Back').click()
    await heading(page, 'Where are the copies to be kept?').waitFor()
    await page.goBack()
    await page.reload()
    await heading(page, 'When are backups made?').waitFor()
    expect(await page.getByText('every day at 06:45, and another').isVisible()).toBe(true)
    await button(page, 'Next').click()
    await page.getByText('Notes and papers will be backed up').waitFor()
    await button(page, 'Set up').click()
    await button(page, 'Show the password').waitFor()
    const password = passwordOf('default')
    expect(password).toMatch(/^(?:[a-z2-9]{4}-){7}/)
    expect(await answers()).not.toContain(password)
    await expectKeptNowhere(page, password)
    await button(page, 'Show the password').click()
    await page.getByText(password).waitFor()
    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('h1, button, input').filter({ visible: true }).count()).toBe(0)
    expect(await page.getByText(password).isVisible()).toBe(true)
    await page.emulateMedia({ media: 'screen' })
    const saved = page.waitForEvent('download')
    await button(page, 'Save as text').click()
    expect(readFileSync((await (await saved).path()) ?? '', 'utf8')).toContain(`Password:    ${password}`)
    await endOfPassword(page).fill('nope')
    await button(page, 'Check').click()
    await page.getByText('This is not the end of the password').waitFor()
    await expectAccessible(page)
    await endOfPassword(page).fill(password.slice(-9))
    await button(page, 'Check').click()
    await button(page, 'Back up now').waitFor()
    await expectKeptNowhere(page, password)
    await button(page, 'Back up now').click()
    await page.getByText('Backed up, read back, and equal to your files').waitFor()
    // The letter, and the recovery document that was written beside it.
    expect(await page.getByText(/papers: 2 files, .*; 2 files read back and compared/).isVisible()).toBe(true)
    await expectAccessible(page)
    const written = JSON.parse(readFileSync(path.join(home.root, 'backup_schedule.json'), 'utf8'))
    expect(written.plans.daily).toEqual({ kind: 'daily', schedule: '45 6 * * *', sources: ['notes', 'papers'] })
    expect(Object.keys(written.plans)).toEqual(['daily', 'on-change'])
    // The repository is made, both vaults are backed up, and what Vaultkeeper itself needs.
    expect(recorded(home.root).filter((event) => event.event === 'run.outcome' && event.verdict === 'done')).toHaveLength(4)
    await page.getByRole('link', { name: 'Go to the overview' }).or(button(page, 'Go to the overview')).click()
    await expect.poll(() => page.url()).toMatch(/#\/$/)
    await expectKeptNowhere(page, password)
  })

  it('a second one in the same window knows what is kept safe since, and has a first backup of its own', { timeout: 120_000 }, async () => {
    const { page } = await openPage(home.address('/first-run'))
    const onThisComputer = async () => {
      await button(page, 'Next').click()
      await page.getByRole('radio', { name: /This computer only/ }).click()
      await button(page, 'Next').click()
      await button(page, 'Next').click()
      await button(page, 'Set up').click()
      await button(page, 'Not now').click()
      await button(page, 'Back up now').waitFor()
    }
    await button(page, 'Begin').click()
    await box(page, 'shop').uncheck()
    await onThisComputer()
    await button(page, 'Back up now').click()
    await page.getByText('Backed up, read back, and equal to your files').waitFor()
    await page.evaluate(() => location.assign('#/first-run?step=vaults'))
    await page.getByText('already kept safe').waitFor()
    expect(await box(page, 'Notes').isChecked()).toBe(false)
    expect(await box(page, 'shop').isChecked()).toBe(true)
    await onThisComputer()
    expect(await page.getByText('Backed up, read back').count()).toBe(0)
    const written = JSON.parse(readFileSync(path.join(home.root, 'backup_schedule.json'), 'utf8'))
    expect(written.plans['daily-2'].sources).toEqual(['shop'])
    await button(page, 'Back up now').click()
    await page.getByText('Backed up, read back, and equal to your files').waitFor()
    await page.reload()
    await page.getByText(/shop: .* read back and compared/).waitFor()
  })

  it('by keyboard alone, to a folder of its own, with an own password', { timeout: 60_000 }, async () => {
    const { page } = await openPage(home.address('/first-run'))
    const keys = page.keyboard
    await pressOn(page, button(page, 'Begin'))
    await box(page, 'Notes').waitFor()
    // The title of a step has the focus when it opens.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('What is to be kept safe?')
    await pressOn(page, box(page, 'shop'), 'Space')
    await pressOn(page, button(page, 'Next'))
    await heading(page, 'Where are the copies to be kept?').waitFor()
    await tabTo(page, page.getByRole('radio', { name: /external drive/ }))
    await keys.press('Space')
    await tabTo(page, page.getByRole('textbox', { name: 'Folder for the copies' }))
    await keys.insertText(path.join(home.person, 'Notes', 'copies'))
    await keys.press('Enter')
    await page.getByText('which is to be backed up').waitFor()
    await expectFocusSeen(page)
    await tabTo(page, page.getByRole('textbox', { name: 'Folder for the copies' }), 'Shift+Tab')
    await keys.press('Control+A')
    await keys.insertText(path.join(home.person, 'drive', 'copies'))
    await keys.press('Enter')
    await page.getByText('on the same disk as your folders').waitFor()
    await pressOn(page, button(page, 'Go on with this place'))
    await heading(page, 'When are backups made?').waitFor()
    await pressOn(page, button(page, 'Next'))
    await heading(page, 'The password').waitFor()
    await tabTo(page, page.getByRole('radio', { name: /Have one made/ }))
    await keys.press('ArrowDown')
    await tabTo(page, page.getByRole('textbox', { name: 'Your password' }))
    await keys.type('summer2024')
    await page.getByText('very weak').waitFor()
    await keys.press('Control+A')
    const own = 'seven Quiet lanterns drift 31'
    await keys.insertText(own)
    await page.getByText('strong').waitFor()
    expect(await button(page, 'Set up').isDisabled()).toBe(true)
    await tabTo(page, page.getByRole('textbox', { name: 'Once more' }))
    await keys.insertText(own)
    await keys.press('Enter')
    await heading(page, 'Your emergency kit').waitFor()
    await button(page, 'Show the password').waitFor()
    expect(passwordOf('folder')).toBe(own)
    await tabTo(page, endOfPassword(page))
    await keys.type('Quiet lanterns drift 31')
    await keys.press('Enter')
    await button(page, 'Back up now').waitFor()
    expect(knownKit(home.core.state.database, 'folder').checked).not.toBeNull()
    await pressOn(page, button(page, 'Back up now'))
    await page.getByText('Backed up, read back, and equal to your files').waitFor()
    await expectFocusSeen(page)
    await expectKeptNowhere(page, own)
    await keys.press('Enter')
    await expect.poll(() => page.url()).toMatch(/#\/$/)
  })

  it('goes on with backups that are there, by their password alone; and finds a set-up that was cut off', { timeout: 60_000 }, async () => {
    const before = await testHome()
    await init(before.core, 'default', testHost())
    const place = path.join(before.root, 'repositories', 'default')
    const password = before.keychain.entries.get('repository:default') ?? ''
    const vaults = [{ path: path.join(home.person, 'Notes'), name: 'Notes', exclude: ['.trash'] }]
    rememberSetup(home.core, {
      choices: { vaults, place: { type: 'local', path: place }, daily: '07:00', onChange: false },
      repository: 'folder',
      passwordStored: false,
    })
    const { page } = await openPage(home.address('/first-run'))
    await page.getByText('A set-up was begun and not finished').waitFor()
    await expectAccessible(page)
    await button(page, 'Go on with it').click()
    await page.getByText('Notes will be backed up').waitFor()
    // One would be made, but there are backups already: that is told, and nothing is overwritten.
    await button(page, 'Set up').click()
    await page.getByText('There are backups at this place already.', { exact: true }).waitFor()
    await expectAccessible(page)
    const field = page.getByRole('textbox', { name: 'Password of the backups that are there' })
    await field.fill('not the one')
    await button(page, 'Try again').click()
    await page.getByText('This password does not open the backups').waitFor()
    await field.fill(password)
    await button(page, 'Try again').click()
    await heading(page, 'Your emergency kit').waitFor()
    expect(passwordOf('folder')).toBe(password)
    await button(page, 'Not now').click()
    await button(page, 'Back up now').waitFor()
    await expectKeptNowhere(page, password)
  })

  it('moves nobody on who went back while a place was tried', { timeout: 60_000 }, async () => {
    const server = await startRestServer(temporaryFolder('rest'))
    const { page } = await openPage(home.address('/first-run?step=vaults'))
    await box(page, 'Notes').waitFor()
    await button(page, 'Next').click()
    await page.getByRole('radio', { name: /A server, or storage/ }).click()
    await page.getByRole('textbox', { name: 'Address' }).fill(`${server.url}laptop`)
    const held = await holdAnswers(page)
    await button(page, 'Next').click()
    await expect.poll(held.count).toBeGreaterThan(0)
    await page.goBack()
    await heading(page, 'What is to be kept safe?').waitFor()
    held.letGo()
    await button(page, 'Add a folder').click()
    await page.getByRole('dialog').getByRole('heading', { name: 'ada' }).waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'papers' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Choose this folder' }).click()
    await box(page, 'papers').waitFor()
    expect(new URL(page.url()).hash).toBe('#/first-run?step=vaults')
  })

  it('to a server that asks for a log-in, which is tried, kept in the keychain, and nowhere else', { timeout: 60_000 }, async () => {
    const secret = 'let-me-in-4711'
    const server = await startRestServer(temporaryFolder('rest'), { users: { ann: secret } })
    const { page } = await openPage(home.address('/first-run?step=vaults'))
    await box(page, 'Notes').waitFor()
    await box(page, 'shop').uncheck()
    await button(page, 'Next').click()
    await page.getByRole('radio', { name: /A server, or storage/ }).click()
    await page.getByRole('textbox', { name: 'Address' }).fill(`${server.url}laptop`)
    await page.getByRole('textbox', { name: 'User' }).fill('ann')
    await page.getByRole('textbox', { name: 'Password of this user' }).fill('not the one')
    await expectAccessible(page)
    await button(page, 'Next').click()
    await page
      .getByRole('group', { name: 'What was found at this place' })
      .getByText(/401|password|log-in/i)
      .first()
      .waitFor()
    await page.getByRole('textbox', { name: 'Password of this user' }).fill(secret)
    await button(page, 'Next').click()
    await heading(page, 'When are backups made?').or(button(page, 'Go on with this place')).waitFor()
    if (await button(page, 'Go on with this place').isVisible()) await button(page, 'Go on with this place').click()
    await heading(page, 'When are backups made?').waitFor()
    await button(page, 'Next').click()
    await page.getByText(`Notes will be backed up to ${server.url}laptop`).waitFor()
    await button(page, 'Set up').click()
    await heading(page, 'Your emergency kit').waitFor()
    expect(keychain.entries.get('repository:server:user-password')).toBe(secret)
    await expectKeptNowhere(page, secret)
    const written = JSON.parse(readFileSync(path.join(home.root, 'backup_schedule.json'), 'utf8'))
    expect(written.repositories.server).toEqual({ type: 'rest', url: `${server.url}laptop`, user: 'ann' })
  })
})
