import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { expectAccessible } from '../../helpers/axe.ts'
import { openPage } from '../../helpers/browser.ts'
import { cheapenKey } from '../../helpers/forge-snapshots.ts'
import { type GitPair, gitPair } from '../../helpers/git-pair.ts'
import { pressOn } from '../../helpers/keyboard.ts'
import { type ServedHome, servedPassword, serveHome } from '../../helpers/served-home.ts'

let home: ServedHome
let pair: GitPair
let repository: string

/** A vault in git, with a remote on the same disk, backed up once. */
beforeAll(async () => {
  pair = gitPair('vault-page')
  const { HOME: _, PATH: __, ...apart } = pair.environment
  home = await serveHome({ environment: apart })
  repository = path.join(home.person, 'drive')
  pair.commit('plan.md', '# What only this commit says\n')
  pair.git('push', '--quiet')
  await home.configure({
    vaults: { opus: { name: 'Opus', path: pair.vault, git: {}, configuration: ['.mcp.json'] } },
    repositories: { drive: { type: 'local', path: repository } },
    plans: { daily: { kind: 'daily', sources: ['opus'], repositories: ['drive'] } },
  })
  await endOf((await home.client.repositories.init({ repository: 'drive' })).job)
  cheapenKey(repository, servedPassword)
  await endOf((await home.client.backups.start({ plan: 'daily' })).job)
})

async function endOf(job: string): Promise<void> {
  for await (const { ended } of await home.client.jobs.follow({ job })) if (ended !== null) expect(ended.verdict).toBe('done')
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true })

/** Somebody else takes the newest commit off the remote, by force. */
function rewriteRemote(): string {
  const lost = pair.git('rev-parse', 'main')
  const other = path.join(pair.folder, 'other')
  pair.gitIn(pair.folder, 'clone', '--quiet', pair.remote, other)
  pair.gitIn(other, 'reset', '--quiet', '--hard', 'HEAD~1')
  pair.gitIn(other, 'commit', '--quiet', '--allow-empty', '-m', 'Something else')
  pair.gitIn(other, 'push', '--quiet', '--force')
  // And whoever fetches it here has it no more either.
  pair.git('fetch', '--quiet')
  pair.git('reset', '--quiet', '--hard', 'origin/main')
  pair.git('reflog', 'expire', '--expire=now', '--all')
  pair.git('gc', '--quiet', '--prune=now')
  return lost
}

describe("a vault's page", () => {
  it('tells of a branch that was rewritten on its remote, and brings it back out of a snapshot; what is not pushed is pushed', {
    timeout: 180_000,
  }, async () => {
    const { page } = await openPage(home.address('/'))
    await page.getByRole('link', { name: 'Opus', exact: true }).click()
    await page.getByRole('heading', { level: 1, name: 'Opus' }).waitFor()
    const git = section(page, 'Git')
    await git.getByText('Up to date').first().waitFor()
    const lost = rewriteRemote()
    await git.getByRole('button', { name: 'Look again' }).click()
    await git.getByText('was rewritten (a force-push)').first().waitFor()
    await expectAccessible(page)
    await pressOn(page, git.getByRole('button', { name: 'Bring it back: main' }))
    await git.getByText('"main" is there again as "main-regained"').waitFor()
    expect(pair.git('rev-parse', 'main-regained')).toBe(lost)
    await git.getByRole('button', { name: 'I know about it: main' }).click()
    await page.getByRole('dialog').getByText('You are told no more of it').waitFor()
    await expectAccessible(page)
    await button(page, 'Yes, on purpose').click()
    await git.getByText('was rewritten (a force-push)').first().waitFor({ state: 'detached' })

    pair.git('branch', '--quiet', '-D', 'main-regained')
    const mine = pair.commit('later.md')
    await git.getByRole('button', { name: 'Look again' }).click()
    await git
      .getByRole('button', { name: /^Push now/ })
      .first()
      .click()
    await git.getByText('1 commit pushed to "origin"').waitFor()
    expect(pair.gitIn(pair.remote, 'rev-parse', 'main')).toBe(mine)
  })

  it('finds a token that the next commit would take along, and never shows it; shows the recovery document', async () => {
    const token = ['ghp', 'q7Zr2LxT9vKd4WmNs8YbHc3PfJu6Ga1Ee5Ro'].join('_')
    writeFileSync(path.join(pair.vault, '.mcp.json'), `{\n  "token": "${token}"\n}\n`)
    pair.git('add', '.mcp.json')
    const { page } = await openPage(home.address('/vaults/opus'))
    const files = section(page, 'Configuration files')
    await files.getByText('.mcp.json:2').waitFor()
    await files.getByText('the next commit would take it along').waitFor()
    expect(await page.content()).not.toContain(token)
    await expectAccessible(page)
    pair.git('rm', '--quiet', '--force', '.mcp.json')
    await files.getByRole('button', { name: 'Look again: configuration files' }).click()
    await files.getByText('.mcp.json:2').waitFor({ state: 'detached' })

    const document = section(page, 'Recovery document')
    const file = path.join(pair.vault, '00_system/docs/disaster-recovery.md')
    rmSync(file, { force: true })
    await page.reload()
    await document.getByText('Not written yet').waitFor()
    await document.getByRole('button', { name: 'Write it now' }).click()
    await document.getByText('Up to date').waitFor()
    await document.getByText('Read it').click()
    await document.getByText('restic', { exact: false }).first().waitFor()
    expect(readFileSync(file, 'utf8')).toContain('restic')
    await expectAccessible(page)
  })

  it('tries a restore and says how long one takes; a damaged repository is told with the files that do not come back', async () => {
    appendFileSync(path.join(pair.vault, 'plan-b.md'), 'x'.repeat(5_000))
    await endOf((await home.client.backups.start({ plan: 'daily' })).job)
    const { page } = await openPage(home.address('/vaults/opus'))
    const drills = section(page, 'Last proven restorable')
    await drills.getByText('Not tried yet').waitFor()
    await pressOn(page, drills.getByRole('button', { name: 'Try a restore now: out of drive' }))
    await drills.getByText('You would be back in a few seconds.').waitFor()
    await drills.getByText(/^Proven just now: all of it/).waitFor()
    await expectAccessible(page)
    damage()
    await drills.getByRole('button', { name: 'Try a restore now: out of drive' }).click()
    await drills.getByText('Failed', { exact: true }).waitFor()
    await drills.getByRole('link', { name: 'See what happened' }).waitFor()
    expect(await drills.getByRole('listitem').filter({ hasText: 'is damaged' }).or(drills.getByText('is missing')).count()).toBeGreaterThan(
      0,
    )
    await expectAccessible(page)
    await page.goto(home.place('/'))
    await page.getByRole('heading', { name: 'What needs you' }).waitFor()
    await page
      .getByRole('article', { name: 'Opus' })
      .getByText(/back in a few seconds/)
      .waitFor()
    await drills.waitFor({ state: 'detached' })
  })
})

/** A byte in the middle of the largest pack is another one. */
function damage(): void {
  const data = path.join(repository, 'data')
  const packs = readdirSync(data, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const largest =
    packs.map((entry) => path.join(entry.parentPath, entry.name)).toSorted((a, b) => statSync(b).size - statSync(a).size)[0] ?? ''
  const bytes = readFileSync(largest)
  bytes[100] = (bytes[100] ?? 0) ^ 1
  rmSync(largest)
  writeFileSync(largest, bytes)
}
