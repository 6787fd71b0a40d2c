import { renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { waitFor } from '../helpers/cli-processes.ts'
import { farFromNow } from '../helpers/far-from-now.ts'
import { openTrayBench, type TrayBench } from '../helpers/tray-bench.ts'

// On macOS, where the words of a closed menu are never held: on Linux they wait for seconds.

/** What a click has to do. It is checked, and what would be in the way of the next is undone. */
type Effect = (app: TrayBench) => Promise<void>

const daily = { kind: 'daily', schedule: farFromNow(), timeZone: 'UTC', sources: ['notes'] }

/** Every item that can be clicked in this state is named, in its order, and does what is said of it. */
async function everyItem(app: TrayBench, items: readonly (readonly [label: RegExp, effect: Effect])[]): Promise<void> {
  const { tray } = app
  const labels = items.map(([label]) => expect.stringMatching(label))
  await expect.poll(() => tray.menu.clickable(), { timeout: 10_000 }).toEqual(labels)
  for (const [label, effect] of items) {
    const path = await waitFor(`${label} in ${tray.menu.words().join(' | ')}`, () => tray.menu.clickable().find((one) => label.test(one)))
    tray.choose(path)
    await effect(app)
  }
}

const opens =
  (page: string): Effect =>
  async ({ opened }) => {
    expect(opened.splice(0)).toEqual([page])
  }

const backsUp =
  (plan: string | null, verdict = 'done'): Effect =>
  async ({ jobs }) => {
    const job = await waitFor('a backup that goes on', () => jobs.list().find(({ ended }) => ended === null))
    expect(job).toMatchObject({ kind: 'backup', plan })
    expect((await waitFor('its end', () => jobs.get(job.id).ended ?? undefined)).verdict).toBe(verdict)
  }

/** `hours` from now; `null`: until somebody resumes; `'tomorrow'`: until the day is over. */
const pauses =
  (length: number | null | 'tomorrow'): Effect =>
  async ({ client, offers, home }) => {
    await offers(/^Resume/)
    const [pause, ...others] = (await client.schedule.get()).pauses.filter(({ plan }) => plan === null)
    expect(others).toEqual([])
    const until = pause?.until ?? null
    const now = home.core.ports.clock.now()
    if (length === null) expect(until).toBeNull()
    else if (length === 'tomorrow') expect(new Date(until ?? 0).getTime()).toBe(new Date(now).setHours(24, 0, 0, 0))
    else expect(Math.abs(Date.parse(until ?? '') - now.getTime() - length * 3_600_000)).toBeLessThan(30_000)
    await client.schedule.resume({})
    await offers(/^Pause › For 1 hour$/)
  }

const resumes: Effect = async ({ client, offers }) => {
  await offers(/^Pause › For 1 hour$/)
  expect((await client.schedule.get()).pauses).toEqual([])
}

const quits: Effect = async (app) => {
  expect(app.quits()).toBe(1)
  app.forgetQuits()
}

const pauseItems = [
  [/^Pause › For 1 hour$/, pauses(1)],
  [/^Pause › Until tomorrow$/, pauses('tomorrow')],
  [/^Pause › Until I resume$/, pauses(null)],
] as const
const closing = [
  [/^Open Vaultkeeper$/, opens('/')],
  [/^Quit Vaultkeeper$/, quits],
] as const

describe('every item of the menu does what it says', () => {
  test('on real records: nothing set up, never ran, running, protected, paused, failed, refused, and while it quits', {
    timeout: 60_000,
  }, async () => {
    const app = await openTrayBench({ platform: 'darwin', desktop: true, rest: 10 })
    const { bench, tray, becomes, offers, client, jobs } = app
    await app.runSchedule()

    // There is no plan.
    await everyItem(app, [[/^notes has no backup yet$/, opens('/')], [/^notes: no backup yet$/, opens('/')], ...closing])

    // It never ran; the click begins the first backup, which is held in the middle.
    bench.configure({ plans: { daily } })
    await offers(/^Back up now$/)
    const held = bench.shim.hold('backup')
    await everyItem(app, [
      [/^notes has no backup yet$/, opens('/')],
      [/^notes: no backup yet, next (?:today|tomorrow) at /, opens('/')],
      [/^Back up now$/, () => held.reached()],
      ...pauseItems,
      ...closing,
    ])

    // It runs.
    await becomes('running')
    await offers(/› Cancel$/)
    await everyItem(app, [
      [/^notes has no backup yet$/, opens('/')],
      [/^notes: being backed up now/, opens('/')],
      [/^Backing up notes › Show in Vaultkeeper$/, opens('/')],
      [/^Backing up notes › Cancel$/, async () => held.letGo()],
      ...pauseItems,
      ...closing,
    ])
    const [first] = jobs.list()
    expect((await waitFor('the end of what was cancelled', () => jobs.get(first?.id ?? '').ended ?? undefined)).verdict).toBe('cancelled')

    // All is well, with two plans.
    tray.choose(await offers(/^Back up now$/))
    await backsUp(null)(app)
    await becomes('protected')
    bench.configure({ plans: { daily, weekly: { ...daily, kind: 'weekly' } } })
    await offers(/^Back up now › All plans$/)
    await everyItem(app, [
      [/^notes is protected/, opens('/')],
      [/^notes: last backup just now/, opens('/')],
      [/^Back up now › All plans$/, backsUp(null)],
      [/^Back up now › Plan "daily"$/, backsUp('daily')],
      [/^Back up now › Plan "weekly"$/, backsUp('weekly')],
      [/^Restore files…$/, opens('/restore')],
      ...pauseItems,
      ...closing,
    ])

    // One plan is paused; then all are.
    bench.configure({ plans: { daily } })
    await offers(/^Back up now$/)
    await client.schedule.pause({ plan: 'daily' })
    await offers(/^Resume/)
    await everyItem(app, [
      [/paused$/, opens('/')],
      [/^notes: paused/, opens('/')],
      [/^Back up now$/, backsUp(null)],
      [/^Restore files…$/, opens('/restore')],
      [/^Resume/, resumes],
      ...closing,
    ])

    // The vault is gone: what is wrong leads to where it is told.
    renameSync(bench.vault, `${bench.vault}.away`)
    tray.choose('Back up now')
    await backsUp(null, 'failed')(app)
    await becomes('failed')
    await everyItem(app, [
      [/^notes is not (fully )?protected/, opens('/')],
      [/^notes is not backed up/, opens('/plans/daily')],
      [/^notes: failed/, opens('/')],
      [/^Back up now$/, backsUp(null, 'failed')],
      [/^Restore files…$/, opens('/restore')],
      ...pauseItems,
      ...closing,
    ])

    // While it quits nothing is begun any more.
    app.icon.setQuitting(true)
    const quitNow = await offers(/^Quit now$/)
    expect(tray.menu.words()[0]).toBe('Vaultkeeper quits when this is finished')
    expect(tray.menu.clickable()).not.toContain('Back up now')
    tray.choose(quitNow)
    await quits(app)
    app.icon.setQuitting(false)
    tray.choose(await offers(/^Quit Vaultkeeper$/))
    await quits(app)
    // Whatever was refused had been told; nothing was.
    expect(app.told).toEqual([])
  })

  test('on a home that was never set up, and where there is more than a menu has room for', async () => {
    const app = await openTrayBench({ platform: 'darwin', rest: 10, before: (_, bench) => bench.configure('{ "version": 1 }') })
    await app.runSchedule()
    await everyItem(app, [[/^Nothing is backed up yet$/, opens('/')], [/^Set up Vaultkeeper…$/, opens('/first-run')], ...closing])

    const numbers = Array.from({ length: 14 }, (_, at) => `${at + 10}`)
    const vaults = Object.fromEntries(numbers.slice(0, 7).map((number) => [`v${number}`, { path: `~/missing-${number}` }]))
    const plans = Object.fromEntries(numbers.map((number, at) => [`p${number}`, { ...daily, sources: [`v${(at % 7) + 10}`] }]))
    app.bench.configure(JSON.stringify({ version: 1, vaults, plans }))
    app.tray.choose(await app.offers(/^Back up now › Plan "p10"$/))
    await app.becomes('failed')
    app.tray.choose(await app.offers(/^Back up now › Plan "p11"$/))
    await app.offers(/more things? needs? you…$/)
    const more: [RegExp, Effect][] = [
      [/more things? needs? you…$/, opens('/')],
      [/^and 2 more$/, opens('/')],
      [/^Back up now › and 3 more plans$/, opens('/plans')],
    ]
    for (const [label, effect] of more) {
      app.tray.choose(await app.offers(label))
      await effect(app)
    }
  })

  test('changes that wait for approval are named, and lead to where they are approved', async () => {
    const plans = { agent: { kind: 'on-change', sources: ['notes'], debounce: '200ms', atMostEvery: '1s', approval: true } }
    const app = await openTrayBench({ plans, platform: 'darwin', desktop: true, rest: 10 })
    const { tray, opened, offers, becomes, client, bench } = app
    await client.backups.start({ plan: 'agent' })
    await becomes('protected')
    await app.runSchedule()
    writeFileSync(path.join(bench.vault, 'b.md'), 'by an agent')
    tray.choose(await offers(/approv/))
    expect(opened).toEqual(['/approvals'])
    expect(app.state()).toBe('attention')
  })

  test('with a configuration that cannot be read, the menu says so and leads to where it is told', async () => {
    const app = await openTrayBench({
      platform: 'darwin',
      desktop: true,
      rest: 10,
      before: (_, bench) => bench.configure('{ "version": 1, '),
    })
    await app.runSchedule()
    await app.becomes('failed')
    await everyItem(app, [[/^Nothing is backed up yet$/, opens('/')], [/has a mistake/, opens('/plans?file')], ...closing])
  })

  test('what is refused is told, once', async () => {
    const app = await openTrayBench({ plans: { daily } })
    const { tray, told, home, offers } = app
    await offers(/^Back up now$/)
    home.core.settings.configuration = null
    tray.choose('Back up now')
    await waitFor('what was refused', () => told.length > 0)
    expect(told).toMatchObject([{ code: 'no-plan', remedy: expect.stringMatching(/Plans and repositories/) }])
  })
})
