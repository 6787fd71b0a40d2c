import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { expectAccessible } from '../../helpers/axe.ts'
import { openPage } from '../../helpers/browser.ts'
import { servedPassword, serveHome } from '../../helpers/served-home.ts'

it('a reminder leads to where the kit is checked, shown and saved; once it was checked it is gone', { timeout: 120_000 }, async () => {
  const home = await serveHome()
  const folder = path.join(home.person, 'Notes')
  mkdirSync(folder)
  writeFileSync(path.join(folder, 'a.md'), 'x')
  await home.configure({ repositories: { default: { type: 'local', path: path.join(home.person, 'copies') } } })
  const { job } = await home.client.backups.start({ folder })
  for await (const _ of await home.client.jobs.follow({ job })) {
    // Until it has ended.
  }
  home.setTime(new Date(Date.now() + 9 * 24 * 60 * 60_000))
  const { page } = await openPage(home.address())
  const press = (name: string) => page.getByRole('button', { name }).click()
  await page.getByText('Is the password of your backups written down?').waitFor()
  await page.getByRole('link', { name: 'Check the kit' }).click()
  const end = page.getByRole('textbox', { name: /end of the password/ })
  await end.fill('battery staple')
  await end.press('Enter')
  await page.getByText('or too little of it').waitFor()
  await expectAccessible(page)
  await press('Show the kit')
  const saved = async () => {
    const download = page.waitForEvent('download')
    await press('Save to print later')
    return readFileSync((await (await download).path()) ?? '', 'utf8')
  }
  expect(await saved()).not.toContain(servedPassword)
  await press('Show the password')
  await page.getByText(servedPassword, { exact: true }).waitFor()
  await expectAccessible(page)
  expect(await saved()).toContain(servedPassword)
  await end.fill(servedPassword)
  await end.press('Enter')
  await page.getByText(/drive of it: checked/).waitFor()
  expect(await page.content()).not.toContain(servedPassword)
  const kept = await page.evaluate(() => JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), location.href]))
  expect(kept).not.toContain(servedPassword)
  expect(await home.client.kit.list()).toMatchObject([{ standing: 'good', made: expect.any(String) }])
  await page.getByRole('link', { name: 'Overview' }).click()
  await page.getByRole('heading', { name: 'Vaults' }).waitFor()
  // What the page knew before stands there until it has asked again.
  await expect.poll(() => page.getByText('written down').count()).toBe(0)
})
