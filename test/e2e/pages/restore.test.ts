import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { backup } from '../../../main/engine/runs/backup-run.ts'
import { passwordFile } from '../../../main/engine/secrets/password.ts'
import { expectAccessible } from '../../helpers/axe.ts'
import { openPage } from '../../helpers/browser.ts'
import { createShim, type Shim } from '../../helpers/cli-shim.ts'
import { cheapenKey } from '../../helpers/forge-snapshots.ts'
import { choose, expectFocusKept, pressOn, tabTo } from '../../helpers/keyboard.ts'
import { atRest } from '../../helpers/look-at.ts'
import { holdAnswers } from '../../helpers/page-host/answers.ts'
import { type ServedHome, serveHome } from '../../helpers/served-home.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHost } from '../../helpers/temporary-home.ts'

/** A picture of one pixel. */
const dot = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const hostile = '<img src=x onerror=alert(1)>.md'

let home: ServedHome
let shim: Shim
let notes: string
let agent: string
/** The vault as it was in its first snapshot. */
let first: string

beforeAll(async () => {
  shim = createShim(temporaryFolder('shim'), process.env['VAULTKEEPER_RESTIC'] ?? 'restic')
  home = await serveHome({ environment: { VAULTKEEPER_RESTIC: shim.program } })
  notes = path.join(home.person, 'Notes')
  agent = path.join(home.person, 'willow')
  first = path.join(temporaryFolder('first'), 'Notes')
  put('journal/garden plan.md', '# Garden\n\nBeans along the fence.\n')
  put('journal/2026/november.md', 'Rain.\n')
  put('recipes.md', '# Recipes\n\nBread: 500 g flour.\n')
  put(hostile, '<script>alert(1)</script>\n')
  put('pictures/dot.png', dot)
  put('pictures/page.png', '<html><script>alert(2)</script></html>\n')
  for (let number = 0; number < 30; number++) put(`clippings/clip ${number}.md`, `clip ${number}\n`)
  await save(notes)
  cheapenKey(path.join(home.core.home.repositories, 'default'), readFileSync(passwordFile(home.core.home, 'default'), 'utf8').trim())
  cpSync(notes, first, { recursive: true, preserveTimestamps: true })
  put('journal/garden plan.md', '# Garden\n\nBeans along the fence.\nTomatoes by the wall.\n')
  put('ideas.md', 'An idea.\n')
  await save(notes)
  mkdirSync(agent)
  writeFileSync(path.join(agent, 'SOUL.md'), 'Calm.\n')
  await save(agent)
})

const put = (name: string, text: string | Buffer) => {
  mkdirSync(path.dirname(path.join(notes, name)), { recursive: true })
  writeFileSync(path.join(notes, name), text)
}
const read = (name: string) => readFileSync(path.join(notes, name), 'utf8')
const save = (folder: string) => backup(home.core, { folder, verify: false }, testHost())
const button = (page: Page, name: string | RegExp): Locator => page.getByRole('button', { name })
const isAccessible = async (page: Page) => {
  await atRest(page)
  await expectAccessible(page)
}
/** What is read aloud stands beside the page itself. */
const main = (page: Page): Locator => page.locator('#main')
const isDone = (page: Page) =>
  main(page)
    .getByText(/^Restored in /)
    .waitFor()

describe('a lost note', { timeout: 60_000 }, () => {
  it('is found by its name, read, and put back in six actions from the overview; and that is undone', async () => {
    const { page } = await openPage(home.address())
    rmSync(path.join(notes, 'journal/garden plan.md'))
    const restore = page.getByRole('link', { name: 'Restore', exact: true })
    await restore.waitFor()
    const actions: readonly (() => Promise<void>)[] = [
      () => restore.click(),
      // The field has the focus: nobody has to look for it.
      async () => {
        await page.waitForFunction(() => document.activeElement?.matches('input[type=search]'))
        await page.keyboard.type('garden')
      },
      // No backup was made since: the disk itself tells that it is gone.
      () => page.getByRole('link', { name: /garden plan\.md.*Deleted/ }).click(),
      async () => {
        await page.getByRole('tab', { name: 'Compared with the disk' }).click()
        await page.getByText('Tomatoes by the wall.').waitFor()
        await page.getByText('It is not on the disk any more').waitFor()
      },
      () => button(page, 'Put it back where it was').click(),
      () => button(page, 'Restore it').click(),
    ]
    expect(actions.length).toBeLessThanOrEqual(6)
    for (const act of actions) {
      await act()
      await isAccessible(page)
    }
    await isDone(page)
    await isAccessible(page)
    expect(read('journal/garden plan.md')).toContain('Tomatoes')
    await page.getByText('Everything that was written was read again and compared.').waitFor()
    await button(page, /^Undo the restore$/).click()
    await main(page)
      .getByText(/^Undone in /)
      .waitFor()
    expect(existsSync(path.join(notes, 'journal/garden plan.md'))).toBe(false)
  })

  it('is put back by the keyboard alone, an older version of it', async () => {
    const { page } = await openPage(home.address())
    await pressOn(page, page.getByRole('link', { name: 'Restore', exact: true }))
    await page.waitForFunction(() => document.activeElement?.matches('input[type=search]'))
    await page.keyboard.type('garden')
    await pressOn(page, page.getByRole('link', { name: /garden plan\.md/ }))
    await page.getByRole('heading', { name: 'Versions of garden plan.md' }).waitFor()
    await tabTo(page, page.getByRole('radio').first())
    await page.keyboard.press('ArrowDown')
    await page.getByRole('tabpanel').getByText('Beans along the fence.').waitFor()
    await pressOn(page, button(page, 'Put it back where it was'))
    await page.getByRole('heading', { name: 'Where to?' }).waitFor()
    await button(page, 'Restore it').waitFor()
    await pressOn(page, button(page, 'Restore it'))
    await isDone(page)
    await expectFocusKept(page)
    expect(read('journal/garden plan.md')).toBe('# Garden\n\nBeans along the fence.\n')
    await pressOn(page, button(page, /^Undo the restore$/))
    await main(page)
      .getByText(/^Undone in /)
      .waitFor()
    await expectFocusKept(page)
    put('journal/garden plan.md', '# Garden\n\nBeans along the fence.\nTomatoes by the wall.\n')
  })

  it('with a name and a content that are markup is text, and nothing of it runs', async () => {
    const { page } = await openPage(home.address('/restore?q=onerror'))
    await page.getByRole('link', { name: hostile }).click()
    await page.getByRole('tab', { name: 'Content' }).click()
    await page.getByText('<script>alert(1)</script>').waitFor()
    await button(page, 'Restore somewhere else…').click()
    await page.getByText(hostile).first().waitFor()
    expect(await page.evaluate(() => document.querySelectorAll('main img').length)).toBe(0)
  })

  it('that is a picture is shown; what only says that it is one is not', async () => {
    const { page } = await openPage(home.address('/restore?q=dot.png'))
    await page.getByRole('link', { name: /dot\.png/ }).click()
    await page.getByRole('tab', { name: 'Content' }).click()
    await page.getByRole('img', { name: 'dot.png' }).waitFor()
    await page.waitForFunction(() => document.querySelector<HTMLImageElement>('main img')?.naturalWidth === 1)
    await page.goto(home.place('/restore?q=page.png'))
    await page.getByRole('link', { name: /page\.png/ }).click()
    await page.getByRole('tab', { name: 'Content' }).click()
    await page.getByText('<script>alert(2)</script>').waitFor()
  })
})

describe('a vault', { timeout: 60_000 }, () => {
  it('goes back in time by the keyboard alone, into another folder, and is there what it was', async () => {
    const target = path.join(temporaryFolder('back'), 'new')
    const { page } = await openPage(home.address('/restore'))
    await pressOn(page, page.getByRole('link', { name: /Go back in time/ }))
    await page.getByRole('heading', { name: 'Back to when?' }).waitFor()
    await choose(page, page.getByRole('combobox', { name: 'Vault' }), 'Notes')
    await page.getByRole('radio').nth(1).waitFor()
    await tabTo(page, page.getByRole('radio').first())
    await page.keyboard.press('ArrowDown')
    await page.getByText('What changed since then').waitFor()
    await isAccessible(page)
    await pressOn(page, button(page, 'Everything as it was then'))
    await page.getByRole('heading', { name: 'Where to?' }).waitFor()
    await tabTo(page, page.getByRole('radio').first())
    await page.keyboard.press('ArrowUp')
    await tabTo(page, page.getByRole('textbox', { name: 'Folder' }))
    await page.keyboard.press('Control+A')
    await page.keyboard.type(target)
    await page.getByText(`Into ${target}.`).waitFor()
    await pressOn(page, button(page, /^Restore \d+ files and folders$/))
    await isDone(page)
    await expectFocusKept(page)
    expect(execFileSync('diff', ['-r', first, target], { encoding: 'utf8' })).toBe('')
  })

  it('that was not saved on the day that is asked for says so, and so does the next one that is chosen', async () => {
    const { page } = await openPage(home.address('/restore?need=time&vault=Notes&moment=2001-01-01'))
    const title = page.getByText(/^Nothing of this vault was saved on Monday,? 1 January 2001$/)
    await title.waitFor()
    await page.getByText('Nor before. What you see was saved later.').waitFor()
    await isAccessible(page)
    await page.getByRole('combobox', { name: 'Vault' }).click()
    await page.getByRole('option', { name: 'willow' }).click()
    await expect.poll(() => page.evaluate(() => location.hash)).toContain('moment=2001-01-01')
    await title.waitFor()
    await page.getByRole('button', { name: /: 1 snapshot$/ }).click()
    await title.waitFor({ state: 'detached' })
    // What is later than all is as it was saved last; what is no day at all asks for none.
    await page.goto(home.place('/restore?need=time&vault=Notes&moment=2101-01-01'))
    await page.getByText('What you see is as it was last saved before.').waitFor()
    await page.goto(home.place('/restore?need=time&vault=Notes&moment=someday'))
    await button(page, 'Everything as it was then').waitFor()
    expect(await page.getByText('Nothing of this vault was saved').count()).toBe(0)
  })

  it('is restored in parts, chosen in its tree by the keyboard, with the folders they were in', async () => {
    const target = path.join(temporaryFolder('parts'), 'new')
    const { page } = await openPage(home.address('/restore?need=time&vault=Notes'))
    await pressOn(page, button(page, 'Choose files and folders…'))
    const tree = page.getByRole('treegrid')
    await tree.waitFor()
    await tabTo(page, tree)
    // All of the clippings but two, by type-ahead; and one file of a folder in a folder.
    await page.keyboard.press(' ')
    await page.keyboard.press('ArrowRight')
    await page.getByRole('row', { name: 'clip 10.md' }).waitFor()
    await page.keyboard.type('clip 10')
    await page.keyboard.press(' ')
    await page.getByText('29 files and folders are chosen.').waitFor()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.type('j')
    await page.keyboard.press('ArrowRight')
    await page.getByRole('row', { name: '2026' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowRight')
    await page.getByRole('row', { name: 'november.md' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press(' ')
    await page.getByText('30 files and folders are chosen.').waitFor()
    await isAccessible(page)
    expect(
      await page
        .getByRole('row', { name: 'journal Some of it chosen' })
        .or(page.getByRole('row', { name: /Some of it chosen.*journal/ }))
        .count(),
    ).toBe(1)
    await pressOn(page, button(page, 'Continue'))
    await page.getByRole('radio', { name: /Another folder/ }).click()
    await page.getByRole('textbox', { name: 'Folder' }).fill(target)
    await page.getByRole('checkbox', { name: 'With the folders that they were in' }).check()
    await page.getByText(`Into ${target}.`).waitFor()
    await button(page, /^Restore \d+ files and folders$/).click()
    await isDone(page)
    expect(readdirSync(path.join(target, 'clippings'))).toHaveLength(29)
    expect(existsSync(path.join(target, 'clippings', 'clip 10.md'))).toBe(false)
    expect(readdirSync(path.join(target, 'journal'), { recursive: true })).toEqual(['2026', '2026/november.md'])
  })

  it('keeps what is newer there, as the preview says; the way back and a reload know what was chosen', async () => {
    put('ideas.md', 'A newer idea.\n')
    const { page } = await openPage(home.address('/restore?vault=Notes&snapshot=latest&path=ideas.md'))
    await page.getByText('Replaced, although newer: 1 file').waitFor()
    await page.getByRole('radio', { name: /Beside what is there/ }).click()
    await page.getByText('Put beside: 1 file').waitFor()
    await page.reload()
    await page.getByText('Put beside: 1 file').waitFor()
    expect(await page.getByRole('radio', { name: /Beside what is there/ }).isChecked()).toBe(true)
    await button(page, 'Restore it').click()
    await isDone(page)
    expect(read('ideas.md')).toBe('A newer idea.\n')
    const beside = readdirSync(notes).filter((name) => name.startsWith('ideas'))
    expect(beside).toHaveLength(2)
    await page.goBack()
    await page.getByRole('heading', { name: 'Where to?' }).waitFor()
    await page.goForward()
    await button(page, /^Undo the restore$/).click()
    await main(page)
      .getByText(/^Undone in /)
      .waitFor()
    expect(readdirSync(notes).filter((name) => name.startsWith('ideas'))).toEqual(['ideas.md'])
  })

  it('is not put where something else is in the way, and says so before', async () => {
    const aside = path.join(temporaryFolder('aside'), 'recipes.md')
    renameSync(path.join(notes, 'recipes.md'), aside)
    mkdirSync(path.join(notes, 'recipes.md', 'full'), { recursive: true })
    const { page } = await openPage(home.address('/restore?vault=Notes&snapshot=latest&path=recipes.md'))
    await page.getByText('Something else is in the way: 1 thing').waitFor()
    await page.getByRole('alert').getByText('cannot be restored').waitFor()
    expect(await button(page, /^Restore /).count()).toBe(0)
    rmSync(path.join(notes, 'recipes.md'), { recursive: true })
    put('recipes.md', 'Somebody wrote over it, at greater length than before.\n')
    const { page: careful } = await openPage(home.address('/restore?vault=Notes&snapshot=latest&path=recipes.md&policy=never'))
    await careful.getByText('Nothing would be written').waitFor()
    expect(await careful.getByText('There is nothing to restore').count()).toBe(0)
    await careful.close()
    rmSync(path.join(notes, 'recipes.md'))
    renameSync(aside, path.join(notes, 'recipes.md'))
    await button(page, 'Look again').click()
    await page.getByText('There is nothing to restore').waitFor()
  })

  it('is begun also by an answer that comes late, which leaves another page where it is', async () => {
    const target = path.join(temporaryFolder('late'), 'new')
    const query = new URLSearchParams({ vault: 'Notes', snapshot: 'latest', path: '', to: 'folder', folder: target })
    const { page } = await openPage(home.address(`/restore?${query}`))
    await button(page, /^Restore \d+ files and folders$/).waitFor()
    const held = await holdAnswers(page)
    await button(page, /^Restore \d+ files and folders$/).click()
    await expect.poll(held.count).toBeGreaterThan(0)
    await page.getByRole('link', { name: 'Plans' }).click()
    await page.getByRole('heading', { level: 1, name: 'Plans and repositories' }).waitFor()
    held.letGo()
    await page.getByRole('list', { name: 'Repositories' }).waitFor()
    await expect.poll(() => existsSync(path.join(target, 'ideas.md')), { timeout: 20_000 }).toBe(true)
    expect(new URL(page.url()).hash).toBe('#/plans')
  })

  it('is not half restored in silence: a restore that is cancelled says so, and is finished', async () => {
    const target = path.join(temporaryFolder('cancelled'), 'new')
    const query = new URLSearchParams({ vault: 'Notes', snapshot: 'latest', path: '', to: 'folder', folder: target })
    const { page } = await openPage(home.address(`/restore?${query}`))
    await button(page, /^Restore \d+ files and folders$/).waitFor()
    const held = shim.hold('restore')
    await button(page, /^Restore \d+ files and folders$/).click()
    await held.reached()
    await button(page, /^Cancel: /).click()
    await main(page).getByText('The restore was cancelled').waitFor()
    await expectFocusKept(page)
    held.letGo()
    await button(page, 'Finish it').click()
    await isDone(page)
    expect(readFileSync(path.join(target, 'ideas.md'), 'utf8')).toBe('An idea.\n')
    expect(readdirSync(target)).toEqual(readdirSync(notes))
  })
})

describe('a machine', { timeout: 60_000 }, () => {
  it('is put together again below a folder: every vault, in one go', async () => {
    const target = path.join(temporaryFolder('machine'), 'all')
    const { page } = await openPage(home.address('/restore'))
    await page.getByRole('link', { name: /Rebuild a machine/ }).click()
    await page.getByText('2 vaults chosen.').waitFor()
    await button(page, 'Continue').click()
    await page.getByRole('radio', { name: /All below one folder/ }).click()
    await page.getByRole('textbox', { name: 'Folder' }).fill(target)
    await button(page, 'Restore 2 vaults').waitFor()
    await isAccessible(page)
    await button(page, 'Restore 2 vaults').click()
    await main(page).getByText(`Restored in ${target}/willow`).waitFor()
    expect(readFileSync(path.join(target, 'willow', 'SOUL.md'), 'utf8')).toBe('Calm.\n')
    expect(readdirSync(target)).toEqual(['Notes', 'willow'])
  })

  it('has an agent brought back into its place, which was gone', async () => {
    rmSync(agent, { recursive: true })
    const { page } = await openPage(home.address('/restore?need=agent'))
    await page.getByText('1 agent chosen.').waitFor()
    expect(await page.getByText('Notes').count()).toBe(0)
    await button(page, 'Continue').click()
    await button(page, 'Restore 1 vault').click()
    await isDone(page)
    expect(readFileSync(path.join(agent, 'SOUL.md'), 'utf8')).toBe('Calm.\n')
  })
})
