import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { expectAccessible } from '../../helpers/axe.ts'
import { openPage } from '../../helpers/browser.ts'
import { fakeKeychain } from '../../helpers/fake-keychain.ts'
import { expectFocusKept, expectFocusSeen, pressOn, tabTo } from '../../helpers/keyboard.ts'
import { type OwnBench, ownBench } from '../../helpers/own-bench.ts'
import { engineIsHere } from '../../helpers/page-host/page-host.ts'
import { type ServedHome, serveHome } from '../../helpers/served-home.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

let old: OwnBench
let password: string
let home: ServedHome
const keychain = () => fakeKeychain()

/** A machine of which nothing is left but its drive, and a new one with an empty home. */
beforeEach(async () => {
  old = await ownBench()
  writeFileSync(path.join(old.person, 'notes', 'idea.md'), '# The only copy\n')
  expect(await old.backUp()).toEqual(['done'])
  password = old.keychain.entries.get('repository:drive') ?? ''
  old.close()
  rmSync(old.root, { recursive: true })
  rmSync(path.join(old.person, 'notes'), { recursive: true })
  home = await serveHome({
    person: old.person,
    root: path.join(temporaryFolder('anew'), 'home'),
    keychain: keychain(),
    environment: { VAULTKEEPER_HOST: 'new-box' },
  })
})

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 2, name })

async function expectEverythingBack(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor()
  await page.getByRole('article', { name: 'notes' }).getByText('Protected').waitFor()
  expect(readFileSync(path.join(old.person, 'notes', 'idea.md'), 'utf8')).toBe('# The only copy\n')
  // With its comment, as a person wrote it.
  expect(readFileSync(path.join(home.root, 'backup_schedule.json'), 'utf8')).toMatch(/^\/\/ mine\n/)
  expect(home.keychain.entries.get('repository:drive')).toBe(password)
  expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href]))).not.toContain(password)
}

describe.runIf(engineIsHere())('a machine that comes back', () => {
  it('from the overview of an empty home, by the drive and the password alone', { timeout: 120_000 }, async () => {
    const { page, complaints } = await openPage(home.address('/'))
    complaints.allow(/^409 \/rpc\/comeback\/look$|status of 409/)
    await page.getByRole('link', { name: 'I have backups already' }).click()
    await heading(page, 'Where are your backups?').waitFor()
    await expectAccessible(page)
    await page.getByRole('radio', { name: /On a drive/ }).click()
    await button(page, 'Next').click()
    await page.getByText('This is needed.').waitFor()
    await page.getByRole('textbox', { name: 'Folder with the backups' }).fill(path.join(old.person, 'drive'))
    await button(page, 'Next').click()
    await heading(page, 'The password').waitFor()
    const field = page.getByRole('textbox', { name: 'Password of the backups' })
    await field.fill('not the one')
    await button(page, 'Open the backups').click()
    await page.getByRole('alert').waitFor()
    await expectAccessible(page)
    await field.fill(password)
    await button(page, 'Open the backups').or(button(page, 'Try again')).click()
    await heading(page, 'What comes back?').waitFor()
    await page.getByText('This computer goes on as laptop').waitFor()
    expect(await page.getByRole('checkbox', { name: 'notes' }).isChecked()).toBe(true)
    // Its newest backup is a moment old: nobody becomes a machine that is still at work without saying so.
    expect(await button(page, 'Bring it back with 1 vault').isDisabled()).toBe(true)
    await page.getByRole('checkbox', { name: /laptop is gone/ }).check()
    await expectAccessible(page)
    await button(page, 'Bring it back with 1 vault').click()
    await heading(page, 'laptop is back').waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Go to the overview' }).click()
    await expectEverythingBack(page)
    // A home that has a life of its own is never overwritten.
    await page.goto(home.place('/comeback'))
    await page.getByText('Vaultkeeper is set up here already').waitFor()
    await expectAccessible(page)
  })

  it('is not called back while a vault of it is not, and is brought to its end from there', { timeout: 120_000 }, async () => {
    const { page } = await openPage(home.address('/comeback'))
    const notes = path.join(old.person, 'notes')
    const say = async () => {
      await page.getByRole('radio', { name: /On a drive/ }).click()
      await page.getByRole('textbox', { name: 'Folder with the backups' }).fill(path.join(old.person, 'drive'))
      await button(page, 'Next').click()
      await page.getByRole('textbox', { name: 'Password of the backups' }).fill(password)
      await button(page, 'Open the backups').click()
    }
    const bring = async () => {
      await page.getByRole('checkbox', { name: /laptop is gone/ }).check()
      await button(page, 'Bring it back with 1 vault').click()
    }
    // Where the vault belongs nothing can be written.
    symlinkSync('/dev/null/notes', notes)
    await say()
    await bring()
    await heading(page, 'laptop is not all back').waitFor()
    await page.getByText('Your settings and your history are back').waitFor()
    await expectAccessible(page)
    // What lets us in is known still.
    await button(page, 'Try again').click()
    await bring()
    await heading(page, 'laptop is not all back').waitFor()
    await page.getByRole('link', { name: 'Go to the overview' }).click()
    await page.getByText('notes is protected, but one thing needs you.').waitFor()
    await page.getByText('laptop was on its way back here from').waitFor()
    await expectAccessible(page)
    await page.getByRole('link', { name: /^Go on with it/ }).click()
    await page.getByText('A machine was on its way back and was cut off').waitFor()
    rmSync(notes)
    await say()
    await bring()
    await heading(page, 'laptop is back').waitFor()
    await page.getByRole('link', { name: 'Go to the overview' }).click()
    await expectEverythingBack(page)
    expect(await page.getByText('This machine is not all back').count()).toBe(0)
  })

  it('by keyboard alone, by the address in the emergency kit', { timeout: 120_000 }, async () => {
    const { page } = await openPage(home.address('/first-run'))
    const keys = page.keyboard
    await pressOn(page, page.getByRole('link', { name: 'I have backups already' }))
    await heading(page, 'Where are your backups?').waitFor()
    await tabTo(page, page.getByRole('radio', { name: /On a drive/ }))
    await keys.press('Space')
    await keys.press('ArrowDown')
    await tabTo(page, page.getByRole('textbox', { name: 'Address' }))
    await keys.insertText(path.join(old.person, 'drive'))
    await keys.press('Enter')
    await heading(page, 'The password').waitFor()
    await expectFocusKept(page)
    await tabTo(page, page.getByRole('textbox', { name: 'Password of the backups' }))
    await keys.insertText(password)
    await keys.press('Enter')
    await heading(page, 'What comes back?').waitFor()
    await pressOn(page, page.getByRole('checkbox', { name: /laptop is gone/ }), 'Space')
    await pressOn(page, button(page, 'Bring it back with 1 vault'))
    await heading(page, 'laptop is back').waitFor()
    await expectFocusSeen(page)
    await keys.press('Enter')
    await expectEverythingBack(page)
    expect(existsSync(path.join(old.person, 'drive', 'config'))).toBe(true)
  })
})
