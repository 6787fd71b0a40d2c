import { describe, expect, test } from 'vitest'
import { createFakeElectron } from '../helpers/fake-electron/fake-electron.ts'
import { FakeMachine } from '../helpers/fake-electron/fake-machine.ts'
import { seenMenu } from '../helpers/fake-electron/menu.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

describe('the fake Electron', () => {
  test('what it was not told of is an error, wherever it is asked for', () => {
    const { electron } = createFakeElectron()
    expect(() => electron.app.getGPUInfo('basic')).toThrow('not told of app.getGPUInfo')
    expect(() => electron.Menu.sendActionToFirstResponder('copy:')).toThrow('not told of Menu.sendActionToFirstResponder')
    expect(() => electron.Menu.buildFromTemplate([{ label: 'Open', icon: 'a.png' }])).toThrow('not told of MenuItem.icon')
    expect(() => Object.assign(electron.app, { badgeCount: 1 })).toThrow('not told of app.badgeCount')
  })

  test('quitting: before-quit, the windows, will-quit, quit; each can be prevented', async () => {
    const { electron, app } = createFakeElectron()
    const told: string[] = []
    const refuse = new Set(['before-quit', 'will-quit'])
    for (const name of ['before-quit', 'will-quit', 'quit', 'window-all-closed'] as const)
      electron.app.on(name as 'before-quit', (event) => {
        told.push(name)
        if (refuse.delete(name)) event.preventDefault()
      })
    const window = {
      close: () => {
        told.push('close')
        leave()
      },
      destroy: () => told.push('destroy'),
    }
    const leave = app.windowOpened(window)
    electron.app.quit()
    expect(told.splice(0)).toEqual(['before-quit'])
    electron.app.quit()
    expect(told.splice(0)).toEqual(['before-quit', 'close', 'will-quit'])
    expect(app.exitCode).toBeUndefined()
    electron.app.quit()
    expect(told).toEqual(['before-quit', 'will-quit', 'quit'])
    expect(await app.ended).toBe(0)
  })

  test('the last window that closes quits, unless somebody listens', () => {
    const window = { close: () => {}, destroy: () => {} }
    const alone = createFakeElectron()
    alone.app.windowOpened(window)()
    expect(alone.app.exitCode).toBe(0)
    const heard = createFakeElectron()
    heard.electron.app.on('window-all-closed', () => {})
    heard.app.windowOpened(window)()
    expect(heard.app.exitCode).toBeUndefined()
    expect(heard.listening()).toEqual({ app: 1 })
  })

  test('exit asks nobody', () => {
    const { electron, app } = createFakeElectron()
    const told: string[] = []
    for (const name of ['before-quit', 'will-quit', 'quit'] as const) electron.app.on(name as 'before-quit', () => told.push(name))
    app.windowOpened({ close: () => told.push('close'), destroy: () => told.push('destroy') })
    electron.app.exit(3)
    expect(told).toEqual(['destroy', 'quit'])
    expect(app.exitCode).toBe(3)
  })

  test('the first process on a folder of user data hears of the second one, with what it was started with', async () => {
    const machine = new FakeMachine()
    const [one, other] = [temporaryFolder(), temporaryFolder()]
    const first = createFakeElectron({ machine, paths: { userData: one } })
    const heard = new Promise((resolve) =>
      first.electron.app.on('second-instance', (_event, argv, cwd, data) => resolve({ argv, cwd, data })),
    )
    expect(first.electron.app.requestSingleInstanceLock()).toBe(true)
    const second = createFakeElectron({ machine, paths: { userData: one }, argv: ['vaultkeeper', '--page=/plans'], cwd: other })
    expect(second.electron.app.requestSingleInstanceLock({ asked: true })).toBe(false)
    expect(await heard).toEqual({ argv: ['vaultkeeper', '--page=/plans'], cwd: other, data: { asked: true } })
    // Another folder is another Vaultkeeper; and who ended holds nothing.
    expect(createFakeElectron({ machine, paths: { userData: other } }).electron.app.requestSingleInstanceLock()).toBe(true)
    first.electron.app.exit()
    expect(second.electron.app.requestSingleInstanceLock()).toBe(true)
  })

  test('a menu is clicked as a person can', () => {
    const { electron } = createFakeElectron()
    const done: string[] = []
    const tray = () => new electron.Tray(electron.nativeImage.createEmpty())
    expect(tray).toThrow('would be empty')
    const menu = electron.Menu.buildFromTemplate([
      { label: 'All protected', enabled: false },
      { type: 'separator' },
      { label: 'Pause', submenu: [{ label: 'For an hour', click: () => done.push('hour') }] },
      { label: 'Hidden', visible: false },
    ])
    electron.Menu.setApplicationMenu(menu)
    const seen = createSeen()
    seen.choose('Pause › For an hour')
    expect(done).toEqual(['hour'])
    expect(seen.words()).toEqual(['All protected', '---', 'Pause', 'Pause › For an hour'])
    expect(() => seen.choose('All protected')).toThrow('disabled')
    expect(() => seen.choose('Pause')).toThrow('cannot be clicked')
    expect(() => seen.choose('Hidden')).toThrow('There is no "Hidden"')

    function createSeen() {
      const application = electron.Menu.getApplicationMenu()
      if (application === null) throw new Error('no menu')
      return seenMenu(application)
    }
  })

  test('a question waits for its answer, and goes when it is called off', async () => {
    const { electron, dialog } = createFakeElectron()
    const answer = electron.dialog.showMessageBox({ message: 'Quit?', buttons: ['Wait', 'Quit'], cancelId: 0 })
    const question = await dialog.asked()
    expect(() => question.press('No')).toThrow('There is no button "No" but Wait, Quit')
    question.press('Quit')
    expect((await answer).response).toBe(1)
    const off = new AbortController()
    const second = electron.dialog.showMessageBox({ message: 'Quit?', buttons: ['Wait', 'Quit'], cancelId: 0, signal: off.signal })
    off.abort()
    expect((await second).response).toBe(0)
    expect(dialog.questions).toEqual([])
  })
})
