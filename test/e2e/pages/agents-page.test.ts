import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { agentSettings, makeAgent } from '../../helpers/agent-programs.ts'
import { expectAccessible } from '../../helpers/axe.ts'
import { openPage } from '../../helpers/browser.ts'
import { cheapenKey } from '../../helpers/forge-snapshots.ts'
import { expectFocusKept, pressOn, tabTo } from '../../helpers/keyboard.ts'
import { atRest, whatDoesNotFit } from '../../helpers/look-at.ts'
import { type ServedHome, servedPassword, serveHome } from '../../helpers/served-home.ts'

let home: ServedHome
let folder: (agent: string) => string

const configuration = () => ({
  vaults: { agents: { name: 'Agents', path: '~/agents', recoveryDocument: false }, part: { path: '~/part', recoveryDocument: false } },
  repositories: { drive: { type: 'local', path: '~/drive' } },
  plans: {
    weekly: { kind: 'weekly', sources: ['agents'], repositories: ['drive'] },
    memory: {
      kind: 'daily',
      sources: [
        { vault: 'agents', include: ['**/memory/**'] },
        { vault: 'part', include: ['**/memory/**', '*.mjs'] },
      ],
      repositories: ['drive'],
    },
  },
  agents: {
    z: agentSettings(folder('z'), { critical: true }),
    jay: agentSettings(folder('jay'), { dependsOn: ['z'], preserve: ['queue.log'] }),
    rick: agentSettings(folder('rick'), { critical: true, dependsOn: ['z'], aliveWithin: '1s' }),
    leroy: agentSettings(folder('leroy'), { dependsOn: ['rick'] }),
    slow: agentSettings(folder('slow'), { aliveWithin: '2m' }),
    ines: agentSettings('~/part/ines'),
  },
})

/** Everything of Sunday, and today's memory over it; of the last one only the memory. */
beforeAll(async () => {
  home = await serveHome()
  folder = (agent) => path.join(home.person, agent === 'ines' ? 'part' : 'agents', agent)
  for (const agent of ['z', 'jay', 'leroy', 'ines']) makeAgent(folder(agent))
  for (const agent of ['rick', 'slow']) makeAgent(folder(agent), 'silent')
  await home.configure(configuration())
  await endOf((await home.client.repositories.init({ repository: 'drive' })).job)
  cheapenKey(path.join(home.person, 'drive'), servedPassword)
  await endOf((await home.client.backups.start({ plan: 'weekly' })).job)
  writeFileSync(path.join(folder('jay'), 'memory', 'day.md'), 'What was learnt today\n')
  await endOf((await home.client.backups.start({ plan: 'memory' })).job)
})

afterAll(async () => {
  for (const { pid } of (await home.client.agents.list()).agents) if (pid !== null) process.kill(pid, 'SIGKILL')
})

async function endOf(job: string): Promise<void> {
  for await (const { ended } of await home.client.jobs.follow({ job })) if (ended !== null) expect(ended.verdict).toBe('done')
}

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const link = (page: Page, name: string | RegExp) => page.getByRole('link', { name, exact: true })
const main = (page: Page) => page.getByRole('main')
const row = (page: Page, agent: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('checkbox', { name: `Choose ${agent}` }) })

async function expectWellMade(page: Page): Promise<void> {
  await expectAccessible(page)
  expect(await whatDoesNotFit(page)).toEqual([])
}

describe('the agents', () => {
  it('are brought back level by level, by keyboard alone, with the newest memory over the skills of the week', async () => {
    rmSync(path.join(folder('z'), 'agent.mjs'))
    writeFileSync(path.join(folder('jay'), 'memory', 'day.md'), 'nonsense')
    writeFileSync(path.join(folder('jay'), 'skills', 'plan.md'), 'nonsense')
    writeFileSync(path.join(folder('jay'), 'queue.log'), 'what is still to do\n')
    const { page } = await openPage(home.address('/'))
    await pressOn(page, page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Agents' }))
    await row(page, 'jay').getByText('Dead').waitFor()
    await row(page, 'jay').getByText('weekly, with memory laid over it').waitFor()
    await row(page, 'ines').getByText('Incomplete').waitFor()
    await expectWellMade(page)
    await pressOn(page, page.getByRole('checkbox', { name: 'Choose z' }), 'Space')
    await pressOn(page, page.getByRole('checkbox', { name: 'Choose jay' }), 'Space')
    await pressOn(page, link(page, 'Bring them back'))
    const card = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'jay' }) })
    await card.getByText('files are replaced').waitFor()
    await card.getByText('queue.log').waitFor()
    await card.getByText('memory').first().waitFor()
    expect(await page.getByRole('heading', { level: 3 }).allTextContents()).toEqual(['First', 'Second'])
    await expectWellMade(page)
    await pressOn(page, button(page, 'Bring z and jay back'))
    await main(page).getByText('All 2 agents are back').waitFor({ timeout: 60_000 })
    await expectFocusKept(page)
    await expectWellMade(page)
    expect(readFileSync(path.join(folder('jay'), 'memory', 'day.md'), 'utf8')).toBe('What was learnt today\n')
    expect(readFileSync(path.join(folder('jay'), 'skills', 'plan.md'), 'utf8')).toBe('How to plan\n')
    expect(readFileSync(path.join(folder('jay'), 'queue.log'), 'utf8')).toBe('what is still to do\n')
    await pressOn(page, link(page, 'See all agents'))
    await row(page, 'jay').getByText('Alive').waitFor()
    await page.getByText('2 alive, 4 dead').waitFor()
  })

  it('that do not come back are told with the whole text, one click away; those that need them are not started', async () => {
    const { page } = await openPage(home.address('/restore'))
    await page.getByRole('link', { name: /^Bring an agent back/ }).click()
    await page.getByRole('checkbox', { name: 'rick' }).check()
    await page.getByRole('checkbox', { name: 'leroy' }).check()
    await button(page, 'See what it would do').click()
    await button(page, 'Bring rick and leroy back').click()
    await main(page).getByText('0 of 2 agents are back').waitFor({ timeout: 60_000 })
    await main(page).getByText('leroy was not started').first().waitFor()
    await expectWellMade(page)
    await page.goto(home.place('/agents'))
    await main(page).getByText('rick needs you').waitFor()
    await row(page, 'rick').getByText('Needs you').waitFor()
    await expectWellMade(page)
    await link(page, 'Read what happened').first().click()
    const text = page.getByRole('region', { name: 'What happened to rick' })
    await text.getByText('I cannot find my queue').waitFor()
    const [rick] = (await home.client.agents.list()).agents.filter(({ agent }) => agent === 'rick')
    await page.getByText(rick?.escalation?.bundle ?? 'no bundle', { exact: true }).waitFor()
    await expectWellMade(page)
    await button(page, 'I have looked').click()
    await text.waitFor({ state: 'detached' })
    await page.getByText('When it was brought back last').waitFor()
  })

  it('of which only a part is saved come back when somebody says so', async () => {
    rmSync(path.join(folder('ines'), 'memory'), { recursive: true })
    const { page } = await openPage(home.address('/agents/ines'))
    await page.getByText('Not all of it would come back').waitFor()
    await link(page, 'Bring it back').click()
    const begin = button(page, 'Bring ines back')
    await begin.waitFor()
    expect(await begin.isDisabled()).toBe(true)
    await expectWellMade(page)
    await page.getByRole('checkbox', { name: 'Bring back what there is all the same' }).check()
    await begin.click()
    await main(page).getByText('ines is back').first().waitFor({ timeout: 60_000 })
    expect(readFileSync(path.join(folder('ines'), 'memory', 'day.md'), 'utf8')).toBe('What was learnt on Sunday\n')
    // What only the disk had stayed.
    expect(readFileSync(path.join(folder('ines'), 'skills', 'plan.md'), 'utf8')).toBe('How to plan\n')
  })

  it('on their way back are followed on every page that is open, and cancelled', async () => {
    const { page } = await openPage(home.address('/agents'))
    await row(page, 'slow').waitFor()
    const { job } = await home.client.agents.recover({ agents: ['slow'] })
    const going = page.getByRole('region', { name: 'Being brought back now' })
    await going.getByText('its heartbeat is waited for').waitFor({ timeout: 30_000 })
    await row(page, 'slow').getByText('Coming back').waitFor()
    await expectWellMade(page)
    await tabTo(page, going.getByRole('button', { name: /^Cancel/ }))
    await page.keyboard.press('Enter')
    await going.waitFor({ state: 'detached' })
    const ended = (await home.client.jobs.list()).find(({ id }) => id === job)?.ended
    expect(ended?.verdict).toBe('cancelled')
    await page.goto(home.place(`/restore?need=agent&agent=slow&job=${job}`))
    await main(page).getByText('It was cancelled').waitFor()
  })

  it('are left alone for a while, and watched again', async () => {
    const { page } = await openPage(home.address('/agents/jay'))
    await pressOn(page, button(page, 'Leave it alone'))
    const dialog = page.getByRole('dialog')
    await dialog.getByText('neither brought back by itself nor told of').waitFor()
    await expectAccessible(page)
    await pressOn(page, dialog.getByRole('button', { name: 'Leave it alone' }))
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('Left alone', { exact: true }).waitFor()
    await expectFocusKept(page)
    await pressOn(page, button(page, 'Watch it again'))
    await page.getByText('Left alone', { exact: true }).waitFor({ state: 'detached' })
    await expectFocusKept(page)
  })

  it('are listed at once when there are 200, and found by name', async () => {
    const many = Object.fromEntries(
      // The last thirty have a backup.
      Array.from({ length: 200 }, (_, at) => [
        `agent-${String(at).padStart(3, '0')}`,
        agentSettings(folder(at < 170 ? `many-${at}` : 'z')),
      ]),
    )
    await home.configure({ ...configuration(), agents: many })
    // By the processor, whoever else is at it: a list of all processes for each would take ten times as much.
    const before = process.cpuUsage()
    await home.client.agents.list()
    const { user, system } = process.cpuUsage(before)
    expect((user + system) / 1_000).toBeLessThan(4_000)
    const { page } = await openPage(home.address('/agents'))
    await row(page, 'agent-199').waitFor({ state: 'attached', timeout: 60_000 })
    expect(await page.getByRole('checkbox', { name: /^Choose / }).count()).toBe(200)
    await page.getByRole('textbox', { name: 'Find an agent by its name' }).fill('-17')
    await row(page, 'agent-016').waitFor({ state: 'detached' })
    expect(await page.getByRole('checkbox', { name: /^Choose / }).count()).toBe(10)
    await page.getByRole('button', { name: 'Choose all' }).click()
    await page.getByText('10 agents chosen').waitFor()
    const back = new URLSearchParams((await page.getByRole('link', { name: 'Bring them back' }).getAttribute('href'))?.split('?')[1])
    expect(back.getAll('agent')).toEqual(Object.keys(many).slice(170, 180))
  })

  it('have no place in the menu where none is configured, and their page says how there comes to be one', async () => {
    await home.configure({ ...configuration(), agents: {} })
    const { page } = await openPage(home.address('/agents'))
    await page.getByRole('heading', { name: 'No agents are watched' }).waitFor()
    await atRest(page)
    expect(await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Agents' }).count()).toBe(0)
    await expectWellMade(page)
    await home.configure(configuration())
  })
})
