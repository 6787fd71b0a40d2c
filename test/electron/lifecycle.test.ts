import { setTimeout as delay } from 'node:timers/promises'
import type { BrowserWindow } from 'electron'
import { describe, expect, test, vi } from 'vitest'
import type { Job } from '../../main/contract/procedures/jobs.ts'
import { keepRunning } from '../../main/electron/keep-running.ts'
import { createQuit, type QuitOptions } from '../../main/electron/quit.ts'
import { quitQuestion } from '../../main/electron/quit-question.ts'
import { createJobs, type JobOutcome } from '../../main/engine/jobs/jobs.ts'
import { createFakeElectron } from '../helpers/fake-electron/fake-electron.ts'
import { testHome } from '../helpers/temporary-home.ts'

/** An app with real jobs that do what the test lets them. */
async function openApp({ windows, ...options }: Partial<Omit<QuitOptions, 'windows'> & { windows: Partial<QuitOptions['windows']> }> = {}) {
  const { platform = 'linux' } = options
  const fake = createFakeElectron({ platform })
  const home = await testHome()
  const jobs = createJobs(home.core)
  const told: string[] = []
  const app = fake.electron.app
  for (const name of ['will-quit', 'quit'] as const) app.on(name as 'will-quit', () => told.push(name))
  let isOpen = true
  const quit = createQuit({
    electron: fake.electron,
    jobs,
    windows: {
      close: async () => {
        told.push('windows closed')
        isOpen = false
      },
      isOpen: () => isOpen,
      bring: () => Promise.reject(new Error('Nothing is asked in a window here.')),
      ...windows,
    },
    platform,
    setQuitting: (quitting) => void told.push(quitting ? 'shows that it quits' : 'shows that it goes on'),
    stop: async () => {
      await jobs.close()
      told.push('records closed')
    },
    kill: () => void told.push('killed'),
    log: (text) => void told.push(text),
    ...options,
  })
  /** Something that goes on until it is let go, or cancelled. */
  const begin = (title: string, deaf = false, kind: Job['kind'] = 'backup') => {
    const done = Promise.withResolvers<void>()
    jobs.begin({ kind, title }, async ({ signal }): Promise<JobOutcome> => {
      if (!deaf) signal.addEventListener('abort', () => done.resolve(), { once: true })
      await done.promise
      told.push(`${title}: ${signal.aborted ? 'cancelled' : 'finished'}`)
      return { runs: [] }
    })
    return done.resolve
  }
  return { fake, app, jobs, quit, told, begin }
}

const inOrder = ['shows that it quits', 'windows closed', 'records closed', 'will-quit', 'quit']

describe('quitting', () => {
  test.each(['the menu', 'the system'])('by %s while nothing goes on: windows, records, and then the app', async (way) => {
    const { fake, app, quit, told } = await openApp()
    if (way === 'the menu') quit.quit()
    else app.quit()
    expect(await fake.app.ended).toBe(0)
    expect(told).toEqual(inOrder)
    expect(fake.dialog.questions).toEqual([])
  })

  test('while a backup is on it asks; keep running keeps it', async () => {
    const { fake, quit, told, begin, app } = await openApp()
    const finish = begin('Backing up Notes')
    quit.quit()
    const question = await fake.dialog.asked()
    expect(question.options).toMatchObject({
      message: 'Backing up Notes is not finished.',
      buttons: ['Finish the backup first', 'Stop it now', 'Keep running'],
    })
    // Asked again it is the same question.
    app.quit()
    expect(fake.dialog.questions).toHaveLength(1)
    question.dismiss()
    await delay(0)
    finish()
    await expect.poll(() => told).toEqual(['Backing up Notes: finished'])
    expect(fake.app.exitCode).toBeUndefined()
  })

  test('finish first: it waits to be seen, and ends with the backup', async () => {
    const { fake, quit, told, begin } = await openApp()
    const finish = begin('Backing up Notes')
    quit.quit()
    ;(await fake.dialog.asked()).press('Finish the backup first')
    await expect.poll(() => told).toEqual(['shows that it quits'])
    finish()
    expect(await fake.app.ended).toBe(0)
    expect(told).toEqual(['shows that it quits', 'Backing up Notes: finished', ...inOrder])
  })

  test('the second time it does not wait any more', async () => {
    const { fake, quit, told, begin } = await openApp()
    begin('Backing up Notes')
    quit.quit()
    ;(await fake.dialog.asked()).press('Finish the backup first')
    await expect.poll(() => told).toEqual(['shows that it quits'])
    quit.quit()
    expect(await fake.app.ended).toBe(0)
    expect(told).toContain('Backing up Notes: cancelled')
    expect(told.slice(-3)).toEqual(['records closed', 'will-quit', 'quit'])
  })

  test('a restore that is begun while it waits, or while the question stands, is not cut off unasked; a backup is', async () => {
    const { fake, quit, told, begin } = await openApp()
    const finish = begin('Backing up Notes')
    quit.quit()
    ;(await fake.dialog.asked()).press('Finish the backup first')
    await expect.poll(() => told).toEqual(['shows that it quits'])
    begin('Backing up Mail')
    begin('Restoring Notes', false, 'restore')
    finish()
    const question = await fake.dialog.asked()
    expect(question.options).toMatchObject({ message: '2 things are not finished.', detail: expect.stringMatching(/can be continued/) })
    expect(told).toEqual(['shows that it quits', 'Backing up Notes: finished', 'shows that it goes on'])
    begin('Undoing', false, 'undo')
    question.press('Stop it now')
    const last = await fake.dialog.asked()
    expect(last.options.message).toBe('3 things are not finished.')
    begin('Backing up Code')
    last.press('Stop it now')
    expect(await fake.app.ended).toBe(0)
    expect(told.filter((one) => one.endsWith(': cancelled'))).toHaveLength(4)
  })

  test('nor is it where a person does not want to wait any more', async () => {
    const { fake, quit, told, begin } = await openApp()
    begin('Backing up Notes')
    quit.quit()
    ;(await fake.dialog.asked()).press('Finish the backup first')
    await expect.poll(() => told).toEqual(['shows that it quits'])
    begin('Restoring Notes', false, 'restore')
    quit.quit()
    const question = await fake.dialog.asked()
    expect(question.options.message).toBe('2 things are not finished.')
    question.dismiss()
    await delay(0)
    expect(told).toEqual(['shows that it quits', 'shows that it goes on'])
    expect(fake.app.exitCode).toBeUndefined()
  })

  test('stop now: what goes on is cancelled politely before the records are closed', async () => {
    const { fake, quit, told, begin } = await openApp()
    begin('Backing up Notes')
    quit.quit()
    ;(await fake.dialog.asked()).press('Stop it now')
    expect(await fake.app.ended).toBe(0)
    expect(told).toEqual(['shows that it quits', 'windows closed', 'Backing up Notes: cancelled', 'records closed', 'will-quit', 'quit'])
  })

  test('what does not end politely is ended by force when its time is over, and at once when it is asked again', async () => {
    for (const polite of [20, 60_000]) {
      const { fake, quit, told, begin } = await openApp({ caps: { polite, forced: 20 } })
      begin('Backing up Notes', true)
      quit.quit()
      ;(await fake.dialog.asked()).press('Stop it now')
      await expect.poll(() => told).toContain('windows closed')
      if (polite > 1_000) quit.quit()
      expect(await fake.app.ended).toBe(0)
      expect(told).toEqual(['shows that it quits', 'windows closed', 'quit: what goes on is ended by force', 'killed', 'will-quit', 'quit'])
    }
  })

  test('what is finished while the question stands needs no answer', async () => {
    const { fake, quit, begin } = await openApp()
    const finish = begin('Backing up Notes')
    quit.quit()
    await fake.dialog.asked()
    finish()
    expect(await fake.app.ended).toBe(0)
    expect(fake.dialog.questions).toEqual([])
  })

  test('a window that a person keeps, for it has something unsaved, keeps the app and its engine', async () => {
    const { fake, quit, told } = await openApp({ windows: { close: async () => {}, isOpen: () => true } })
    quit.quit()
    await expect.poll(() => told).toEqual(['shows that it quits', 'shows that it goes on'])
    expect(fake.app.exitCode).toBeUndefined()
  })

  test('on macOS it asks in the window, for a box without one holds up everything; where there is none it goes on', async () => {
    const window = {} as BrowserWindow
    const bring = vi.fn(async () => window)
    const { fake, quit, told, begin } = await openApp({ platform: 'darwin', windows: { bring } })
    begin('Backing up Notes')
    bring.mockRejectedValueOnce(new Error('There is no window.'))
    quit.quit()
    await expect.poll(() => told).toEqual([expect.stringContaining('quit: Error: There is no window.')])
    quit.quit()
    const question = await fake.dialog.asked()
    expect(question.window).toBe(window)
    question.press('Stop it now')
    expect(await fake.app.ended).toBe(0)
    expect(told).toContain('Backing up Notes: cancelled')
  })

  test('a question that cannot be asked stops nothing, and Quit asks anew', async () => {
    const { fake, quit, told, begin } = await openApp()
    begin('Backing up Notes')
    fake.dialog.broken.now = true
    quit.quit()
    await expect.poll(() => told).toEqual([expect.stringContaining('quit: Error: no display')])
    fake.dialog.broken.now = false
    quit.quit()
    ;(await fake.dialog.asked()).press('Stop it now')
    expect(await fake.app.ended).toBe(0)
    expect(told).toContain('records closed')
  })

  test('a window that cannot be closed keeps nothing open', async () => {
    const { fake, quit, told } = await openApp({
      windows: { close: () => Promise.reject(new Error('its page is gone')), isOpen: () => true },
    })
    quit.quit()
    expect(await fake.app.ended).toBe(0)
    expect(told).toEqual(['shows that it quits', expect.stringContaining('its page is gone'), 'records closed', 'quit'])
  })

  test('a window that a person keeps while the session ends does not make it look as if the app went on', async () => {
    const kept = Promise.withResolvers<void>()
    const { app, quit, told } = await openApp({ windows: { close: () => kept.promise, isOpen: () => true } })
    app.quit()
    await expect.poll(() => told).toEqual(['shows that it quits'])
    expect([quit.isEnding(), quit.isOver()]).toEqual([true, false])
    const ended = quit.endNow()
    expect(quit.isOver()).toBe(true)
    kept.resolve()
    await ended
    expect(quit.isEnding()).toBe(true)
    expect(told).not.toContain('shows that it goes on')
  })

  test('the end of a session is not asked about, and what is asked then is not answered any more', async () => {
    const { fake, app, quit, told, begin } = await openApp()
    begin('Backing up Notes')
    quit.quit()
    const question = await fake.dialog.asked()
    expect(quit.isEnding()).toBe(false)
    const ended = quit.endNow()
    expect(quit.isEnding()).toBe(true)
    question.press('Finish the backup first')
    await ended
    expect(told).toEqual(['Backing up Notes: cancelled', 'records closed'])
    app.quit()
    expect(fake.dialog.questions).toEqual([])
    expect(fake.app.exitCode).toBeUndefined()
    app.exit(0)
    expect(fake.app.exitCode).toBe(0)
  })

  test('no listener is left', async () => {
    const { fake, quit } = await openApp()
    quit.close()
    expect(fake.app.listenerCount('before-quit')).toBe(0)
  })
})

describe('the question', () => {
  const job = (kind: 'backup' | 'restore' | 'prune', title: string, ended: null | object = null) => ({ kind, title, ended: ended as null })

  test('names what goes on, and what stopping means', () => {
    expect(quitQuestion([])).toBeUndefined()
    expect(quitQuestion([job('backup', 'Backing up Notes', {})])).toBeUndefined()
    expect(quitQuestion([job('restore', 'Restoring Notes')])).toMatchObject({
      message: 'Restoring Notes is not finished.',
      detail: expect.stringMatching(/can be continued/),
      buttons: ['Finish the restore first', 'Stop it now', 'Keep running'],
    })
    const both = quitQuestion([job('backup', 'Backing up Notes'), job('prune', 'Freeing space')])
    expect(both).toMatchObject({ message: '2 things are not finished.', buttons: ['Finish the work first', 'Stop it now', 'Keep running'] })
    expect(both?.detail).toMatch(/^Backing up Notes\nFreeing space\n\n.*made up for/)
    expect(quitQuestion([job('backup', 'x'.repeat(500))])?.message.length).toBeLessThan(160)
  })

  test('is as high as a screen at most, and names what it names in plain lines', () => {
    const many = quitQuestion(Array.from({ length: 300 }, (_, index) => job('backup', `Backing up ${index}`)))
    expect(many?.detail.split('\n').slice(7, 9)).toEqual(['Backing up 7', 'and 292 more'])
    const hostile = quitQuestion([job('backup', 'a\n\n\nb\u202egnp.exe'), job('backup', 'y'.repeat(5_000))])
    expect(hostile?.detail.split('\n')).toHaveLength(4)
    expect(hostile?.detail).toMatch(/^a bgnp\.exe\ny{1,119}…\n\n/)
  })
})

describe('without a window', () => {
  function open(platform: NodeJS.Platform, why?: string, ending = false) {
    const fake = createFakeElectron({ platform })
    const [openWindow, quit] = [vi.fn(), vi.fn()]
    const end = keepRunning({
      electron: fake.electron,
      whyNoTray: async () => why,
      isEnding: () => ending,
      openWindow,
      quit,
      log: () => {},
    })
    const window = { close: () => {}, destroy: () => {} }
    const openAndClose = async () => {
      fake.app.windowOpened(window)()
      // What is asked before anything is said has been answered.
      await delay(1)
    }
    return { fake, openWindow, quit, end, openAndClose, window }
  }

  test('it goes on in the tray, and says nothing', async () => {
    const { fake, openAndClose, end } = open('linux')
    await openAndClose()
    expect(fake.app.exitCode).toBeUndefined()
    expect(fake.dialog.questions).toEqual([])
    end()
    expect(fake.listening()).toEqual({})
  })

  test('where there is no tray it says so, once in each start, and may be quit', async () => {
    const { fake, openAndClose, quit } = open('linux', 'This desktop shows no icons of programs in its panel.')
    await openAndClose()
    const question = await fake.dialog.asked()
    expect(question.options.detail).toMatch(/^This desktop shows no icons .* start it once more\.$/)
    question.press('Quit')
    await expect.poll(() => quit.mock.calls).toHaveLength(1)
    await openAndClose()
    expect(fake.dialog.questions).toEqual([])
    const kept = open('linux', 'No tray.')
    kept.openAndClose()
    ;(await kept.fake.dialog.asked()).dismiss()
    await delay(0)
    expect(kept.quit).not.toHaveBeenCalled()
    expect(kept.fake.app.exitCode).toBeUndefined()
    const ending = open('linux', 'No tray.', true)
    ending.openAndClose()
    expect(ending.fake.dialog.questions).toEqual([])
  })

  test('on macOS it is in the Dock only with a window, and a click there opens one', async () => {
    const { fake, openAndClose, openWindow, window } = open('darwin')
    expect(fake.app.said.dockVisible).toBe(false)
    fake.app.emit('browser-window-created', {}, window)
    expect(fake.app.said.dockVisible).toBe(true)
    fake.app.activate(false)
    expect(openWindow).toHaveBeenCalledTimes(1)
    await openAndClose()
    expect(fake.app.said.dockVisible).toBe(false)
  })
})
