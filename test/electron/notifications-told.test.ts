import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { Configuration } from '../../main/contract/configuration.ts'
import { runDaemonInTurn } from '../../main/engine/daemon/run-daemon-in-turn.ts'
import { tryLock } from '../../main/engine/home/lock.ts'
import { sendTest } from '../../main/engine/news/send-test.ts'
import { tellNews } from '../../main/engine/news/tell-news.ts'
import { schedulerLock } from '../../main/engine/schedule/running-daemon.ts'
import { type DesktopBench, desktopBench } from '../helpers/desktop-bench.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { recorded, testHome } from '../helpers/temporary-home.ts'

const day = 86_400_000

/** A vault with a plan, and one whose changes want approval; both in one repository on this disk. */
function person() {
  const folder = temporaryFolder('told')
  const [notes, agents, drive] = ['Notes', 'agents', 'drive'].map((name) => path.join(folder, name)) as [string, string, string]
  for (const one of [notes, agents]) mkdirSync(one)
  for (let at = 0; at < 40; at++) writeFileSync(path.join(notes, `note-${at}.md`), `# ${at}\n`)
  writeFileSync(path.join(agents, 'SOUL.md'), 'I am.\n')
  const hook = path.join(folder, 'before.mjs')
  writeFileSync(hook, '')
  const configuration = Configuration.parse({
    version: 1,
    verification: { check: false, drill: false },
    vaults: {
      notes: { name: 'Notes', path: notes, recoveryDocument: false },
      agents: { name: 'Agents', path: agents, recoveryDocument: false },
    },
    repositories: { drive: { type: 'local', path: drive } },
    plans: {
      daily: { kind: 'daily', sources: ['notes'], repositories: ['drive'], hooks: { before: { command: [process.execPath, hook] } } },
      guard: { kind: 'on-change', sources: ['agents'], repositories: ['drive'] },
    },
  })
  return { notes, agents, drive, hook, configuration }
}

async function backUp({ client, follow }: DesktopBench, plan: string): Promise<string> {
  return (await follow(await client.backups.start({ plan }))).end.verdict
}

const account = 'repository:drive'

describe('what really goes wrong is told once, and leads to its cause', () => {
  it('from the first failure to a click, a button, and back to well', async () => {
    const { notes, agents, drive, hook, configuration } = person()
    const bench = await desktopBench({ configuration })
    const { client, keychain, titles, onScreen, opened, done, look } = bench
    await bench.follow(await client.repositories.init({ repository: 'drive' }))
    for (const plan of ['daily', 'guard']) expect(await backUp(bench, plan)).toBe('done')
    expect(titles()).toEqual([])

    // A password that does not open it, twice.
    const password = keychain.entries.get(account) ?? ''
    expect(password).not.toBe('')
    keychain.entries.set(account, 'SECRET-that-does-not-open-it')
    for (let round = 0; round < 2; round++) expect(await backUp(bench, 'daily')).toBe('failed')
    expect(titles()).toEqual(['Backups into "drive" fail'])
    expect(bench.shown).toHaveLength(1)
    onScreen()[0]?.click()
    expect(opened).toEqual(['/?mend=enter-password&repository=drive'])
    keychain.entries.set(account, password)
    expect(await backUp(bench, 'daily')).toBe('done')
    expect(titles()).toEqual(['Backups into "drive" work again'])

    // The repository is gone; back again, "Retry now" really backs up, and that is told in the place of the failure.
    renameSync(drive, `${drive}-away`)
    expect(await backUp(bench, 'daily')).toBe('failed')
    expect(titles()).toEqual(['Backups into "drive" fail'])
    renameSync(`${drive}-away`, drive)
    onScreen()[0]?.press('Retry now')
    await done()
    expect(titles()).toEqual(['Backups into "drive" work again'])
    expect(await verdicts(bench)).toEqual(['done', 'failed', 'done', 'failed', 'failed', 'done', 'done'])
    onScreen()[0]?.dismiss()

    // A hook that fails: a click shows that very run.
    writeFileSync(hook, 'process.exit(3)')
    expect(await backUp(bench, 'daily')).toBe('failed')
    expect(titles()).toEqual(['The backup of Notes into "drive" failed'])
    const [newest] = (await client.history.list({ most: 1, what: ['run'] })).entries
    onScreen()[0]?.click()
    expect(opened.at(-1)).toBe(`/activity/${newest?.what === 'run' ? newest.run.id : ''}`)
    writeFileSync(hook, '')
    expect(await backUp(bench, 'daily')).toBe('done')
    expect(titles()).toEqual(['The plan "daily" has good backups in "drive" again'])
    onScreen()[0]?.dismiss()

    // Most files are gone.
    for (let at = 0; at < 35; at++) rmSync(path.join(notes, `note-${at}.md`))
    await backUp(bench, 'daily')
    const [anomaly] = await client.anomalies.list()
    expect(titles()).toEqual(['Unusual change in Notes'])
    onScreen()[0]?.press('Restore…')
    expect(opened.at(-1)).toBe(`/?mend=anomaly&anomaly=${anomaly?.id}&choice=bring-back`)

    // A change waits for approval; whoever approves it, in the pages or by the command line, takes it from the screen.
    writeFileSync(path.join(agents, 'SOUL.md'), 'I am not.\n')
    await backUp(bench, 'guard')
    expect(titles()).toEqual(['A change in Agents waits for your approval'])
    const { changes } = await client.changes.list({})
    await client.changes.approve({ changes: changes.map(({ id }) => id) })
    await client.anomalies.answer({ id: anomaly?.id ?? '', answer: 'expected' })
    await look()
    expect(titles()).toEqual([])

    // Silence, under a clock that goes on.
    await look(new Date(Date.now() + 10 * day))
    expect(titles()).toEqual(expect.arrayContaining(['No backup of Notes into "drive" for 10 days']))
    const [stale] = onScreen()
    stale?.press('Back up now')
    await done()
    expect(titles()).not.toContain('No backup of Notes into "drive" for 10 days')
    expect(bench.refused).toEqual([])

    const said = JSON.stringify(bench.shown.map(({ options }) => options))
    for (const secret of [password, 'SECRET-that-does-not-open-it']) expect(said).not.toContain(secret)
  }, 60_000)
})

describe('what happened while nobody was there', () => {
  /** A home on which a process without a desktop has raised news, and its configuration. */
  async function away(...subjects: string[]) {
    const { configuration } = person()
    const home = await testHome()
    home.setTime(new Date('2026-11-20T21:00:00Z'))
    for (const [index, subject] of subjects.entries())
      await home.core.record({
        event: 'news.raised',
        news: `n${index}`,
        kind: 'approval',
        subject,
        title: `A change in ${subject} waits`,
        text: 'One file changed.',
        carriers: ['desktop'],
      })
    const { root } = home
    home.close()
    return { root, configuration }
  }
  const morning = new Date('2026-11-21T07:30:00Z')

  it('is told at the start, as of then, and not again', async () => {
    const { root, configuration } = await away('changes/a')
    const bench = await desktopBench({ root, configuration })
    await bench.look(morning)
    expect(bench.shown).toMatchObject([
      {
        title: 'A change in changes/a waits',
        body: 'Yesterday at 21:00: One file changed. Look at what changed, then approve it or take it back.',
      },
    ])
    await bench.look(new Date(morning.getTime() + 60_000))
    bench.kill()
    const again = await desktopBench({ root, configuration })
    await again.look(new Date(morning.getTime() + 120_000))
    expect([...bench.shown, ...again.shown]).toHaveLength(1)
  })

  it('and was well again by then is told as that alone', async () => {
    const { root, configuration } = await away('changes/a')
    const home = await testHome({ root })
    home.setTime(new Date('2026-11-20T22:00:00Z'))
    const line = { kind: 'recovered', subject: 'changes/a', title: 'It is well again', text: 'It is over.' } as const
    await home.core.record({ event: 'news.raised', news: 'over', ...line, carriers: ['desktop'] })
    home.close()
    const bench = await desktopBench({ root, configuration })
    await bench.look(morning)
    expect(bench.shown).toMatchObject([{ title: 'It is well again', body: 'Yesterday at 22:00: It is over.' }])
    expect(delivered(root)).toEqual(['n0', 'over'])
  })

  it('is one message where it is much', async () => {
    const { root, configuration } = await away(...Array.from({ length: 20 }, (_, index) => `changes/${index}`))
    const bench = await desktopBench({ root, configuration })
    await bench.look(morning)
    expect(bench.shown.map(({ title }) => title)).toEqual(['20 messages'])
    expect(bench.shown[0]?.body).toContain('- 15 earlier ones')
    bench.onScreen()[0]?.click()
    expect(bench.opened).toEqual(['/'])
    expect(delivered(root)).toHaveLength(20)
  })

  it.each([
    ['darwin', 1],
    ['linux', 2],
  ] as const)('killed between showing and recording, it is shown anew; on %s it then stands there %i times', async (platform, times) => {
    const { root, configuration } = await away('changes/a')
    const bench = await desktopBench({ root, configuration, platform })
    const { record } = bench.core
    Object.assign(bench.core, {
      record: async (event: Parameters<typeof record>[0]) => {
        if (event.event === 'news.delivered') throw new Error('killed here')
        await record(event)
      },
    })
    await expect(bench.look(morning)).rejects.toThrow('killed here')
    bench.kill()
    const again = await desktopBench({ root, configuration, platform, centre: bench.centre })
    await again.look(morning)
    expect(delivered(root)).toEqual(['n0'])
    expect(again.onScreen()).toHaveLength(times)
  })
})

it('while another process runs the schedule, what that one tells is shown here, and taken back', async () => {
  const { configuration } = person()
  const tray = await desktopBench({ configuration })
  writeFileSync(path.join(tray.root, 'backup_schedule.json'), JSON.stringify({ version: 1 }))
  const daemon = await testHome({ root: tray.root })
  const lock = tryLock(daemon.core.home.locks, schedulerLock, 'running the schedule')
  const ending = new AbortController()
  const host = { signal: ending.signal, onProgress: () => undefined }
  const show = { onReady: () => undefined, onElsewhere: () => undefined }
  const running = runDaemonInTurn(tray.core, host, show, async () => undefined, tray.jobs)
  const change = { kind: 'approval', subject: 'changes/a', title: 'A change waits', text: 'One file changed.' } as const
  await daemon.core.record({ event: 'news.raised', news: 'n', ...change, carriers: ['desktop'] })
  await expect.poll(tray.titles, { timeout: 10_000 }).toEqual(['A change waits'])
  // Nothing of the kind waits any more, as everybody's records say.
  await daemon.core.record({ event: 'schedule.paused', plan: 'daily', until: null, by: 'test' })
  await expect.poll(tray.titles, { timeout: 10_000 }).toEqual([])
  expect(tray.shown).toHaveLength(1)
  expect(delivered(tray.root)).toEqual(['n'])
  ending.abort()
  await running
  lock?.release()
}, 30_000)

it('a desktop that refuses is tried again with patience, which is recorded, and tells once', async () => {
  const { configuration } = person()
  const bench = await desktopBench({ configuration })
  const began = new Date('2026-11-20T21:00:00Z')
  const minutes = (count: number) => new Date(began.getTime() + count * 60_000)
  bench.setTime(began)
  await bench.core.record({
    event: 'news.raised',
    news: 'n',
    kind: 'approval',
    subject: 'changes/a',
    title: 'A change waits',
    text: 'One file changed.',
    carriers: ['desktop'],
  })
  bench.centre.service = { does: 'refuse', why: 'Notifications are not allowed for this application' }
  for (const minute of [0, 0.5, 1, 2]) await bench.look(minutes(minute))
  const attempts = recorded(bench.root).flatMap((line) => (line.event === 'news.failed' ? [line] : []))
  expect(attempts).toMatchObject([
    { carrier: 'desktop', attempt: 1, final: false, why: 'Notifications are not allowed for this application' },
    { attempt: 2 },
  ])
  const [desktop] = await bench.client.notifications.carriers()
  expect(desktop).toMatchObject({ id: 'desktop', here: true, failing: { why: 'Notifications are not allowed for this application' } })
  bench.centre.service = { does: 'show' }
  for (const minute of [30, 31]) await bench.look(minutes(minute))
  expect(bench.shown).toMatchObject([{ title: 'A change waits', body: expect.stringMatching(/^At 21:00: /) }])
})

it('of several processes on one home the one with the desktop tells, once', async () => {
  const { configuration } = person()
  const tray = await desktopBench({ configuration })
  const other = await desktopBench({ configuration, root: tray.root })
  const time = new Date('2026-11-20T21:00:00Z')
  for (const one of [tray, other]) one.setTime(time)
  const { root } = tray
  const daemon = await testHome({ root })
  daemon.core.settings.configuration = configuration
  daemon.setTime(time)
  const line = { kind: 'approval', subject: 'changes/a', title: 'A change waits', text: 'One file changed.' } as const
  await daemon.core.record({ event: 'news.raised', news: 'n', ...line, carriers: ['desktop'] })
  await Promise.all([tellNews(daemon.core, configuration, time, never), tray.look(), other.look(), tray.look()])
  expect([...tray.shown, ...other.shown]).toHaveLength(1)
  await expect(sendTest(daemon.core, configuration, 'desktop', never)).rejects.toMatchObject({ problem: { code: 'no-desktop' } })
  expect(await sendTest(tray.core, configuration, 'desktop', never)).toMatchObject([{ carrier: 'desktop', arrived: true }])
  expect(tray.titles()).toContain('This is a test')
})

const never = new AbortController().signal

function delivered(root: string): string[] {
  return recorded(root).flatMap((line) => (line.event === 'news.delivered' && line.carrier === 'desktop' ? [line.news] : []))
}

async function verdicts({ client }: DesktopBench): Promise<(string | null)[]> {
  const { entries } = await client.history.list({ most: 20, what: ['run'], kinds: ['backup'] })
  return entries.map((entry) => (entry.what === 'run' ? entry.run.verdict : null))
}
