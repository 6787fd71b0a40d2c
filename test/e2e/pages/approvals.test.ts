import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { expectAccessible } from '../../helpers/axe.ts'
import { openPage } from '../../helpers/browser.ts'
import { cheapenKey } from '../../helpers/forge-snapshots.ts'
import { expectFocusKept, expectFocusSeen, pressOn } from '../../helpers/keyboard.ts'
import { engineIsHere } from '../../helpers/page-host/page-host.ts'
import { type ServedHome, servedPassword, serveHome } from '../../helpers/served-home.ts'

let home: ServedHome
let vault: string
const at = (...parts: string[]) => path.join(vault, ...parts)
const hostile = '<img src=x onerror=alert(1)>.md'

beforeAll(async () => {
  home = await serveHome()
  vault = path.join(home.person, 'agents')
  mkdirSync(at('rules'), { recursive: true })
  writeFileSync(at('priority_weights.json'), '{"risk":1,"speed":2}\n')
  writeFileSync(at('rules', 'one.md'), 'Never delete.\nAlways ask before you send.\n')
  await home.configure({
    vaults: { agents: { name: 'Agents', path: vault, recoveryDocument: false } },
    repositories: { drive: { type: 'local', path: path.join(home.person, 'drive') } },
    plans: {
      watched: {
        kind: 'on-change',
        sources: [{ vault: 'agents', include: ['priority_weights.json', 'rules/**'] }],
        repositories: ['drive'],
      },
    },
  })
  expect(await backUp()).toBe('done')
  cheapenKey(path.join(home.person, 'drive'), servedPassword)
})

async function backUp({ client } = home): Promise<string> {
  const { job } = await client.backups.start({ plan: 'watched' })
  for await (const { ended } of await client.jobs.follow({ job })) if (ended !== null) return ended.verdict
  throw new Error('It did not end')
}

const waiting = (page: Page) => page.getByRole('article')

describe('changes that wait for approval', () => {
  it('are read file by file and approved, by keyboard alone', async () => {
    writeFileSync(at('priority_weights.json'), '{"risk":9,"speed":2}\n')
    writeFileSync(at('rules', hostile), '<script>alert(1)</script>\n')
    rmSync(at('rules', 'one.md'))
    expect(await backUp()).toBe('done')
    const { page } = await openPage(home.address('/'))
    await pressOn(page, page.getByRole('link', { name: /^Look at the changes: / }))
    await page.getByRole('heading', { name: '3 files changed in Agents' }).waitFor()
    const json = page.getByRole('table', { name: 'priority_weights.json: 1 line added, 1 removed' })
    await json.waitFor()
    expect(await json.getByRole('row').allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringMatching(/2\s+−\s*removed\s+"risk": 1,/), expect.stringMatching(/2\s+\+\s*added\s+"risk": 9,/)]),
    )
    expect(await json.locator('del').allInnerTexts()).toEqual(['1'])
    expect(await json.locator('ins').allInnerTexts()).toEqual(['9'])
    expect(await page.getByRole('table', { name: `rules/${hostile}: 1 line added` }).innerText()).toContain('<script>alert(1)</script>')
    await expectAccessible(page)
    const [{ id } = { id: '' }] = (await home.client.changes.list({})).changes
    await pressOn(page, page.getByRole('button', { name: 'Approve: 3 files in Agents' }))
    await page.getByText('Approved: 3 files in Agents').first().waitFor()
    await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor()
    await expectFocusKept(page)
    // The audit trail tells of it at once.
    const [newest] = (await home.client.changes.list({ all: true })).changes
    expect(newest).toMatchObject({ id, decision: 'approved', fileCount: 3 })
    await page
      .getByRole('row')
      .filter({ hasText: newest?.hash.slice(0, 12) ?? '-' })
      .getByText('Approved')
      .waitFor()
  })

  it('are reverted after a question, by keyboard alone, and the files are as they were approved', async () => {
    const approved = readFileSync(at('priority_weights.json'), 'utf8')
    writeFileSync(at('priority_weights.json'), '{"risk":100,"speed":2}\n')
    writeFileSync(at('rules', 'three.md'), 'Delete everything.\n')
    expect(await backUp()).toBe('done')
    const { page } = await openPage(home.address('/approvals'))
    const revert = page.getByRole('button', { name: 'Revert: 2 files in Agents' })
    await page.getByRole('table', { name: /^rules\/three\.md/ }).waitFor()
    await pressOn(page, revert)
    const dialog = page.getByRole('dialog', { name: 'Revert the change in Agents?' })
    await dialog.getByText('priority_weights.json gets the approved content again').waitFor()
    await dialog.getByText('rules/three.md is removed, for it was added').waitFor()
    await expectAccessible(page)
    // The focus begins on the way out: nobody reverts by pressing Enter twice.
    await expectFocusSeen(page)
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    expect(readFileSync(at('rules', 'three.md'), 'utf8')).toBe('Delete everything.\n')
    await pressOn(page, revert)
    await pressOn(page, dialog.getByRole('button', { name: 'Revert', exact: true }))
    await page.getByText('Reverted: 1 file put back, 1 added file removed').first().waitFor()
    expect(readFileSync(at('priority_weights.json'), 'utf8')).toBe(approved)
    expect(() => readFileSync(at('rules', 'three.md'))).toThrow(/ENOENT/)
    await waiting(page).waitFor({ state: 'detached' })
    await expectFocusKept(page)
    // What there was before the revert is not lost.
    await page.getByRole('link', { name: 'See what happened' }).click()
    await page.getByRole('heading', { level: 1, name: 'Revert of a change in Agents' }).waitFor()
    await expectAccessible(page)
  })

  it.runIf(engineIsHere())(
    'are said to be approved also when they are gone before it is answered, with what one repository could not confirm',
    async () => {
      const apart = await serveHome()
      const folder = path.join(apart.person, 'rules')
      mkdirSync(folder)
      writeFileSync(path.join(folder, 'one.md'), 'Never delete.\nAlways ask.\n')
      const at = (name: string) => ({ type: 'local', path: path.join(apart.person, name) })
      await apart.configure({
        vaults: { rules: { name: 'Rules', path: folder, recoveryDocument: false } },
        repositories: { first: at('first'), second: at('second') },
        plans: { watched: { kind: 'on-change', sources: ['rules'], repositories: ['first', 'second'] } },
      })
      expect(await backUp(apart)).toBe('done')
      writeFileSync(path.join(folder, 'one.md'), 'Never delete.\n')
      expect(await backUp(apart)).toBe('done')
      const { page, complaints } = await openPage(apart.address('/approvals'))
      // What is decided may be asked for once more, before the page has heard of it.
      complaints.allow(/^409 \/rpc\/changes\/show$|status of 409/)
      const approve = page.getByRole('button', { name: 'Approve: 1 file in Rules' })
      await expect.poll(() => approve.isEnabled()).toBe(true)
      renameSync(path.join(apart.person, 'first'), path.join(apart.person, 'away'))
      const record = apart.core.record.bind(apart.core)
      let left = 2
      vi.spyOn(apart.core, 'record').mockImplementation(async (event) => {
        await record(event)
        if (event.event === 'change.decided' && --left === 0) await waiting(page).waitFor({ state: 'detached' })
      })
      await approve.click()
      await page.getByText('Approved: 1 file in Rules').first().waitFor()
      await page.getByText('The repository "first" is not where it was').waitFor()
      await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor()
      await expectAccessible(page)
    },
  )

  it('hide nothing: what turns the direction of reading, or is not seen, stands there as a mark', async () => {
    const turned = 'rules/harmless\u202edm.hs'
    writeFileSync(at('rules', 'odd.md'), 'Never \u202e,atad eteled\u202c spend mo\u200bney.\tשלום 👩\u200d👧 می\u200cخواهم\r\n')
    writeFileSync(at(turned), 'Sing.\n')
    expect(await backUp()).toBe('done')
    const { page } = await openPage(home.address('/approvals'))
    const line = page.getByRole('table', { name: /^rules\/odd\.md/ }).locator('td', { hasText: 'Never' })
    await line.waitFor()
    expect(await line.innerText()).toBe('Never \\u202e,atad eteled\\u202c spend mo\\u200bney.\tשלום 👩\u200d👧 می\u200cخواهم')
    expect(await line.getByRole('img').evaluateAll((marks) => marks.map((mark) => mark.ariaLabel))).toEqual(
      ['202E', '202C', '200B'].map((code) => `Unseen character U+${code}`),
    )
    const shown = 'rules/harmless\\u202edm.hs'
    expect(await waiting(page).locator('summary strong').allInnerTexts()).toContain(shown)
    await expectAccessible(page)
    await page.getByRole('button', { name: /^Revert: / }).click()
    await page.getByRole('dialog').getByText(`${shown} is removed`).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Approve: / }).click()
    await page.locator('td', { hasText: shown }).waitFor()
  })

  it('that went away while the page is open are gone from it', async () => {
    writeFileSync(at('rules', 'four.md'), 'Sing.\n')
    expect(await backUp()).toBe('done')
    const { page } = await openPage(home.address('/approvals'))
    await waiting(page).waitFor()
    const ids = (await home.client.changes.list({})).changes.map(({ id }) => id)
    const { problems } = await home.client.changes.approve({ changes: ids })
    expect(problems).toEqual([])
    await waiting(page).waitFor({ state: 'detached', timeout: 2_000 })
    await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor()
  })

  it('whose revert was begun by a host that has ended since are not said to go on for ever', async () => {
    writeFileSync(at('rules', 'five.md'), 'Dance.\n')
    expect(await backUp()).toBe('done')
    const { page } = await openPage(home.address('/approvals'))
    await waiting(page).waitFor()
    // What a page is left with when the host is begun anew: the id of a job that nobody tells of.
    const [before] = home.jobs.list()
    if (before === undefined) throw new Error('no job is known')
    const begin = vi.spyOn(home.jobs, 'begin').mockReturnValue({ ...before, id: 'of-the-host-before' })
    await page.getByRole('button', { name: 'Revert: 1 file in Agents' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revert', exact: true }).click()
    await page.getByText('The revert of 1 file in Agents is over').first().waitFor()
    await page.getByText('Vaultkeeper was started again since. The activity tells how it ended.').waitFor()
    expect(begin).toHaveBeenCalledOnce()
    begin.mockRestore()
    await expectAccessible(page)
  })
})
