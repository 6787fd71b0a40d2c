import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from '../../helpers/axe.ts'
import { openPage } from '../../helpers/browser.ts'
import { type FakeKeychain, fakeKeychain } from '../../helpers/fake-keychain.ts'
import { expectFocusSeen, pressOn, tabTo } from '../../helpers/keyboard.ts'
import { provideRclone } from '../../helpers/programs.ts'
import { type ServedHome, serveHome } from '../../helpers/served-home.ts'
import { rcloneRemote } from '../../helpers/servers/rclone-remote.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { startS3 } from '../../helpers/servers/s3.ts'
import { startSshd } from '../../helpers/servers/sshd.ts'
import { testCa } from '../../helpers/servers/test-ca.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

let home: ServedHome
let keychain: FakeKeychain
let folder: string
beforeAll(async () => {
  folder = temporaryFolder('places')
  keychain = fakeKeychain()
  // Where rclone is found.
  const programs = path.dirname(await provideRclone(() => undefined))
  const plan = { kind: 'daily', sources: ['notes'], repositories: ['default'] }
  home = await serveHome({
    keychain,
    environment: { PATH: `${programs}:${process.env['PATH']}` },
    configuration: {
      vaults: { notes: { name: 'Notes', path: '~/Notes' } },
      repositories: {},
      // One for each, so that none waits for the places of the others.
      plans: Object.fromEntries(['server', 's3', 'nas', 'cloud'].map((name) => [`to-${name}`, plan])),
    },
  })
  mkdirSync(path.join(home.person, 'Notes'))
  writeFileSync(path.join(home.person, 'Notes', 'idea.md'), '# The only copy\n')
})

const at = (...names: readonly string[]) => path.join(folder, ...names)
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' })
const field = (page: Page, name: string) => page.getByRole('textbox', { name, exact: true })
const found = (page: Page) => page.getByRole('group', { name: 'What was found at this place' })

/** Opens the form of a kind of place from the list of repositories. */
async function begin(kind: string): Promise<Page> {
  const { page } = await openPage(home.address('/plans'))
  await page.getByRole('link', { name: 'Add a repository' }).first().click()
  await page.getByRole('link', { name: new RegExp(`^${kind}`) }).click()
  await page.getByRole('heading', { level: 2, name: 'Where is it?' }).waitFor()
  return page
}

/** Makes the repository that the form describes, backs up into it by its plan, and sees it stand among the others. */
async function finish(page: Page, name: string): Promise<void> {
  await field(page, 'Name').fill(name)
  await page.getByRole('checkbox', { name: `to-${name}` }).check()
  await button(page, 'Make the repository').click()
  await page.getByText(`The repository ${name} is ready`).waitFor()
  await button(page, 'Show the password').waitFor()
  expect(keychain.entries.get(`repository:${name}`)).toMatch(/^(?:[a-z2-9]{4}-){7}/)
  const { job } = await home.client.backups.start({ plan: `to-${name}` })
  for await (const one of await home.client.jobs.follow({ job })) if (one.ended !== null) break
  await page.getByRole('link', { name: 'See the repository' }).click()
  await page.getByRole('heading', { level: 1, name: `Repository ${name}` }).waitFor()
  await page.getByText('1 snapshot', { exact: true }).waitFor()
  await page.getByText('Ready', { exact: true }).waitFor()
}

/** Nothing that the page or the home keeps holds one of the secrets. */
async function expectKeptNowhere(page: Page, ...secrets: readonly string[]): Promise<void> {
  const shown = await page.evaluate(() =>
    JSON.stringify([
      document.documentElement.outerHTML,
      [...document.querySelectorAll('input')].map(({ value }) => value),
      { ...localStorage },
      { ...sessionStorage },
      location.href,
    ]),
  )
  for (const secret of secrets) expect(shown.includes(secret)).toBe(false)
  for (const entry of readdirSync(home.root, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name)
    if (!entry.isFile() || statSync(file).size > 10e6) continue
    const content = readFileSync(file)
    for (const secret of secrets) expect([file, content.includes(secret)]).toEqual([file, false])
  }
}

describe('a repository is set up by page', () => {
  it('on a REST server with TLS of an own authority, and a user', async () => {
    const ca = testCa(folder)
    const password = 'rest-secret-4711'
    const server = await startRestServer(at('rest'), { certificate: ca.issue(), users: { ann: password } })
    const page = await begin("restic's own server")
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
    await page.getByText('More about this place').click()
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
    await finish(page, 'server')
    await expectKeptNowhere(page, password, keychain.entries.get('repository:server') ?? 'none')
    expect(keychain.entries.get('repository:server:user-password')).toBe(password)
    await expectAccessible(page)

    // What lets us in was lost, and is entered anew.
    keychain.entries.delete('repository:server:user-password')
    await page.goto(home.place('/?mend=enter-credential&repository=server'))
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
    expect(keychain.entries.get('repository:server:user-password')).toBe(password)
    await expectKeptNowhere(page, password)
  })

  it('in a bucket of S3, by keyboard alone; a wrong key is told in words', async () => {
    const ca = testCa(folder, 'S3 authority')
    const secret = 'wJalrXUtnFEMI/K7MDENG'
    const server = await startS3(at('s3'), { certificate: ca.issue(), buckets: ['backups'], keys: { AKIAVAULT: secret } })
    const { page } = await openPage(home.address('/repositories/%2B'))
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
    await pressOn(page, page.getByText('More about this place'))
    await type('File with the certificate of your own authority', ca.certificate)
    await type('Access key ID', 'AKIAVAULT')
    await type('Secret access key', 'not-the-one')
    await keys.press('Enter')
    await found(page).getByText(/key/i).first().waitFor()
    await expectFocusSeen(page)
    await type('Secret access key', secret, 'Shift+Tab')
    await keys.press('Enter')
    await button(page, 'Make the repository').waitFor()
    await finish(page, 's3')
    await expectKeptNowhere(page, secret)
    expect(keychain.entries.get('repository:s3:access-key-id')).toBe('AKIAVAULT')
    expect(keychain.entries.get('repository:s3:secret-access-key')).toBe(secret)
  })

  it('on a computer by SFTP, once its fingerprint was confirmed; a key that changed since is refused', async () => {
    const server = await startSshd(at('sshd'))
    const page = await begin('SFTP')
    await field(page, 'Host').fill(server.host)
    await field(page, 'User').fill(server.user)
    await field(page, 'Folder there').fill(at('sftp-files'))
    await field(page, 'File with the private key').fill(server.identityFile)
    await page.getByText('More about this place').click()
    await field(page, 'Port').fill(String(server.port))
    await button(page, 'Test this place').click()
    await page.getByText('It was never seen from here', { exact: false }).waitFor()
    expect(await button(page, 'Make the repository').count()).toBe(0)
    await expectAccessible(page)
    await page.getByRole('checkbox', { name: /The fingerprint is right: SHA256:/ }).check()
    await button(page, 'Make the repository').waitFor()
    await finish(page, 'nas')
    // As on another machine, which has the configuration and has never seen the server.
    rmSync(home.core.home.knownHosts)
    await button(page, 'Test this place').click()
    await page.getByRole('checkbox', { name: /The fingerprint is right: SHA256:/ }).check()
    await button(page, 'Trust this key from now on').click()
    await found(page).getByText('its host key is known', { exact: false }).waitFor()
    const changed = await server.changeHostKey()
    await button(page, 'Test this place').click()
    await page.getByRole('alert').getByText('shows another key than before', { exact: false }).waitFor()
    expect(await page.getByRole('checkbox', { name: /fingerprint is right/ }).count()).toBe(0)
    await expectAccessible(page)
    await changed.end()
  })

  it('at a remote of rclone; and what is there in a folder is taken over with its password', async () => {
    const { remote, configFile, files } = await rcloneRemote(at('rclone'))
    const page = await begin('Anything that rclone reaches')
    await field(page, 'Remote and folder').fill('nowhere:backups')
    await button(page, 'Test this place').click()
    await found(page)
      .getByText(/nowhere/)
      .first()
      .waitFor()
    await field(page, 'Remote and folder').fill(`${remote}/laptop`)
    await page.getByText('More about this place').click()
    await field(page, "rclone's configuration file").fill(configFile)
    await button(page, 'Test this place').click()
    await button(page, 'Make the repository').waitFor()
    await finish(page, 'cloud')
    await page.goto(home.place('/repositories/%2B?kind=local'))
    // rclone's remote is a folder in truth.
    await field(page, 'Folder for the copies').fill(path.join(files, 'backups', 'laptop'))
    await button(page, 'Test this place').click()
    const password = field(page, 'Password of the backups that are there')
    await password.fill('not the one')
    await field(page, 'Name').fill('taken-over')
    await button(page, 'Take it over').click()
    await page
      .getByRole('alert')
      .getByText(/password/i)
      .first()
      .waitFor()
    await expectAccessible(page)
    await password.fill(keychain.entries.get('repository:cloud') ?? 'none')
    await button(page, 'Take it over').click()
    await page.getByText('The repository taken-over is ready').waitFor()
    expect(keychain.entries.get('repository:taken-over')).toBe(keychain.entries.get('repository:cloud'))
    await expectKeptNowhere(page, keychain.entries.get('repository:cloud') ?? 'none')
  })
})
