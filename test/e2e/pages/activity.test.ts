import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from '../../helpers/axe.ts'
import { openPage } from '../../helpers/browser.ts'
import { expectFocusKept, pressOn } from '../../helpers/keyboard.ts'
import { serveSample } from '../../helpers/sample/sample-home.ts'
import type { ServedHome } from '../../helpers/served-home.ts'

let home: ServedHome
beforeAll(async () => {
  home = await serveSample()
})

const lines = (page: Page) => page.locator('#main li')
const choose = async (page: Page, label: string, option: string) => {
  await page.getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

describe('the activity', () => {
  it('tells what happened, newest first, older on demand', async () => {
    const { page } = await openPage(home.address('/activity'))
    await lines(page).first().waitFor()
    const { entries, next } = await home.client.history.list({})
    expect(next).not.toBeNull()
    expect(await lines(page).count()).toBe(entries.length)
    await expectAccessible(page)
    const more = page.getByRole('button', { name: 'Show older' })
    await more.click()
    await lines(page).nth(entries.length).waitFor()
    // In the order in which it was recorded, each once.
    const all = (await home.client.history.list({ most: 100 })).entries.flatMap((one) => (one.what === 'run' ? one.run.id : []))
    const shown = await lines(page)
      .getByRole('link')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')?.replace('#/activity/', '')))
    expect(shown).toEqual(all.slice(0, shown.length))
  })

  it('is one line for all that was not run for one reason', async () => {
    const { page } = await openPage(home.address('/activity?kind=skipped'))
    await lines(page).first().waitFor()
    const { entries } = await home.client.history.list({ what: ['skip'] })
    expect(await lines(page).count()).toBe(entries.length)
    expect(await lines(page).allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringMatching(/^(?:Plan ".*"|.*) was not run(?: \d+ times)?: the machine slept/)]),
    )
  })

  it('is narrowed, and the address keeps that', async () => {
    const { page } = await openPage(home.address('/activity'))
    await lines(page).first().waitFor()
    await choose(page, 'Kind', 'Backups')
    await choose(page, 'Outcome', 'Failed or not verified')
    await page.waitForURL(/#\/activity\?kind=backups&outcome=bad$/)
    const bad = (await home.client.history.list({ kinds: ['backup'], verdicts: ['failed', 'not-verified', 'interrupted'] })).entries
    expect(bad.length).toBeGreaterThan(0)
    await page
      .getByText(bad.length === 1 ? '1 entry' : `${bad.length} entries`, { exact: true })
      .last()
      .waitFor()
    expect(await lines(page).count()).toBe(bad.length)
    for (const text of await lines(page).allInnerTexts()) expect(text).toMatch(/^(?:Failed|Not verified|Interrupted)\nBackup of /)
    await page.reload()
    await lines(page).first().waitFor()
    expect(await lines(page).count()).toBe(bad.length)
    await page.getByRole('textbox', { name: 'Search' }).fill('nothing says this')
    await page.getByRole('heading', { name: 'Nothing fits' }).waitFor()
    await page.getByRole('button', { name: 'Show everything' }).click()
    await page.waitForURL(/#\/activity$/)
    await lines(page).nth(10).waitFor()
    await expectFocusKept(page)
  })

  it('leads to each run: what failed, why, and what helps', async () => {
    const { page } = await openPage(home.address('/activity?kind=backups&outcome=bad'))
    await pressOn(page, lines(page).getByRole('link').first())
    await page.getByRole('heading', { level: 1, name: /^Backup of / }).waitFor()
    const { entries } = await home.client.history.list({ kinds: ['backup'], verdicts: ['failed', 'not-verified', 'interrupted'], most: 1 })
    const [first] = entries
    if (first?.what !== 'run' || first.run.problem === null) throw new Error('The sample has no failed backup')
    await page.getByText(first.run.problem.sentence).waitFor()
    await page.getByText(first.run.problem.remedy).waitFor()
    await page.getByText('It ended: Failed').waitFor()
    await expectAccessible(page)
  })

  it('leads from a good backup to the restore of its snapshot, and tells what it saved and read back', async () => {
    const [first] = (await home.client.history.list({ kinds: ['backup'], verdicts: ['done'], most: 1 })).entries
    if (first?.what !== 'run') throw new Error('The sample has no good backup')
    const { page } = await openPage(home.address(`/activity/${first.run.id}`))
    const restore = page.getByRole('link', { name: 'Restore from this snapshot' })
    await restore.waitFor()
    expect(await restore.getAttribute('href')).toContain(`snapshot=${first.run.snapshot}`)
    const { snapshot } = await home.client.history.run({ run: first.run.id })
    await page.getByText(`Saved as ${snapshot?.label}`).waitFor()
    await page.getByText(/^Read back and compared with the folder: /).waitFor()
    await page.getByText('Technical details').click()
    await page.getByText(first.run.id, { exact: true }).waitFor()
    await expectAccessible(page)
  })

  it('takes a restore back from its page', async () => {
    const [first] = (await home.client.history.list({ kinds: ['restore'], verdicts: ['done'], most: 1 })).entries
    if (first?.what !== 'run') throw new Error('The sample has no restore')
    const { restore } = await home.client.history.run({ run: first.run.id })
    const { page } = await openPage(home.address(`/activity/${first.run.id}`))
    await page.getByRole('heading', { level: 1, name: /^Restore into / }).waitFor()
    // The one of the sample was taken back already, and says so.
    expect(restore?.undone).toMatch(/./)
    await page.getByText('It was taken back.').getByRole('link', { name: 'See how' }).click()
    await page.getByRole('heading', { level: 1, name: /^Undo of a restore/ }).waitFor()
  })

  it('of a run that nobody knows says so', async () => {
    const { page, complaints } = await openPage(home.address('/activity/no-such-run'))
    complaints.allow(/409/)
    await page.getByRole('alert').waitFor()
    await expectAccessible(page)
  })
})
