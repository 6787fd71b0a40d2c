import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { printable } from '../../../main/contract/words/printable.ts'
import { runPlanNow } from '../../../main/engine/daemon/execute-job.ts'
import { latestRuns } from '../../../main/engine/state/queries.ts'
import { openPage } from '../../helpers/browser.ts'
import { cheapenKey } from '../../helpers/forge-snapshots.ts'
import { hostileTexts } from '../../helpers/hostile-names.ts'
import { atRest, whatDoesNotFit } from '../../helpers/look-at.ts'
import { type ServedHome, servedPassword, serveHome } from '../../helpers/served-home.ts'
import { testHost } from '../../helpers/temporary-home.ts'

const hostile = '<img src=x onerror=hit()>'
const folder = `in ${hostile}`
/** Names of files hold no slash. */
const names = hostileTexts.map((text) => text.replaceAll('/', '∕'))
const turned = names.find((name) => name.startsWith('\u202e')) ?? ''
const picture = '<svg xmlns="http://www.w3.org/2000/svg" onload="hit()"><script>hit()</script></svg>'

let home: ServedHome
let snapshot: string

beforeAll(async () => {
  home = await serveHome({
    configuration: {
      vaults: { bad: { name: `Bad ${hostile}`, path: '~/bad', recoveryDocument: false } },
      repositories: { local: { type: 'local', path: `~/Backups ${hostile}` } },
      plans: { rules: { kind: 'on-change', approval: true, sources: ['bad'], repositories: ['local'] } },
      agents: { jay: { path: `~/bad/${folder}`, start: [hostile], heartbeat: { file: hostile }, preserve: [hostile] } },
    },
  })
  const bad = path.join(home.person, 'bad')
  mkdirSync(path.join(bad, folder), { recursive: true })
  for (const [index, name] of names.entries()) writeFileSync(path.join(bad, name), `${hostileTexts.toReversed()[index]}\n`)
  writeFileSync(path.join(bad, folder, 'picture.svg'), picture)
  writeFileSync(path.join(bad, folder, 'picture.png'), picture)
  writeFileSync(path.join(bad, folder, 'page.html'), `<h1>${hostileTexts.join('\n')}</h1>`)
  await runPlanNow(home.core, 'rules', testHost())
  cheapenKey(path.join(home.person, `Backups ${hostile}`), servedPassword)
  for (const name of names.slice(0, 3)) rmSync(path.join(bad, name))
  for (const name of names.slice(3)) writeFileSync(path.join(bad, name), `${name}\n${hostileTexts.join('\n')}\n`)
  await runPlanNow(home.core, 'rules', testHost())
  snapshot = latestRuns(home.core.state.database, 10).find(({ kind }) => kind === 'backup')?.snapshot ?? ''
})

/** Any script that gets a foot in calls this. */
async function watchHits(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const counted = window as unknown as { hits: number; hit: () => void }
    counted.hits = 0
    counted.hit = () => {
      counted.hits += 1
    }
  })
  await page.reload()
  return () => page.evaluate(() => (window as unknown as { hits: number }).hits)
}

it('whatever files, vaults and repositories are called, and whatever is in them, is text on every page', async () => {
  const { page, complaints } = await openPage(home.address())
  const hits = await watchHits(page)
  const run = latestRuns(home.core.state.database, 10).find(({ kind }) => kind === 'backup')?.id ?? ''
  const of = `vault=bad&repository=local&snapshot=${snapshot}`
  const file = (name: string) => `file=${encodeURIComponent(name)}`
  const routes: readonly (readonly [route: string, shows: string])[] = [
    ['/', hostile],
    ['/restore?need=file&q=hit', '<script>hit()'],
    ['/restore?need=file&q=onerror', hostile],
    [`/restore?need=file&vault=bad&repository=local&${file(turned)}`, printable(turned)],
    ['/restore?need=file&q=gnp', printable(turned)],
    ...names.slice(3, 12).map((name) => [`/restore?need=file&vault=bad&repository=local&${file(name)}`, name] as const),
    ...['svg', 'png'].map(
      (kind) => [`/restore?need=file&vault=bad&repository=local&${file(`${folder}/picture.${kind}`)}`, `picture.${kind}`] as const,
    ),
    [`/restore?need=file&vault=bad&repository=local&${file(`${folder}/page.html`)}`, 'page.html'],
    [`/restore?step=what&need=time&${of}`, hostile],
    [`/restore?need=time&${of}&path=${encodeURIComponent(folder)}&to=folder&folder=${encodeURIComponent(`/tmp/${hostile}`)}`, hostile],
    ['/restore?need=machine', hostile],
    ['/activity', 'Bad <img'],
    [`/activity/${run}`, 'Bad <img'],
    ['/approvals', hostile],
    ['/agents', hostile],
    ['/agents/jay', `It touches the file ${hostile}`],
    ['/restore?need=agent&agent=jay', hostile],
    [`/agents/${encodeURIComponent(hostile)}`, hostile],
    ['/plans', hostile],
    ['/plans/rules', hostile],
    ['/settings', 'Settings'],
    [`/restore?need=file&q=${encodeURIComponent(hostile)}`, ''],
    [`/activity/${encodeURIComponent(hostile)}`, ''],
    [`/${encodeURIComponent(hostile)}`, ''],
  ]
  // There is no such run.
  complaints.allow(/^409 \/rpc\/history\/run$|status of 409/)
  const begun = await page.locator('main').count()
  expect(begun).toBe(1)
  for (const [route, shows] of routes) {
    await page.goto(home.place(route))
    await atRest(page)
    // It is there, to be read: else the test has seen nothing.
    if (shows !== '') await expect.poll(() => page.locator('main').innerText(), { message: route }).toContain(shows)
    await pressDiffs(page)
    // And nothing turns the direction in which it is read.
    expect({ route, turned: (await page.locator('main').innerText()).includes('\u202e') }).toEqual({ route, turned: false })
    const foreign = await page
      .locator('main :is(script, iframe, object, embed, base, marquee, [onerror], [onload], [href^="javascript:"])')
      .count()
    expect({ route, hits: await hits(), foreign }).toEqual({ route, hits: 0, foreign: 0 })
  }
})

it('names that nothing can be broken at make no page wider than its window, and are cut off on no button', async () => {
  const long = 'unbreakable'.repeat(18)
  const id = (first: string) => first.padEnd(63, 'x')
  const wide = await serveHome({
    configuration: {
      vaults: { [id('v')]: { name: long, path: `~/${long}`, recoveryDocument: false } },
      repositories: { [id('r')]: { type: 'local', path: `~/${id('drive')}/${long}` } },
      plans: { [id('p')]: { kind: 'daily', sources: [id('v')], repositories: [id('r')] } },
      agents: { [id('a')]: { path: `~/${long}`, start: ['/bin/true'], heartbeat: { file: 'beat' } } },
    },
  })
  mkdirSync(path.join(wide.person, long))
  writeFileSync(path.join(wide.person, long, `${long}.md`), 'a\n')
  await runPlanNow(wide.core, id('p'), testHost())
  const { page } = await openPage(wide.address(), { width: 320, height: 640 })
  const routes: readonly (readonly [route: string, shows: string])[] = [
    [`/plans/${id('p')}`, `Delete the plan ${id('p')}`],
    [`/restore?need=file&vault=${id('v')}&repository=${id('r')}&file=${long}.md`, 'Put it back where it was'],
    [`/restore?need=agent&agent=${id('a')}`, `Bring ${id('a')} back`],
  ]
  for (const [route, shows] of routes) {
    await page.goto(wide.place(route))
    await page.getByRole('button', { name: shows }).waitFor()
    for (const [width, height] of [
      [320, 640],
      [1280, 800],
    ] as const) {
      await page.setViewportSize({ width, height })
      await atRest(page)
      expect({ route, width, faults: await whatDoesNotFit(page) }).toEqual({ route, width, faults: [] })
    }
  }
})

/** What is only shown when somebody asks for it. */
async function pressDiffs(page: Page): Promise<void> {
  for (const name of ['Content', 'Compared with the disk']) {
    const control = page.getByText(name, { exact: true }).first()
    if (!(await control.isVisible())) continue
    await control.click()
    await atRest(page)
  }
}
