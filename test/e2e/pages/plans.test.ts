import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it, onTestFinished } from 'vitest'
import { followConfiguration } from '../../../main/engine/daemon/follow-configuration.ts'
import type { Desktop } from '../../../main/engine/ports.ts'
import { autostartItem } from '../../../main/engine/service/autostart-entry.ts'
import { expectAccessible } from '../../helpers/axe.ts'
import { openBeside, openPage } from '../../helpers/browser.ts'
import { fakeKeychain } from '../../helpers/fake-keychain.ts'
import { expectFocusKept, focusOf, pressOn, tabTo } from '../../helpers/keyboard.ts'
import { holdAnswers } from '../../helpers/page-host/answers.ts'
import { engineIsHere, hasManyWindows } from '../../helpers/page-host/page-host.ts'
import { type ServedHome, serveHome } from '../../helpers/served-home.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const text = `{
  "version": 1,
  // What I write, and what I build.
  "vaults": {
    "notes": { "name": "My Notes", "path": "~/Notes" },
    "opus": { "path": "~/Opus" }
  },
  "repositories": { "local": { "type": "local", "path": "~/Backups" } }, // on this disk
  "plans": {
    "morning": {
      // Before anybody works.
      "kind": "daily",
      "schedule": "0 7 * * *", // local time
      "sources": ["notes"],
      "repositories": ["local"],
      "keep": { "last": 30, "monthly": 12 }
    }
  }
}
`

/** A home with two vaults and a plan, and what its file says. */
async function home(): Promise<ServedHome & { readonly file: () => string; readonly path: string }> {
  const served = await serveHome({ configuration: text })
  for (const folder of ['Notes/.obsidian', 'Opus', 'Agent']) mkdirSync(join(served.person, folder), { recursive: true })
  writeFileSync(join(served.person, 'Agent/SOUL.md'), 'I am.')
  const path = join(served.root, 'backup_schedule.json')
  return { ...served, path, file: () => readFileSync(path, 'utf8') }
}

const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true })
/** Saves, and keeps the answer back until it is let go. */
async function beginToSave(page: Page): Promise<() => void> {
  await expect.poll(() => save(page).isEnabled()).toBe(true)
  const held = await holdAnswers(page)
  await save(page).click()
  await expect.poll(held.count).toBeGreaterThan(0)
  return held.letGo
}
/** What is read aloud: announcements of the page. */
const announced = (page: Page, words: string | RegExp) => page.getByRole('log').getByText(words).waitFor()

describe('a plan', () => {
  it('is edited by keyboard alone: the change is shown as it will stand in the file, and comments stay', async () => {
    const served = await home()
    const { page } = await openPage(served.address('/plans'))
    await pressOn(page, page.getByRole('link', { name: 'morning', exact: true }))
    await page.getByRole('heading', { level: 1, name: 'Plan morning' }).waitFor()
    expect((await focusOf(page)).shown).toBe('h1 "Plan morning"')
    await pressOn(page, page.getByRole('button', { name: 'When', exact: true }))
    expect((await focusOf(page)).shown).toBe('h2 "When"')
    await tabTo(page, page.getByRole('combobox', { name: 'Time zone' }))
    await page.keyboard.type('Europe/Berlin')
    await tabTo(page, page.getByRole('textbox', { name: 'Keep the last' }))
    await page.keyboard.press('Control+A')
    await page.keyboard.type('14')
    await page.getByText('Keeps the last 14 and one for each of 12 months.').waitFor()
    const change = page.getByRole('row').filter({ hasText: '"keep": { "last": 14, "monthly": 12 },' })
    await change.waitFor()
    await expectAccessible(page)
    expect(served.file()).toBe(text)
    await pressOn(page, save(page))
    await announced(page, 'The plan morning is saved.')
    expect(served.file()).toBe(
      text.replace('"keep": { "last": 30, "monthly": 12 }', '"keep": { "last": 14, "monthly": 12 },\n      "timeZone": "Europe/Berlin"'),
    )
    expect(served.core.settings.configuration?.plans['morning']).toMatchObject({ timeZone: 'Europe/Berlin', keep: { last: 14 } })
    await save(page).waitFor({ state: 'detached' })
    await expectFocusKept(page)
    expect((await focusOf(page)).shown).toBe('h2 "What changes in the file"')
  })

  it('has its schedule built, told in words, and its next runs shown', async () => {
    const served = await home()
    const { page } = await openPage(served.address('/plans/morning'))
    await page.getByText('Every day at 07:00', { exact: true }).waitFor()
    await page.getByLabel('At', { exact: true }).fill('06:30')
    await page.getByText('Every day at 06:30').waitFor()
    await page.getByText(/^Next \(UTC\): (?:\w{3} \d+ \w{3,4}, 06:30(?: · )?){5}$/).waitFor()
    await page.getByText('Cron', { exact: true }).click()
    await page.getByLabel('Cron expression').fill('*/20 8-18 * * 1-5')
    await page.getByText('Every 20 minutes, between 08:00 and 18:59, Monday through Friday').waitFor()
    await save(page).click()
    await announced(page, 'The plan morning is saved.')
    expect(served.file()).toContain('"schedule": "*/20 8-18 * * 1-5", // local time\n')
  })

  it('with a mistake is refused, with a sentence at the field', async () => {
    const served = await home()
    const { page } = await openPage(served.address('/plans/morning'))
    const field = page.getByLabel('No good snapshot for longer than')
    await field.fill('soon')
    await page.getByText('This must be a duration such as').waitFor()
    expect(await field.getAttribute('aria-invalid')).toBe('true')
    await page.getByText('1 mistake to be mended').waitFor()
    expect(await save(page).isDisabled()).toBe(true)
    await expectAccessible(page)
    await field.fill('26h')
    await page.getByRole('row').filter({ hasText: '"staleAfter": "26h"' }).waitFor()
    expect(await save(page).isDisabled()).toBe(false)
    // Whoever looks at something else meanwhile finds it as it was left.
    await page.getByRole('link', { name: 'Settings' }).click()
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor()
    await page.goBack()
    await page.getByRole('status').getByText('2 lines added, 1 removed').waitFor()
    expect(await field.inputValue()).toBe('26h')
    expect(served.file()).toBe(text)
    await page.getByRole('button', { name: 'Discard' }).click()
    expect(await field.inputValue()).toBe('')
    expect((await focusOf(page)).shown).toBe('h2 "What changes in the file"')
  })

  it.runIf(hasManyWindows())('that two pages edit at once is told to the second, who goes on from what the first has saved', async () => {
    const served = await home()
    const { page: first } = await openPage(served.address('/plans/morning'))
    const { page: second } = await openBeside(first, served.place('/plans/morning'))
    await second.getByRole('textbox', { name: 'Keep the last' }).fill('5')
    await second.getByRole('row').filter({ hasText: '"last": 5' }).waitFor()
    await first.getByRole('combobox', { name: 'Time zone' }).fill('Asia/Tokyo')
    await save(first).click()
    await announced(first, 'The plan morning is saved.')
    await second.getByRole('alert').getByText('The file was changed meanwhile').waitFor()
    expect(await save(second).isDisabled()).toBe(true)
    await second.getByRole('button', { name: 'Go on from what it says now' }).click()
    await second.getByRole('row').filter({ hasText: 'Asia/Tokyo' }).first().waitFor()
    await save(second).click()
    await announced(second, 'The plan morning is saved.')
    expect(served.file()).toContain('"timeZone": "Asia/Tokyo"')
    expect(served.file()).toContain('"last": 5')
    expect(served.file()).toContain('// Before anybody works.')
  })

  it.runIf(engineIsHere())('what is changed while it is being saved stays, and is saved next', async () => {
    const served = await home()
    const { page } = await openPage(served.address('/plans/morning'))
    const last = page.getByRole('textbox', { name: 'Keep the last' })
    const stale = page.getByLabel('No good snapshot for longer than')
    const zone = page.getByRole('combobox', { name: 'Time zone' })
    await last.fill('14')
    await zone.fill('Asia/Tokyo')
    const letGo = await beginToSave(page)
    // Something else, and back to what the file says still.
    await stale.fill('26h')
    await last.fill('30')
    letGo()
    await announced(page, 'The plan morning is saved')
    expect(served.file()).toContain('"last": 14')
    expect(served.file()).toContain('"timeZone": "Asia/Tokyo"')
    expect(served.file()).not.toContain('staleAfter')
    expect([await stale.inputValue(), await last.inputValue(), await zone.inputValue()]).toEqual(['26h', '30', 'Asia/Tokyo'])
    await announced(page, 'The plan morning is saved, but for what you have changed since.')
    // On the file as it is now: nobody else has changed it.
    await page.getByRole('row').filter({ hasText: '"staleAfter": "26h"' }).waitFor()
    expect(await page.getByRole('alert').count()).toBe(0)
    await save(page).click()
    await announced(page, /^The plan morning is saved\.$/)
    await save(page).waitFor({ state: 'detached' })
    expect(served.core.settings.configuration?.plans['morning']).toMatchObject({
      ...{ staleAfter: 26 * 3_600_000, timeZone: 'Asia/Tokyo', keep: { last: 30, monthly: 12 } },
    })
  })

  it('has its rules of retention tried out on the snapshots that there are', async () => {
    const served = await home()
    const day = (number: number) => new Date(Date.UTC(2026, 9, number, 7)).toISOString()
    const snapshots = Array.from({ length: 9 }, (_, index) => ({
      ...{ id: String(index + 1).repeat(64), time: day(index + 1), vault: 'notes', plan: 'morning', label: `morning_${index + 1}` },
    }))
    await served.core.record({ event: 'snapshots.seen', repository: 'local', snapshots })
    const { page } = await openPage(served.address('/plans/morning'))
    await page.getByText('keeps 9, would remove none.').waitFor()
    await page.getByRole('textbox', { name: 'Keep the last' }).fill('5')
    await page.getByRole('textbox', { name: 'Monthly: one for each of so many months' }).fill('')
    await page.getByText('keeps 5, would remove these 4:').waitFor()
    await page.getByText('morning_4').waitFor()
    expect(await page.getByText(/^morning_\d/).allInnerTexts()).toHaveLength(4)
    await page.getByText('Nothing is removed for now:').waitFor()
  })

  it('keeps its fields while another number is typed: nobody comes to keep all, or to a cron expression, by emptying one', async () => {
    const served = await home()
    const { page } = await openPage(served.address('/plans/morning'))
    const last = page.getByRole('textbox', { name: 'Keep the last' })
    await page.getByRole('textbox', { name: 'Monthly: one for each of so many months' }).fill('')
    await last.fill('')
    await page.getByRole('alert').getByText('Say how many, or choose “Keep all”.').waitFor()
    await page.getByText('1 mistake to be mended').waitFor()
    await expectAccessible(page)
    await last.pressSequentially('60')
    await page.getByText('Keeps the last 60.').waitFor()
    await page.getByText('Every …').click()
    const every = page.getByLabel('Every', { exact: true })
    await every.fill('')
    await every.pressSequentially('-15')
    await page.getByText('Every 15 hours', { exact: true }).waitFor()
    await every.pressSequentially('00000')
    expect(await every.inputValue()).toBe('150000')
    await every.fill('')
    await every.pressSequentially('05')
    await page.getByText('Every 5 hours', { exact: true }).waitFor()
    await save(page).click()
    await announced(page, 'The plan morning is saved.')
    expect(served.core.settings.configuration?.plans['morning']).toMatchObject({ keep: { last: 60 }, schedule: 'every 5h' })
  })

  it('is made anew, and deleted once a person has seen what goes', async () => {
    const served = await home()
    const { page } = await openPage(served.address('/plans'))
    await page.getByRole('link', { name: 'New plan' }).click()
    await page.getByLabel('Name').fill('Every Hour')
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByText('Small letters, digits and hyphens only').waitFor()
    await page.getByLabel('Name').fill('hourly')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Plan hourly' }).waitFor()
    await page.getByText('Every …').click()
    await page.getByLabel('Every', { exact: true }).fill('1')
    await page.getByText('Every hour', { exact: true }).waitFor()
    await save(page).click()
    await announced(page, 'The plan hourly is saved.')
    expect(served.core.settings.configuration?.plans['hourly']).toMatchObject({ schedule: 'every 1h', sources: [{ vault: 'notes' }] })
    await page.getByRole('button', { name: 'Delete the plan hourly…' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('row').filter({ hasText: '"hourly"' }).waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Delete' }).click()
    await page.getByRole('heading', { level: 1, name: 'Plans and repositories' }).waitFor()
    await expect.poll(() => served.core.settings.configuration?.plans['hourly']).toBeUndefined()
    expect(served.file()).toContain('// Before anybody works.')
  })
})

describe('vaults and repositories', () => {
  it('a vault is chosen in the folder dialog, by keyboard alone, and is told what it looks like', async () => {
    const served = await home()
    const { page } = await openPage(served.address('/plans'))
    await pressOn(page, page.getByRole('link', { name: 'Add a vault' }))
    await pressOn(page, page.getByRole('button', { name: 'Choose a folder: Folder' }))
    const picker = page.getByRole('dialog', { name: 'Folder' })
    await picker.getByText('Obsidian vault').waitFor()
    await expectAccessible(page)
    const agent = picker.getByRole('button', { name: 'Agent Agent' })
    await tabTo(page, agent)
    await page.keyboard.press('End')
    expect((await focusOf(page)).shown).toMatch(/^button "Opus/)
    await page.keyboard.press('Home')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await picker.getByRole('heading', { name: 'Notes' }).waitFor()
    await pressOn(page, picker.getByRole('button', { name: 'ada' }))
    await pressOn(page, agent)
    await picker.getByText('There are no folders in it.').waitFor()
    expect((await focusOf(page)).shown).toBe('h3 "Agent"')
    await pressOn(page, picker.getByRole('button', { name: 'Choose this folder' }))
    expect(await page.getByLabel('Name in the file').inputValue()).toBe('agent')
    await pressOn(page, page.getByRole('button', { name: 'Go on' }))
    await page.getByText('No plan takes this vault').waitFor()
    await pressOn(page, save(page))
    await announced(page, 'The vault agent is saved.')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page
      .getByRole('listitem')
      .filter({ hasText: join(served.person, 'Agent') })
      .waitFor()
    expect(served.core.settings.configuration?.vaults['agent']?.path).toBe(join(served.person, 'Agent'))
    await expectFocusKept(page)
  })

  it('"Go" in the folder dialog opens a folder there, and sends no form that the dialog was opened out of', async () => {
    const served = await home()
    const { page } = await openPage(served.address('/plans?vault=%2B'))
    const folder = page.getByRole('textbox', { name: 'Folder', exact: true })
    await folder.fill(join(served.person, 'Agent'))
    await page.getByRole('button', { name: 'Choose a folder: Folder' }).click()
    const picker = page.getByRole('dialog', { name: 'Folder' })
    await picker.getByRole('textbox', { name: 'Path' }).fill(join(served.person, 'Notes'))
    await picker.getByRole('button', { name: 'Go' }).click()
    await picker.getByRole('heading', { name: 'Notes' }).waitFor()
    await picker.getByRole('button', { name: 'Choose this folder' }).click()
    await picker.waitFor({ state: 'detached' })
    expect(await folder.inputValue()).toBe(join(served.person, 'Notes'))
    expect(page.url()).toContain('vault=%2B')
  })

  it.runIf(engineIsHere())('the editor of a vault stays open for what is changed while it is being saved', async () => {
    const served = await home()
    const { page } = await openPage(served.address('/plans?vault=opus'))
    const name = page.getByLabel('What it is called on pages')
    const left = page.getByLabel('What is left out')
    await name.fill('Opus magnum')
    const letGo = await beginToSave(page)
    await left.fill('*.tmp')
    letGo()
    await announced(page, 'The vault opus is saved')
    expect(await page.getByRole('dialog').count()).toBe(1)
    expect([await name.inputValue(), await left.inputValue()]).toEqual(['Opus magnum', '*.tmp'])
    await announced(page, 'The vault opus is saved, but for what you have changed since.')
    await page.getByRole('row').filter({ hasText: '"exclude"' }).waitFor()
    await save(page).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(served.core.settings.configuration?.vaults['opus']).toMatchObject({ name: 'Opus magnum', exclude: ['*.tmp'] })
  })

  it('a repository is tested where it is to be, in words', async () => {
    const served = await home()
    const { page } = await openPage(served.address('/repositories/local'))
    await page.getByRole('button', { name: 'Test this place' }).click()
    await page
      .getByRole('group', { name: 'What was found at this place' })
      .getByText('There is nothing in it: a new repository can be made there.')
      .waitFor()
    await page.getByText(/It is on the same disk as "My Notes" and 1 more/).waitFor()
    await expectAccessible(page)
    await page.getByRole('textbox', { name: 'Folder for the copies' }).fill('~/Notes/inside')
    await page.getByRole('button', { name: 'Test this place' }).click()
    await page.getByText(/This folder lies inside of "My Notes"/).waitFor()
    await page.getByRole('button', { name: 'Discard' }).click()
    expect(served.file()).toBe(text)
  })

  it('mistakes of the file are told with their lines, which lead to the text', async () => {
    const served = await home()
    const following = await followConfiguration(served.core, () => undefined)
    onTestFinished(following.close)
    writeFileSync(served.path, text.replace('"daily"', '"dayly"'))
    const { page } = await openPage(served.address('/plans'))
    await page.getByText('backup_schedule.json has 1 mistake').waitFor()
    await page.getByRole('link', { name: 'Line 12, column 15' }).click()
    const line = page.getByRole('row').filter({ hasText: 'did you mean "daily"?' })
    await line.waitFor()
    expect(await line.innerText()).toContain('"kind": "dayly",')
    await expectAccessible(page)
    // Mended in an editor, it is taken at once, and the page goes on by itself.
    writeFileSync(served.path, text)
    await line.waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Plans and repositories' }).click()
    await page.getByRole('link', { name: 'morning', exact: true }).waitFor()
  })
})

describe('settings', () => {
  it('a webhook is added, saved, and really gets a test message', async () => {
    const got: string[] = []
    const sink = createServer((request, answer) => {
      let body = ''
      request.setEncoding('utf8').on('data', (piece: string) => {
        body += piece
      })
      request.on('end', () => {
        got.push(body)
        answer.writeHead(got.length === 1 ? 200 : 500).end()
      })
    })
    await new Promise<void>((ready) => sink.listen(0, '127.0.0.1', ready))
    onTestFinished(() => void sink.close())
    const url = `http://127.0.0.1:${(sink.address() as AddressInfo).port}/hook`
    const served = await home()
    const { page } = await openPage(served.address('/settings'))
    await page.getByRole('button', { name: 'Add: Webhook' }).click()
    const card = page.getByRole('region', { name: 'Webhook' })
    await card.getByLabel('Address').fill('hook')
    await card.getByText('This must be an address that begins with').waitFor()
    await card.getByLabel('Address').fill(url)
    await card.getByLabel('It is well again').uncheck()
    await save(page).click()
    await announced(page, 'What you set is saved.')
    expect(served.core.settings.configuration?.notifications.webhook).toMatchObject([
      { url, on: expect.not.arrayContaining(['recovered']) },
    ])
    await card.getByRole('button', { name: 'Send a test message' }).click()
    await card.getByText('It was sent and taken.').waitFor()
    expect(got.map((body) => JSON.parse(body))).toMatchObject([{ kind: 'test' }])
    await card.getByRole('button', { name: 'Send a test message' }).click()
    await card.getByText(/^It does not arrive: .*HTTP 500/).waitFor()
    await expectAccessible(page)
  })

  it.runIf(engineIsHere())('try the desktop where there is one, and say so where there is none', async () => {
    const shown: string[] = []
    const desktop: Desktop = {
      show: async ({ title }) => {
        shown.push(title)
        if (shown.length > 1) throw new Error('it does not answer')
      },
      withdraw: () => undefined,
    }
    const served = await serveHome({ configuration: text, desktop })
    const { page } = await openPage(served.address('/settings'))
    const news = page.getByRole('region', { name: 'Notifications' })
    const button = news.getByRole('button', { name: 'Send a test message' })
    await button.click()
    await news.getByText('It was sent and taken.').waitFor()
    await button.click()
    await news.getByText('It does not arrive: it does not answer.').waitFor()
    expect(shown).toEqual(['This is a test', 'This is a test'])
    await news.getByText(/^Nothing arrives since .*: it does not answer\.$/).waitFor()
    await expectAccessible(page)
    const { page: without } = await openPage((await home()).address('/settings'))
    await without.getByText('These pages are served without a desktop.').waitFor()
    expect(await without.getByRole('button', { name: 'Send a test message' }).count()).toBe(0)
  })

  it.runIf(engineIsHere())('tell how the keychain stands, in words, and take a password into it', async () => {
    const keychain = fakeKeychain()
    const served = await serveHome({ configuration: text, keychain })
    const { page } = await openPage(served.address('/settings'))
    const stands = {
      open: 'The keychain is ready.',
      locked: 'The keychain is locked',
      absent: 'There is no keychain',
      'not-answering': 'does not answer',
    }
    for (const [condition, words] of Object.entries(stands)) {
      keychain.condition = condition as keyof typeof stands
      await served.core.record({ event: 'schedule.paused', plan: 'morning', until: null, by: 'test' })
      await page.getByRole('region', { name: 'Passwords' }).getByText(words).waitFor()
    }
    keychain.condition = 'open'
    await page.getByRole('button', { name: 'Set the password of local' }).click()
    await page.getByRole('textbox', { name: 'Password' }).fill('a password that opens it')
    await page.getByRole('button', { name: 'Try and keep it' }).click()
    await page.getByText('The password opens the repository').waitFor()
    expect([...keychain.entries.values()]).toContain('a password that opens it')
    expect(await page.content()).not.toContain('a password that opens it')
  })

  it('take several addresses for e-mail as they are typed, and take them back', async () => {
    const served = await home()
    const { page } = await openPage(served.address('/settings'))
    await page.getByRole('button', { name: 'Add: E-mail' }).click()
    const card = page.getByRole('region', { name: 'E-mail' })
    const to = card.getByLabel('To', { exact: true })
    await to.pressSequentially('ada@mail.example,')
    await page.keyboard.press('Backspace')
    expect(await to.inputValue()).toBe('ada@mail.example')
    await to.pressSequentially(',bob@mail.example , ')
    expect(await to.inputValue()).toBe('ada@mail.example,bob@mail.example , ')
    await card.getByLabel('From').fill('ada@mail.example')
    expect(await to.inputValue()).toBe('ada@mail.example, bob@mail.example')
    await card.getByLabel('Mail server').fill('smtp://127.0.0.1:9')
    await save(page).click()
    await announced(page, 'What you set is saved.')
    expect(served.core.settings.configuration?.notifications.email).toMatchObject({ to: ['ada@mail.example', 'bob@mail.example'] })
  })

  it.runIf(engineIsHere())('take the password of the mail server, into the keychain or not at all', async () => {
    const keychain = fakeKeychain()
    const email = { to: 'ada@mail.example', from: 'ada@mail.example', smtp: 'smtp://127.0.0.1:9', user: 'ada' }
    const served = await serveHome({ configuration: { notifications: { email } }, keychain })
    const { page, complaints } = await openPage(served.address('/settings'))
    await page.getByRole('button', { name: 'Set the password of the mail server' }).click()
    const dialog = page.getByRole('dialog', { name: 'Password of the mail server' })
    await dialog.getByLabel('Password', { exact: true }).fill('what it asks for')
    await expectAccessible(page)
    // The engine keeps this one in no file.
    expect(await dialog.getByRole('checkbox').count()).toBe(0)
    keychain.condition = 'absent'
    complaints.allow(/\/rpc\/secrets\/set$|status of 409/)
    await dialog.getByRole('button', { name: 'Keep it' }).click()
    await dialog.getByText(/put it into the file \.env .* as VAULTKEEPER_SMTP_PASSWORD/).waitFor()
    keychain.condition = 'open'
    await dialog.getByRole('button', { name: 'Keep it' }).click()
    await dialog.waitFor({ state: 'detached' })
    expect(keychain.entries.get('carrier:email')).toBe('what it asks for')
    await page.getByRole('row', { name: /^the mail server In your keychain/ }).waitFor()
    expect(await page.content()).not.toContain('what it asks for')
  })

  it('tell how everything stands, and write the service; colours and motion are chosen', async () => {
    const served = await home()
    const { page } = await openPage(served.address('/settings'), { scheme: 'dark' })
    await page.getByText('There is no keychain in this session').waitFor()
    await page.getByText('no gaps').or(page.getByText('the chain holds')).waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Write the file of the service' }).click()
    await page.getByText('The file of the service is in its place.').waitFor()
    expect(readFileSync(join(served.person, '.config/systemd/user/vaultkeeper.service'), 'utf8')).toContain(served.root)
    await page.getByText('Light', { exact: true }).click()
    expect(await page.locator('html').getAttribute('data-mantine-color-scheme')).toBe('light')
    await page.getByRole('switch', { name: 'Nothing moves' }).click()
    expect(await page.locator('html').getAttribute('data-motion')).toBe('none')
    await expectAccessible(page)
  })

  it.runIf(engineIsHere())('in the tray app it is the app that starts at login, and a service that is there as well is told', async () => {
    const folder = temporaryFolder('login')
    const started = { program: '/opt/Vaultkeeper/vaultkeeper-tray', parameters: ['--hidden'], variables: {} }
    const loginItem = autostartItem(join(folder, 'vaultkeeper.desktop'), started)
    const served = await serveHome({ loginItem })
    const { page } = await openPage(served.address('/settings'))
    const section = page.getByRole('region', { name: 'Start at login' })
    const start = section.getByRole('switch', { name: 'Start Vaultkeeper when I log in' })
    await start.click()
    await expect.poll(() => [loginItem.get().state, readdirSync(folder)]).toEqual(['on', ['vaultkeeper.desktop']])
    await expect.poll(() => start.isChecked()).toBe(true)
    expect(await section.getByRole('button').count()).toBe(0)
    // From outside, by the command line.
    expect((await served.cli('service', 'install')).code).toBe(0)
    writeFileSync(join(folder, 'vaultkeeper.desktop'), 'Exec="/opt/Vaultkeeper/vaultkeeper-tray" "--hidden"\nHidden=true\n')
    await page.reload()
    await section.getByText('It was switched off in the settings of the desktop.').waitFor()
    expect(await start.isChecked()).toBe(false)
    await section.getByText('The service of the command line is there as well').waitFor()
    await expectAccessible(page)
    await section.getByRole('button', { name: 'Remove the service' }).click()
    await section.getByText('If it runs, end it with').waitFor()
    expect(existsSync(join(served.person, '.config/systemd/user/vaultkeeper.service'))).toBe(false)
  })
})

it('nothing scrolls sideways at 320 pixels, and axe finds nothing there in the dark', async () => {
  const served = await home()
  const { page } = await openPage(served.address('/plans'), { width: 320, height: 640, scheme: 'dark' })
  const routes = [
    '/plans',
    '/plans/morning',
    '/plans?vault=notes',
    '/repositories/local',
    '/repositories/%2B',
    '/repositories/%2B?kind=s3',
    '/plans?file',
    '/settings',
  ]
  for (const route of routes) {
    await page.goto(served.place(route))
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
    expect([route, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([route, 320])
    await expectAccessible(page)
  }
})
