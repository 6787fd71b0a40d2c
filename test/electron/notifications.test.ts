import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { NewsMessage } from '../../main/contract/news-message.ts'
import { createDesktop } from '../../main/electron/notifications/create-desktop.ts'
import type { ShellAction } from '../../main/engine/tray/shell-action.ts'
import { collectGarbage } from '../helpers/collect-garbage.ts'
import { createFakeElectron } from '../helpers/fake-electron/fake-electron.ts'
import { NotificationCentre } from '../helpers/fake-electron/notification.ts'
import { hostileTexts } from '../helpers/hostile-names.ts'

const now = new Date('2026-11-20T08:05:00Z')
const failed: NewsMessage = {
  id: '20261120T080500-00000001',
  kind: 'failed',
  title: 'The backup of Notes into "local" failed',
  text: 'restic crashed.\n\nThe last good backup is of Friday, 20 November at 07:00.',
  remedy: 'Run it again: vaultkeeper backup',
  plan: 'daily',
  repository: 'local',
  run: '20261120T080400-abcdef',
  code: 'restic-crashed@notes',
  subject: 'plan/daily/local',
  time: now.toISOString(),
  host: 'laptop',
}
const recovered: NewsMessage = {
  ...failed,
  id: 'r',
  kind: 'recovered',
  title: 'The plan "daily" has good backups again',
  remedy: null,
  run: null,
}
const anomaly: NewsMessage = {
  ...failed,
  id: 'a',
  title: 'Unusual change in Notes',
  kind: 'anomaly',
  subject: 'anomaly/a1b2c3',
  code: 'anomaly',
  run: null,
}

function desktopOn(platform: NodeJS.Platform, notifications = new NotificationCentre()) {
  const fake = createFakeElectron({ platform, notifications })
  const performed: ShellAction[] = []
  const logged: string[] = []
  let refused: Error | undefined
  const desktop = createDesktop({
    electron: fake.electron,
    platform,
    clock: { now: () => now, monotonic: () => performance.now() },
    zone: () => 'UTC',
    perform: async (action) => {
      if (refused) throw refused
      performed.push(action)
    },
    log: (text) => logged.push(text),
  })
  const refuse = (error: Error) => {
    refused = error
  }
  /** Windows is waited for a second: it may still refuse. */
  const show = async (message: NewsMessage) => {
    const showing = desktop.show(message)
    const ended = showing.catch(() => undefined)
    await vi.advanceTimersByTimeAsync(1_000)
    await ended
    await showing
  }
  return { ...fake.notification, desktop, show, performed, logged, refuse }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(async () => {
  // What a click on Windows may still be waited for.
  await vi.advanceTimersByTimeAsync(500)
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

const platforms = ['linux', 'darwin', 'win32'] as const

describe.each(platforms)('on %s', (platform) => {
  it('is shown, and a click leads to what it is about, however long it was not looked at', async () => {
    const { show, shown, onScreen, performed } = desktopOn(platform)
    await show(failed)
    expect(onScreen()).toMatchObject([
      {
        title: 'The backup of Notes into "local" failed',
        body: 'restic crashed. The last good backup is of Friday, 20 November at 07:00. Back it up again now.',
      },
    ])
    await collected()
    shown[0]?.click()
    expect(performed).toEqual([{ do: 'open', page: '/activity/20261120T080400-abcdef' }])
    expect(onScreen()).toEqual([])
  })

  it('takes the place of what was told of the same subject, and of nothing else', async () => {
    const { show, onScreen } = desktopOn(platform)
    for (const message of [failed, anomaly, recovered]) await show(message)
    expect(onScreen().map(({ title }) => title)).toEqual([anomaly.title, recovered.title])
  })

  it('is taken back when it is not so any more; that it is well again stays', async () => {
    const { desktop, show, onScreen } = desktopOn(platform)
    for (const message of [failed, anomaly]) await show(message)
    desktop.withdraw(new Set(['plan/daily/local', 'anomaly/a1b2c3']))
    expect(onScreen()).toHaveLength(2)
    desktop.withdraw(new Set(['plan/daily/local']))
    expect(onScreen().map(({ title }) => title)).toEqual([failed.title])
    await show(recovered)
    desktop.withdraw(new Set())
    expect(onScreen().map(({ title }) => title)).toEqual([recovered.title])
  })

  it('that the system refuses is refused with its reason, and nothing of it is left', async () => {
    const { show, centre, onScreen, listening } = desktopOn(platform)
    centre.service = { does: 'refuse', why: 'Notifications are not allowed for this application' }
    await expect(show(failed)).rejects.toThrow('Notifications are not allowed for this application')
    centre.service = { does: 'refuse', why: '' }
    await expect(show(failed)).rejects.toThrow('it could not be shown')
    centre.supported = false
    await expect(show(failed)).rejects.toThrow('this desktop takes no notifications')
    centre.supported = true
    centre.service = { does: 'show' }
    await show(failed)
    expect(onScreen()).toHaveLength(1)
    expect(listening()).toBeGreaterThan(0)
  })

  it('of which the system says nothing for eight seconds is taken back, and does not come late', async () => {
    const { desktop, centre, onScreen } = desktopOn(platform)
    centre.service = { does: 'late' }
    const showing = desktop.show(failed)
    const ended = expect(showing).rejects.toThrow('it does not answer')
    await vi.advanceTimersByTimeAsync(8_000)
    await ended
    await vi.advanceTimersByTimeAsync(30_000)
    expect(onScreen()).toEqual([])
  })

  it('that was dismissed is forgotten', async () => {
    const { desktop, show, shown, onScreen, performed } = desktopOn(platform)
    await show(failed)
    shown[0]?.dismiss()
    desktop.withdraw(new Set())
    expect(onScreen()).toEqual([])
    expect(performed).toEqual([])
  })

  it('what cannot be done is logged', async () => {
    const { show, shown, refuse, logged } = desktopOn(platform)
    refuse(new Error('There is no such plan.'))
    await show(failed)
    shown[0]?.click()
    await expect.poll(() => logged).toEqual(['What a notification asked for was not done: Error: There is no such plan.'])
  })
})

describe('buttons', () => {
  it.each(['darwin', 'win32'] as const)('do what they say (%s)', async (platform) => {
    const { show, shown, performed } = desktopOn(platform)
    await show(failed)
    shown[0]?.press('Retry now')
    await show(failed)
    shown[1]?.press('Pause for an hour')
    await show(anomaly)
    shown[2]?.press('Restore…')
    expect(performed).toEqual([
      { do: 'back-up', plan: 'daily' },
      { do: 'pause', length: 'hour' },
      { do: 'open', page: '/?mend=anomaly&anomaly=a1b2c3&choice=bring-back' },
    ])
  })

  it('are not given to Linux, where Electron has none', async () => {
    const { show, shown } = desktopOn('linux')
    await show(anomaly)
    expect(shown[0]?.options).toMatchObject({ urgency: 'critical', timeoutType: 'never' })
    expect(shown[0]?.options).not.toHaveProperty('actions')
  })
})

it('no name becomes markup, a link or a picture of a Linux desktop, whose servers read the body as markup', async () => {
  const { show, shown } = desktopOn('linux')
  for (const hostile of hostileTexts) await show({ ...failed, title: hostile, text: `${hostile} is gone.`, subject: hostile })
  expect(shown).toHaveLength(hostileTexts.length)
  expect(shown.filter(({ body }) => /[<>]/.test(body))).toEqual([])
  expect(shown.map(({ body }) => body)).toContain('‹script›hit()‹/script› is gone. Back it up again now.')
})

it('no more than a hundred are held', async () => {
  const { show, onScreen } = desktopOn('linux')
  for (let count = 0; count < 150; count++) await show({ ...failed, kind: 'well', subject: `well/${count}`, title: `Backup ${count}` })
  expect(onScreen()).toHaveLength(100)
  expect(onScreen()[0]?.title).toBe('Backup 50')
})

describe('Windows', () => {
  it('that takes a notification and then forbids it has not shown it', async () => {
    const { show, centre } = desktopOn('win32')
    centre.service = { does: 'refuse-late', why: 'Settings prevent the notification from being delivered.' }
    await expect(show(failed)).rejects.toThrow('Settings prevent the notification from being delivered.')
  })

  it('keeps in its list what had its time on the screen, where it can still be clicked', async () => {
    const { show, shown, performed } = desktopOn('win32')
    await show(failed)
    shown[0]?.expire()
    await collected()
    shown[0]?.click()
    expect(performed).toEqual([{ do: 'open', page: '/activity/20261120T080400-abcdef' }])
  })

  it('a click on what an earlier start has shown opens the overview, and one on our own leads to its page alone', async () => {
    const centre = new NotificationCentre()
    const earlier = desktopOn('win32', centre)
    await earlier.show(anomaly)
    await earlier.show(failed)
    earlier.kill()
    const { show, performed, shown, onScreen } = desktopOn('win32', centre)
    // The same news once more, for the earlier start was killed before it could record that it was shown: the system replaces it.
    await show(failed)
    expect(onScreen().map(({ title }) => title)).toEqual([anomaly.title, failed.title])
    shown[0]?.click()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(performed).toEqual([{ do: 'open', page: '/activity/20261120T080400-abcdef' }])
    onScreen()[0]?.click()
    await vi.advanceTimersByTimeAsync(2_000)
    expect(performed.slice(1)).toEqual([{ do: 'open', page: '/' }])
    expect(earlier.performed).toEqual([])
  })
})

describe('macOS', () => {
  it('what an earlier start has shown can still be clicked, and goes when something newer is told of it', async () => {
    const centre = new NotificationCentre()
    const earlier = desktopOn('darwin', centre)
    await earlier.show(anomaly)
    await earlier.show(failed)
    earlier.kill()
    const { show, performed, onScreen } = desktopOn('darwin', centre)
    await show(recovered)
    expect(onScreen().map(({ title }) => title)).toEqual([anomaly.title, recovered.title])
    onScreen()[0]?.click()
    expect(performed).toEqual([{ do: 'open', page: '/?mend=anomaly&anomaly=a1b2c3' }])
    expect(earlier.performed).toEqual([])
  })

  it('of those, what waited for an answer goes when it has one; of the others nobody knows whether they told of a problem or of its end', async () => {
    const centre = new NotificationCentre()
    const earlier = desktopOn('darwin', centre)
    await earlier.show(anomaly)
    await earlier.show(failed)
    earlier.kill()
    const { desktop, onScreen } = desktopOn('darwin', centre)
    await new Promise(setImmediate)
    desktop.withdraw(new Set())
    expect(onScreen().map(({ title }) => title)).toEqual([failed.title])
  })
})

/** What nobody holds is gone behind this. */
async function collected(): Promise<void> {
  collectGarbage()
  await new Promise(setImmediate)
  collectGarbage()
}
