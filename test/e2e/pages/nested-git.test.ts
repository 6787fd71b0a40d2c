import path from 'node:path'
import type { Locator } from 'playwright-core'
import { expect, it } from 'vitest'
import { openPage } from '../../helpers/browser.ts'
import { gitBench } from '../../helpers/git-bench.ts'
import { serveHome } from '../../helpers/served-home.ts'

const git = gitBench()

/** Somebody else replaces what a branch of a remote has, by force; and whoever fetches it has it no more either. */
function rewrite(name: string, clone: string, branch: string): void {
  const other = `other-${name}-${branch}`
  git.git('.', 'clone', '--quiet', '--branch', branch, git.at(`${name}.git`), other)
  git.git(other, 'reset', '--quiet', '--hard', 'HEAD~1')
  git.commit(other, 'instead.md', `${branch}\n`)
  git.git(other, 'push', '--quiet', '--force')
  git.git(clone, 'fetch', '--quiet')
  git.git(clone, 'checkout', '--quiet', branch)
  git.git(clone, 'reset', '--quiet', '--hard', `origin/${branch}`)
}

it('a branch that one repository of a vault lost is settled for that one; another repository in it that lost the same is told of still', async () => {
  const vault = git.cloned('Notes')
  git.cloned('lib')
  git.git('Notes', 'clone', '--quiet', git.at('lib.git'), 'lib')
  for (const clone of ['Notes', 'Notes/lib']) {
    git.commit(clone, 'more.md')
    git.git(clone, 'push', '--quiet', 'origin', 'main', 'main:draft')
    git.git(clone, 'branch', '--quiet', 'draft')
  }
  const { HOME: _, PATH: __, ...apart } = git.environment
  const home = await serveHome({ environment: apart })
  await home.configure({
    vaults: { notes: { name: 'Notes', path: vault, git: {}, recoveryDocument: false } },
    repositories: { drive: { type: 'local', path: path.join(home.person, 'drive') } },
    plans: { daily: { kind: 'daily', sources: ['notes'], repositories: ['drive'] } },
  })
  await home.client.git.get({ vault: 'notes' })
  for (const [name, clone] of [
    ['Notes', 'Notes'],
    ['lib', 'Notes/lib'],
  ] as const) {
    for (const branch of ['draft', 'main']) rewrite(name, clone, branch)
    git.git(clone, 'reflog', 'expire', '--expire=now', '--all')
    git.git(clone, 'gc', '--quiet', '--prune=now')
  }
  const left = async () => {
    const { findings } = await home.client.git.get({ vault: 'notes' })
    return findings
      .filter(({ state }) => state === 'rewritten')
      .map(({ repository, branch }) => `${repository}:${branch}`)
      .toSorted()
  }
  expect(await left()).toEqual([':draft', ':main', 'lib:draft', 'lib:main'])

  // The card on the overview settles one branch, the page of the vault the other; both tell of the vault's own repository first.
  const { page } = await openPage(home.address('/'))
  await know(page.getByRole('button', { name: 'I know about it' }).first())
  await expect.poll(left).toHaveLength(3)
  const [other, ...rest] = await left()
  expect(rest).toEqual(['lib:draft', 'lib:main'])
  await page.goto(home.place('/vaults/notes'))
  await know(page.getByRole('button', { name: `I know about it: ${other?.slice(1)}` }).first())
  await expect.poll(left).toEqual(['lib:draft', 'lib:main'])
})

async function know(button: Locator): Promise<void> {
  await button.click()
  await button
    .page()
    .getByRole('dialog')
    .getByRole('button', { name: /Yes|know/ })
    .click()
}
