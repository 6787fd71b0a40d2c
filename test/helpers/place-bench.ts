import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { openPage } from './browser.ts'
import { type FakeKeychain, fakeKeychain } from './fake-keychain.ts'
import { provideRclone } from './programs.ts'
import { filesHolding } from './secret-forms.ts'
import { type ServedHome, serveHome } from './served-home.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** A home with one vault, to which repositories are added by page. */
export type PlaceBench = {
  readonly home: ServedHome
  readonly keychain: FakeKeychain
  /** A path in a folder for servers and what they keep. */
  readonly at: (...names: readonly string[]) => string
  /** Opens the form of a kind of place from the list of repositories. */
  readonly begin: (kind: string) => Promise<Page>
  /** Makes the repository that the form describes, backs up into it by the plan `to-NAME`, and sees it stand on its page. */
  readonly finish: (page: Page, name: string) => Promise<void>
  /** Nothing that the page or the home keeps holds one of the secrets. */
  readonly expectKeptNowhere: (page: Page, ...secrets: readonly string[]) => Promise<void>
}

/** A button by its name. */
export function button(page: Page, name: string | RegExp): Locator {
  return page.getByRole('button', { name, exact: typeof name === 'string' })
}

/** A field of a form by its label. */
export function field(page: Page, name: string): Locator {
  return page.getByRole('textbox', { name, exact: true })
}

/** What the test of a place has found. */
export function found(page: Page): Locator {
  return page.getByRole('group', { name: 'What was found at this place' })
}

/** Serves a home for adding repositories. @param names what they will be called: each gets a plan of its own, so that none waits for the places of the others */
export async function placeBench(...names: readonly string[]): Promise<PlaceBench> {
  const folder = temporaryFolder('places')
  const keychain = fakeKeychain()
  const programs = path.dirname(await provideRclone(() => undefined))
  const plan = { kind: 'daily', sources: ['notes'], repositories: ['default'] }
  const home = await serveHome({
    keychain,
    environment: { PATH: `${programs}:${process.env['PATH']}` },
    configuration: {
      vaults: { notes: { name: 'Notes', path: '~/Notes', recoveryDocument: false } },
      plans: Object.fromEntries(names.map((name) => [`to-${name}`, plan])),
    },
  })
  mkdirSync(path.join(home.person, 'Notes'))
  writeFileSync(path.join(home.person, 'Notes', 'idea.md'), '# The only copy\n')
  return {
    home,
    keychain,
    at: (...parts) => path.join(folder, ...parts),
    begin: async (kind) => {
      const { page } = await openPage(home.address('/plans'))
      await page.getByRole('link', { name: 'Add a repository' }).first().click()
      await page.getByRole('link', { name: new RegExp(`^${kind}`) }).click()
      await page.getByRole('heading', { level: 2, name: 'Where is it?' }).waitFor()
      return page
    },
    finish: async (page, name) => {
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
    },
    expectKeptNowhere: async (page, ...secrets) => {
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
      expect(filesHolding(home.root, secrets)).toEqual([])
    },
  }
}
