import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { redrawCalmly } from '../../main/electron/tray/redraw-calmly.ts'
import { waitFor } from '../helpers/cli-processes.ts'
import { openTrayBench } from '../helpers/tray-bench.ts'

const plan = { kind: 'daily', timeZone: 'UTC', sources: ['notes'] }

describe('drawing calmly', () => {
  test('a hundred changes are drawn one at a time: the first, and the last', async () => {
    let state = 0
    const drawn: number[] = []
    let drawing = 0
    const redraws = redrawCalmly(async () => {
      drawing++
      expect(drawing).toBe(1)
      const seen = state
      await delay(5)
      drawn.push(seen)
      drawing--
    }, 10)
    for (state = 1; state <= 100; state++) redraws.ask()
    state = 100
    await expect.poll(() => drawn).toEqual([1, 100])
    redraws.hold(60_000)
    state = 101
    redraws.ask()
    await delay(40)
    expect(drawn).toHaveLength(2)
    redraws.goOn()
    await expect.poll(() => drawn).toEqual([1, 100, 101])
    // An end of it that was not told.
    redraws.hold(10)
    await expect.poll(() => drawn).toHaveLength(4)
    await redraws.close()
    redraws.ask()
    await delay(30)
    expect(drawn).toHaveLength(4)
  })
})

describe('the tray', () => {
  test('shows real records: never ran, running, protected, paused; each change of words is drawn, the same is not', async () => {
    const { bench, tray, state, becomes, offers, home, client, jobs, opened, quits, fake, icon } = await openTrayBench({
      plans: { daily: plan },
    })
    expect(state()).toBe('attention')
    const backup = bench.shim.hold('backup')
    tray.choose('Back up now')
    await backup.reached()
    await becomes('running')
    expect(tray.toolTip).toMatch(/Backing up/)
    backup.letGo()
    await becomes('protected')
    expect(tray.toolTip).toMatch(/Protected/)
    expect(jobs.list().map(({ ended }) => ended?.verdict)).toEqual(['done'])

    // Nothing changes: nothing is drawn, and nothing is asked for.
    await offers(/^Back up now$/)
    await delay(600)
    const calls = { ...tray.calls }
    await home.core.record({
      event: 'plan.known',
      plan: 'other',
      repository: 'default',
      schedule: 'daily',
      timeZone: 'UTC',
      since: '2026-01-01T00:00:00Z',
    })
    await delay(900)
    expect(tray.calls).toEqual(calls)

    tray.choose('Pause › For 1 hour')
    await becomes('paused')
    expect((await client.schedule.get()).pauses).toMatchObject([{ plan: null, by: expect.any(String) }])
    tray.choose(await offers(/^Resume/))
    await becomes('protected')
    expect((await client.schedule.get()).pauses).toEqual([])
    tray.choose('Restore files…')
    tray.choose('Open Vaultkeeper')
    tray.click()
    expect(opened).toEqual(['/restore', '/', '/'])
    tray.choose('Quit Vaultkeeper')
    expect(quits()).toBe(1)
    await icon.close()
    expect(tray.isDestroyed()).toBe(true)
    expect(fake.listening()).toEqual({})
  })

  test('a hundred rapid changes: one reading at a time, few drawings, and the last state arrives', async () => {
    let [reading, most, readings] = [0, 0, 0]
    const { client, tray, becomes } = await openTrayBench({
      plans: { daily: plan },
      overview: async (real) => {
        most = Math.max(most, ++reading)
        readings++
        const answer = await real()
        reading--
        return answer
      },
    })
    const before = tray.calls.setImage
    for (let change = 0; change < 50; change++) {
      await client.schedule.resume({})
      await client.schedule.pause({})
    }
    await becomes('paused')
    expect(most).toBe(1)
    expect(readings).toBeLessThan(50)
    expect(tray.calls.setImage - before).toBeLessThan(50)
    await delay(600)
    expect(tray.toolTip).toMatch(/^Paused/)
    // And then nothing is read any more.
    const read = readings
    await delay(500)
    expect(readings).toBe(read)
  })

  test('during a run its numbers are shown without how everything stands being read for each of them, and its end is shown', async () => {
    let readings = 0
    const { jobs, tray, becomes, state } = await openTrayBench({
      plans: { daily: plan },
      // On Linux words are replaced seldom.
      platform: 'darwin',
      rest: 10,
      overview: (real) => {
        readings++
        return real()
      },
    })
    await delay(100)
    const before = readings
    const { setToolTip } = tray.calls
    const seen = new Set<string>()
    jobs.begin({ kind: 'verify', title: 'Checking the backups' }, async ({ onProgress }) => {
      for (let done = 1; done <= 50; done++) {
        onProgress({ step: 'checking', percent: done / 50, done, total: 50 })
        // It is told at once, and the number with it.
        onProgress({ step: 'note', text: `${done} are checked.` })
        await delay(20)
        seen.add(tray.toolTip)
      }
      return { runs: [] }
    })
    await becomes('running')
    await waitFor('the last number', () => /100 %/.test(tray.toolTip))
    expect(seen.size).toBeGreaterThan(10)
    expect(tray.calls.setToolTip - setToolTip).toBeGreaterThan(10)
    await becomes('attention')
    expect(tray.toolTip).not.toMatch(/Checking/)
    expect(tray.menu.words().join()).not.toMatch(/Checking/)
    expect(state()).toBe('attention')
    // Its beginning and its end.
    expect(readings - before).toBeLessThanOrEqual(4)
  })

  test('what cannot be read is not shown as it was: the icon wants a person, and says why', async () => {
    let broken = false
    const { tray, becomes, state, client, opened, logged } = await openTrayBench({
      plans: { daily: plan },
      overview: (real) => (broken ? Promise.reject(new Error('database disk image is malformed')) : real()),
    })
    await client.schedule.pause({})
    await becomes('paused')
    broken = true
    await client.schedule.resume({})
    await becomes('attention')
    expect(tray.toolTip).toMatch(/cannot tell/)
    expect(tray.menu.words().join()).not.toMatch(/Paused/)
    tray.choose('Open Vaultkeeper')
    expect(opened).toEqual(['/'])
    expect(logged.join()).toContain('malformed')
    broken = false
    await client.schedule.pause({})
    await becomes('paused')
    expect(state()).toBe('paused')
  })

  test.each(['linux', 'darwin', 'win32'] as const)(
    'on %s an open menu is not taken from under the pointer, and no click is lost',
    async (platform) => {
      const { tray, client, becomes, opened, offers } = await openTrayBench({ plans: { daily: plan }, platform })
      tray.open()
      if (platform === 'linux') tray.unfold('Pause')
      await client.schedule.pause({})
      await becomes('paused')
      expect(tray.stolen).toBe(0)
      expect(tray.shown?.words()).toContain('Pause')
      tray.close('Open Vaultkeeper')
      expect(opened).toContain('/')
      await offers(/^Resume/)
      expect(tray.stolen).toBe(0)
    },
  )

  test('on macOS a click opens the menu and no window; the template is coloured by the system', async () => {
    const { tray, opened, fake } = await openTrayBench({ platform: 'darwin' })
    tray.click()
    expect(tray.shown).toBe(tray.menu)
    expect(opened).toEqual([])
    expect(tray.image.isTemplateImage()).toBe(true)
    const { calls } = tray
    const before = calls.setImage
    fake.nativeTheme.theme.become('dark')
    expect(calls.setImage).toBe(before)
  })

  test('the icon fits the panel, and follows it', async () => {
    const { tray, fake, icon } = await openTrayBench({ platform: 'win32' })
    const file = () => (tray.image as unknown as { path: string }).path
    expect(file()).toMatch(/-dark\.ico$/)
    fake.nativeTheme.theme.become('dark')
    expect(file()).toMatch(/-light\.ico$/)
    icon.renew()
    expect(tray.isDestroyed()).toBe(true)
    expect(fake.tray.tray().menu.words()).toEqual(expect.arrayContaining(['Open Vaultkeeper']))
  })

  test('what is otherwise because time went by is shown without anything happening', async () => {
    const { client, becomes, state } = await openTrayBench({ plans: { daily: plan } })
    await client.schedule.pause({ for: 2_000 })
    await becomes('paused', 1_900)
    await becomes('attention', 6_000)
    expect(state()).toBe('attention')
  })

  test('nothing is done while the machine sleeps, and it is looked at once when it wakes', async () => {
    const { client, fake, state, becomes } = await openTrayBench({ plans: { daily: plan } })
    await delay(450)
    fake.powerMonitor.monitor.suspend()
    await client.schedule.pause({})
    await delay(700)
    expect(state()).toBe('attention')
    fake.powerMonitor.monitor.resume()
    await becomes('paused', 4_000)
  })
})
