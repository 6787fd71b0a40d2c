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

it('whose password is changed while it is open shows it no more, and nothing of it is printed', { timeout: 120_000 }, async () => {
  const home = await serveHome()
  await home.configure({ repositories: { drive: { type: 'local', path: path.join(home.person, 'copies') } } })
  const end = async ({ job }: { readonly job: string }) => {
    for await (const { ended } of await home.client.jobs.follow({ job })) if (ended !== null) expect(ended.verdict).toBe('done')
  }
  await end(await home.client.repositories.init({ repository: 'drive' }))
  const { page } = await openPage(home.address('/settings'))
  await page.getByRole('button', { name: 'Show the emergency kit of drive' }).click()
  const show = page.getByRole('button', { name: 'Show the password' })
  await show.click()
  await page.getByText(servedPassword, { exact: true }).waitFor()
  const saved = async () => {
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save as text' }).click()
    return readFileSync((await (await download).path()) ?? '', 'utf8')
  }
  // What was printed once may be printed again without asking for it anew.
  expect(await saved()).toContain(servedPassword)
  await expect.poll(async () => (await home.client.kit.list())[0]?.made).toEqual(expect.any(String))
  expect(await saved()).toContain(servedPassword)
  await end(await home.client.repositories.changePassword({ repository: 'drive', password: { how: 'generated' } }))
  await page.getByText('The kit that you have is out of date').waitFor()
  await show.waitFor()
  expect(await page.content()).not.toContain(servedPassword)
  expect(await saved()).not.toContain(servedPassword)
  await show.click()
  await page.getByText(/^(?:[a-z2-9]{4}-){7}[a-z2-9]{4}$/).waitFor()
  expect(await saved()).toMatch(/Password: +(?:[a-z2-9]{4}-){7}/)
  await expect.poll(async () => (await home.client.kit.list())[0]?.standing).toBe('unchecked')
})
