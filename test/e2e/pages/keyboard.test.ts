import { expect, it } from 'vitest'
import { openPage } from '../../helpers/browser.ts'
import { expectFocusKept, focusOf, walkByTab } from '../../helpers/keyboard.ts'
import { atRest } from '../../helpers/look-at.ts'
import { longEnough, nothingYet, type Setting, settings, sights } from '../../helpers/sights.ts'

const home = settings()

it.each<Setting>(['month', 'troubles', 'agents', 'empty'])(
  'on every page the focus is seen wherever Tab takes it: %s',
  { timeout: longEnough },
  async (setting) => {
    const served = await home(setting)
    const { page, complaints } = await openPage(served.address())
    if (setting === 'empty' || setting === 'agents') complaints.allow(nothingYet)
    for (const { name, route } of sights.filter((sight) => sight.setting === setting)) {
      await page.goto(served.place(route(served)))
      await atRest(page)
      const stops = await walkByTab(page).catch((error: unknown) => {
        throw new Error(`On the page ${name}`, { cause: error })
      })
      expect(stops.length, name).toBeGreaterThan(0)
    }
  },
)

it('going from page to page by the menu takes the focus there', { timeout: longEnough }, async () => {
  const served = await home('month')
  const { page } = await openPage(served.address())
  for (const name of ['Restore', 'Activity', 'Approvals', 'Plans', 'Settings', 'Overview']) {
    await atRest(page)
    const link = page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name, exact: true })
    await link.focus()
    await page.keyboard.press('Enter')
    await page.locator('main h1', { hasText: name }).waitFor()
    await expectFocusKept(page)
    // The heading, or where one begins to type.
    expect((await focusOf(page)).shown).toMatch(name === 'Restore' ? /^input "What are you looking for/ : /^h1 /)
  }
})
