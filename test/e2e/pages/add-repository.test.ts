import { beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from '../../helpers/axe.ts'
import { openPage } from '../../helpers/browser.ts'
import { expectFocusSeen, pressOn, tabTo } from '../../helpers/keyboard.ts'
import { button, field, found, type PlaceBench, placeBench } from '../../helpers/place-bench.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { startS3 } from '../../helpers/servers/s3.ts'
import { testCa } from '../../helpers/servers/test-ca.ts'

let bench: PlaceBench
beforeAll(async () => {
  bench = await placeBench('server', 's3')
})

describe('a repository is set up by page', () => {
  it('on a REST server with TLS of an own authority, and a user', async () => {
    const ca = testCa(bench.at())
    const password = 'rest-secret-4711'
    const server = await startRestServer(bench.at('rest'), { certificate: ca.issue(), users: { ann: password } })
    const page = await bench.begin("restic's own server")
    await button(page, 'Test this place').click()
    // What is missing is told at its field, which gets the focus.
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe('true')
    await expectAccessible(page)
    await field(page, 'Address').fill(`${server.url}laptop`)
    await field(page, 'User').fill('ann')
    await field(page, 'Password of this user').fill(password)
    await button(page, 'Test this place').click()
    await found(page)
      .getByText(/certificate/i)
      .first()
      .waitFor()
    await page.locator('summary').click()
    await field(page, 'File with the certificate of your own authority').fill(ca.certificate)
    await field(page, 'Password of this user').fill('not the one')
    await button(page, 'Test this place').click()
    await found(page)
      .getByText(/401|password|log-in/i)
      .first()
      .waitFor()
    expect(await button(page, 'Make the repository').count()).toBe(0)
    await field(page, 'Password of this user').fill(password)
    await button(page, 'Test this place').click()
    await button(page, 'Make the repository').waitFor()
    await expectAccessible(page)
    await bench.finish(page, 'server')
    await bench.expectKeptNowhere(page, password, bench.keychain.entries.get('repository:server') ?? 'none')
    expect(bench.keychain.entries.get('repository:server:user-password')).toBe(password)
    await expectAccessible(page)

    // What lets us in was lost, and is entered anew.
    bench.keychain.entries.delete('repository:server:user-password')
    await page.goto(bench.home.place('/?mend=enter-credential&repository=server'))
    const dialog = page.getByRole('dialog', { name: 'What lets you into the repository “server”' })
    const again = dialog.getByRole('textbox', { name: 'Password of this user' })
    await again.fill('not the one')
    await button(page, 'Try and keep it').click()
    await found(page)
      .getByText(/401|password|log-in/i)
      .first()
      .waitFor()
    await expectAccessible(page)
    await again.fill(password)
    await button(page, 'Try and keep it').click()
    await dialog.getByText('The repository can be reached again').waitFor()
    expect(bench.keychain.entries.get('repository:server:user-password')).toBe(password)
    await bench.expectKeptNowhere(page, password)
  })

  it('in a bucket of S3, by keyboard alone; a wrong key is told in words', async () => {
    const ca = testCa(bench.at(), 'S3 authority')
    const secret = 'wJalrXUtnFEMI/K7MDENG'
    const server = await startS3(bench.at('s3'), { certificate: ca.issue(), buckets: ['backups'], keys: { AKIAVAULT: secret } })
    const { page } = await openPage(bench.home.address('/repositories/%2B'))
    const keys = page.keyboard
    const type = async (name: string, text: string, how?: 'Shift+Tab') => {
      await tabTo(page, field(page, name), how)
      await keys.press('Control+A')
      await keys.insertText(text)
    }
    await pressOn(page, page.getByRole('link', { name: /^S3/ }))
    await page.getByRole('heading', { level: 2, name: 'Where is it?' }).waitFor()
    await type('Address of the server', server.endpoint)
    await type('Bucket', 'backups')
    await type('Folder in it', 'laptop')
    await pressOn(page, page.locator('summary'))
    await type('File with the certificate of your own authority', ca.certificate)
    await type('Access key ID', 'AKIAVAULT')
    await type('Secret access key', 'not-the-one')
    await keys.press('Enter')
    await found(page).getByText(/key/i).first().waitFor()
    await expectFocusSeen(page)
    await type('Secret access key', secret, 'Shift+Tab')
    await keys.press('Enter')
    await button(page, 'Make the repository').waitFor()
    await bench.finish(page, 's3')
    await bench.expectKeptNowhere(page, secret)
    expect(bench.keychain.entries.get('repository:s3:access-key-id')).toBe('AKIAVAULT')
    expect(bench.keychain.entries.get('repository:s3:secret-access-key')).toBe(secret)
  })
})
