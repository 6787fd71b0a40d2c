import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { runPlanNow } from '../../../main/engine/daemon/execute-job.ts'
import { takeLock } from '../../../main/engine/home/lock.ts'
import { repositoryLock } from '../../../main/engine/repositories/repository-place.ts'
import { expectAccessible } from '../../helpers/axe.ts'
import { openPage } from '../../helpers/browser.ts'
import { cheapenKey } from '../../helpers/forge-snapshots.ts'
import { pressOn } from '../../helpers/keyboard.ts'
import { rawRestic } from '../../helpers/raw-restic.ts'
import { type ServedHome, servedPassword, serveHome } from '../../helpers/served-home.ts'
import { startRestServer } from '../../helpers/servers/rest-server.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { testHost } from '../../helpers/temporary-home.ts'

let home: ServedHome
beforeAll(async () => {
  home = await serveHome()
  await home.configure({
    vaults: { notes: { name: 'Notes', path: '~/Notes', recoveryDocument: false } },
    repositories: {
      local: { type: 'local', path: '~/Backups' },
      drive: { type: 'local', path: path.join(home.person, 'drive') },
      office: { type: 's3', endpoint: 'https://s3.example.org', bucket: 'office-backups' },
    },
    plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['local'] } },
  })
  mkdirSync(path.join(home.person, 'Notes'))
  writeFileSync(path.join(home.person, 'Notes', 'idea.md'), '# The only copy\n')
  for (const repository of ['local', 'drive']) {
    await endOf((await home.client.repositories.init({ repository })).job)
    cheapenKey(path.join(home.person, repository === 'local' ? 'Backups' : 'drive'), servedPassword)
  }
  await endOf((await home.client.backups.start({ plan: 'daily' })).job)
})

async function endOf(job: string): Promise<void> {
  for await (const { ended } of await home.client.jobs.follow({ job })) if (ended !== null) expect(ended.verdict).toBe('done')
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' })
const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
const written = () => JSON.parse(readFileSync(path.join(home.root, 'backup_schedule.json'), 'utf8'))

describe("a repository's page", () => {
  it('is found in the list, and says how it stands; what is in it is copied into another one', async () => {
    const { page } = await openPage(home.address('/plans'))
    const list = page.getByRole('list', { name: 'Repositories' })
    const line = (name: string) => list.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) })
    await line('local').getByText('Ready').waitFor()
    await line('local').getByText('on this disk only').waitFor()
    await line('drive').getByText('In no plan').waitFor()
    await line('office').getByText('what its server asks for is missing').waitFor()
    await expectAccessible(page)
    await line('local').getByRole('link', { name: 'local', exact: true }).click()
    await section(page, 'How it stands').getByText('1 snapshot', { exact: true }).waitFor()
    await section(page, 'How it stands').getByRole('link', { name: 'daily' }).waitFor()
    await button(page, 'Copy elsewhere…').click()
    const dialog = page.getByRole('dialog', { name: 'Copy from “local”' })
    await dialog.getByRole('combobox', { name: 'Into' }).selectOption('drive')
    await dialog.getByText('1 snapshot would be copied.').waitFor()
    await expectAccessible(page)
    await button(page, 'Copy').click()
    await dialog.getByText('drive has what it would keep of local').waitFor()
    await dialog.getByText('drive has everything of local that it would keep.').waitFor()
    await button(page, 'Close').last().click()
    await page.goto(home.place('/repositories/drive'))
    await section(page, 'How it stands').getByText('1 snapshot', { exact: true }).waitFor()
    // The same state in two places is one moment, and a person may say from where.
    await page.goto(home.place('/restore?need=time&vault=notes'))
    const from = page.getByRole('combobox', { name: 'From where' })
    await from.waitFor()
    expect(await page.getByRole('radiogroup').getByRole('radio').count()).toBe(1)
    expect(await from.getByRole('option').allTextContents()).toEqual(['local, on this disk', 'drive, on this disk'])
    await from.selectOption('drive, on this disk')
    await expect.poll(() => page.url()).toContain('repository=drive')
  })

  it('changes its password, and has another one for recovery, which is shown once and removed again', async () => {
    const { page } = await openPage(home.address('/repositories/drive'))
    const passwords = section(page, 'Passwords that open it')
    await passwords.getByRole('button', { name: 'Show which there are' }).click()
    await passwords.getByText('In use here').waitFor()
    expect(await passwords.getByRole('row').count()).toBe(2)
    await pressOn(page, passwords.getByRole('button', { name: 'Add one for recovery…' }))
    const recovery = page.getByRole('dialog', { name: /for recovery/ })
    await button(page, 'Make it').click()
    await recovery.getByText('It is kept nowhere').waitFor()
    const shown = (await recovery.locator('pre').textContent()) ?? ''
    expect(shown).toMatch(/^(?:[a-z2-9]{4}-){7}[a-z2-9]{4}$/)
    await expectAccessible(page)
    await button(page, 'I have written it down').click()
    await recovery.waitFor({ state: 'detached' })
    expect(await page.content()).not.toContain(shown)
    await passwords.getByRole('button', { name: /^Remove the one of/ }).click()
    await page.getByRole('dialog', { name: 'Remove this password?' }).getByRole('button', { name: 'Remove' }).click()
    await passwords.getByRole('button', { name: /^Remove the one of/ }).waitFor({ state: 'detached' })

    await passwords.getByRole('button', { name: 'Change the password…' }).click()
    const change = page.getByRole('dialog', { name: 'New password for “drive”' })
    await button(page, 'Change it').click()
    await change.getByText('The password is changed').waitFor()
    await button(page, 'Show the password').waitFor()
    await expectAccessible(page)
    const { runs } = await newest('keys')
    expect(runs.at(-1)).toMatchObject({ verdict: 'done', repository: 'drive' })
  })

  it('is not left while a password is made that nobody has seen; that is cancelled, or ends with it', async () => {
    const busy = () => takeLock(home.core.home.locks, repositoryLock('drive'), { doing: 'backing up' })
    const before = await busy()
    const { page } = await openPage(home.address('/repositories/drive'))
    await button(page, 'Change the password…').click()
    const change = page.getByRole('dialog', { name: 'New password for “drive”' })
    await button(page, 'Change it').click()
    await change.getByText('Waiting: another Vaultkeeper is backing up').waitFor()
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    expect(await change.getByRole('button', { name: 'Close' }).count()).toBe(0)
    expect(await button(page, 'Cancel').isDisabled()).toBe(true)
    before?.release()
    await change.getByText('The password is changed').waitFor()
    await button(page, 'Show the password').waitFor()
    await change.getByRole('button', { name: 'Close' }).click()
    await change.waitFor({ state: 'detached' })

    const again = await busy()
    await button(page, 'Add one for recovery…').click()
    const recovery = page.getByRole('dialog', { name: /for recovery/ })
    await button(page, 'Make it').click()
    await recovery.getByText('Waiting: another Vaultkeeper is backing up').waitFor()
    await page.keyboard.press('Escape')
    expect(await button(page, 'Cancel').isDisabled()).toBe(true)
    await recovery.getByRole('button', { name: /^Cancel: / }).click()
    await recovery.getByText('Cancelled before it was done.').waitFor()
    await button(page, 'Cancel').click()
    await recovery.waitFor({ state: 'detached' })
    again?.release()
    const { runs } = await newest('keys')
    expect(runs.at(-1)).toMatchObject({ verdict: 'cancelled', repository: 'drive' })
  })

  it('says of a changed password what still opens it where nobody may remove anything, and shows the new kit', async () => {
    const server = await startRestServer(temporaryFolder('append-only'), { appendOnly: true })
    const apart = await serveHome()
    await apart.configure({ repositories: { far: { type: 'rest', url: `${server.url}laptop` } } })
    const { job } = await apart.client.repositories.init({ repository: 'far' })
    for await (const { ended } of await apart.client.jobs.follow({ job })) if (ended !== null) expect(ended.verdict).toBe('done')
    const { page } = await openPage(apart.address('/repositories/far'))
    await button(page, 'Change the password…').click()
    const change = page.getByRole('dialog', { name: 'New password for “far”' })
    await button(page, 'Change it').click()
    await change.getByText('The password is changed, with remarks').waitFor()
    await change.getByText('The old password still opens the repository: its place lets nobody remove anything', { exact: false }).waitFor()
    expect(await change.getByText('opens the repository no more').count()).toBe(0)
    expect(await button(page, 'Change it').count()).toBe(0)
    await button(page, 'Show the password').waitFor()
    await expectAccessible(page)
  })

  it('waits no longer for a change of its password that a host began that has ended since', async () => {
    // What a page is left with when the host is begun anew: the id of a job that nobody tells of.
    const [before] = home.jobs.list()
    if (before === undefined) throw new Error('no job is known')
    const begin = vi.spyOn(home.jobs, 'begin').mockReturnValue({ ...before, id: 'of-the-host-before' })
    const { page } = await openPage(home.address('/repositories/drive'))
    await button(page, 'Change the password…').click()
    const change = page.getByRole('dialog', { name: 'New password for “drive”' })
    await button(page, 'Change it').click()
    await change.getByRole('alert').getByText('Vaultkeeper was started again since', { exact: false }).waitFor()
    expect(begin).toHaveBeenCalledOnce()
    begin.mockRestore()
    expect(await button(page, 'Change it').isEnabled()).toBe(true)
  })

  it('tells of another machine that keeps its snapshots there, which are restored into a folder', async () => {
    const server = path.join(home.person, '..', 'server')
    mkdirSync(server)
    writeFileSync(path.join(server, 'page.md'), 'a page\n')
    const raw = rawRestic(path.join(home.person, 'Backups'), servedPassword, server)
    await raw('backup', '--quiet', '--host', 'srv-01', '--tag', 'vault:web,plan:daily,label:daily/2026-10-01', '.')
    // Who comes to restore has the repositories asked.
    const { page } = await openPage(home.address('/restore?need=time'))
    await page.getByRole('combobox', { name: 'Vault' }).click()
    await page.getByText('srv-01', { exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await page.goto(home.place('/repositories/local'))
    const others = section(page, 'Other machines in it')
    await others.getByRole('button', { name: 'Change srv-01' }).click()
    await page.getByRole('textbox', { name: 'What it is called here' }).fill('The server')
    await page.getByRole('radio', { name: /^Never/ }).check()
    await expectAccessible(page)
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await others.getByText('The server', { exact: true }).waitFor()
    expect(written().machines).toEqual({ 'srv-01': { name: 'The server', staleAfter: false } })
    await others.getByRole('link', { name: 'Restore web of The server' }).click()
    await button(page, 'Everything, into a folder…').click()
    const folder = page.getByRole('textbox', { name: 'Folder' })
    await expect.poll(() => folder.inputValue()).toContain(path.join(home.person, 'web on The server as of'))
    expect(await page.getByRole('radio', { name: /place/ }).count()).toBe(0)
    await expectAccessible(page)
    const target = await folder.inputValue()
    await button(page, /^Restore/).click()
    await expect.poll(() => existsSync(path.join(target, 'page.md')), { timeout: 20_000 }).toBe(true)
  })

  it('whose server refuses is tested each time that somebody says so, and is not said to ask for nothing', async () => {
    let asked = 0
    const server = createServer((_, answer) => {
      asked++
      answer.writeHead(401).end()
    })
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    onTestFinished(() => void server.close())
    const far = { type: 'rest', url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/laptop` }
    const served = await serveHome({
      configuration: {
        vaults: { notes: { path: '~/Notes' } },
        repositories: { far },
        plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['far'] } },
      },
    })
    mkdirSync(path.join(served.person, 'Notes'))
    writeFileSync(path.join(served.person, 'Notes', 'idea.md'), '# The only copy\n')
    await runPlanNow(served.core, 'daily', testHost())
    const { page } = await openPage(served.address('/repositories/far'))
    const findings = page.getByRole('group', { name: 'What was found at this place' })
    for (const time of [1, 2]) {
      await button(page, 'Enter what it asks for').click()
      const dialog = page.getByRole('dialog', { name: 'What lets you into the repository “far”' })
      await dialog.getByText(`Nothing is kept here for ${far.url}: its settings name no user and no secrets.`, { exact: false }).waitFor()
      await expectAccessible(page)
      const before = asked
      await dialog.getByRole('link', { name: 'Test it' }).click()
      await findings.waitFor()
      expect(asked, `test ${time}`).toBeGreaterThan(before)
      // What was found is of what was written then.
      await page.getByRole('textbox', { name: 'Address' }).fill(`${far.url}/${time}`)
      await findings.waitFor({ state: 'detached' })
    }
  })

  it('becomes a mirror and has rates by the time of day in the file, and is taken out of it; nothing is deleted at its place', async () => {
    const { page } = await openPage(home.address('/repositories/office'))
    await page.getByText('What its server asks for is missing').waitFor()
    expect(await button(page, 'Make the repository').isDisabled()).toBe(true)
    await button(page, 'Upload at most: by the time of day').click()
    await page.getByRole('textbox', { name: 'Upload at most, line 1: rate' }).fill('2 MiB/s')
    await page.getByRole('combobox', { name: 'What fills it' }).selectOption('Mirror of local')
    await page.getByRole('textbox', { name: 'When it is copied' }).fill('every 6h')
    await button(page, 'Save').click()
    await page.getByRole('log').getByText('The repository office is saved.').waitFor()
    expect(written().repositories.office.limitUpload).toEqual([{ from: '08:00', to: '18:00', rate: '2 MiB/s' }])
    expect(written().repositories.office.mirror).toEqual({ of: 'local', schedule: 'every 6h' })
    await page.getByText('Mirror of', { exact: true }).first().waitFor()
    await button(page, 'Remove this repository…').click()
    const dialog = page.getByRole('dialog', { name: 'Remove the repository office?' })
    await dialog.getByText('Nothing is deleted at', { exact: false }).waitFor()
    await expectAccessible(page)
    await dialog.getByRole('button', { name: 'Remove' }).click()
    await page.getByRole('heading', { level: 1, name: 'Plans and repositories' }).waitFor()
    expect(Object.keys(written().repositories)).toEqual(['local', 'drive'])
  })
})

async function newest(kind: string): Promise<{ readonly runs: readonly { verdict: string | null; repository: string | null }[] }> {
  const jobs = await home.client.jobs.list()
  return jobs.findLast((job) => job.kind === kind)?.ended ?? { runs: [] }
}
