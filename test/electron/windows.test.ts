import { EventEmitter } from 'node:events'
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createORPCClient } from '@orpc/client'
import { type ContractRouterClient, oc } from '@orpc/contract'
import { implement } from '@orpc/server'
import type { DownloadItem } from 'electron'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import type { Problem } from '../../main/contract/problem.ts'
import { hostPorts, type PortsHost } from '../../main/electron/carrier/host-ports.ts'
import { hardenApp } from '../../main/electron/hardening/harden-app.ts'
import { pagesDocument, pagesOrigin } from '../../main/electron/hardening/pages-scheme.ts'
import { createWindows, type Windows } from '../../main/electron/windows/create-windows.ts'
import { portLink } from '../../renderer/host/port-link.ts'
import { createFakeElectron } from '../helpers/fake-electron/fake-electron.ts'
import { fakeDisplay } from '../helpers/fake-electron/screen.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

const contract = { double: oc.input(z.number()).output(z.number()) }
const os = implement(contract)
const router = os.router({ double: os.double.handler(({ input }) => input * 2) })

const pages = temporaryFolder('pages')
writeFileSync(path.join(pages, 'index.html'), '<!doctype html><title>Vaultkeeper</title>')

let fake: ReturnType<typeof createFakeElectron>
let logged: string[]
let host: PortsHost
let windows: Windows
let homeCache: string
let told: Problem[]

/** A tray app that stays when its last window is closed. */
function start(options: { cache?: string; pages?: string; screens?: ReturnType<typeof fakeDisplay>[] } = {}): void {
  logged = []
  told = []
  const log = (text: string) => void logged.push(text)
  homeCache = options.cache ?? temporaryFolder('cache')
  fake = createFakeElectron({ ready: false })
  hardenApp(fake.electron, [], log)
  fake.app.on('window-all-closed', () => undefined)
  fake.app.becomeReady()
  if (options.screens) fake.screen.screen.displays = options.screens
  host = hostPorts(router, {}, log)
  windows = createWindows({
    electron: fake.electron,
    connect: host.connect,
    preload: '/app/preload.cjs',
    icons: '/app/icons',
    pages: options.pages ?? pages,
    homeCache,
    platform: 'linux',
    tell: (problem) => void told.push(problem),
    log,
  })
}

/** Lets everything happen that follows by itself. */
async function settle(): Promise<void> {
  for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setImmediate(resolve))
}

async function opened(page = '/'): Promise<ReturnType<typeof fake.browserWindow.only>> {
  windows.open(page)
  await settle()
  return fake.browserWindow.only()
}

const placeFile = () => path.join(homeCache, 'window.json')

beforeEach(() => start())
afterEach(async () => {
  vi.useRealTimers()
  for (const window of fake.browserWindow.open()) window.destroy()
  await settle()
})

describe('opening', () => {
  it('shows the page when it is there, behind the colour of the desktop', async () => {
    fake.nativeTheme.theme.become('dark')
    windows.open('/approvals')
    const window = fake.browserWindow.only()
    expect(window.stands).toMatchObject({ visible: false, colour: '#141517' })
    await settle()
    expect(window.stands).toMatchObject({ visible: true, maximized: false })
    expect(window.contents.getURL()).toBe(`${pagesDocument}#/approvals`)
    expect(window.options).toMatchObject({
      title: 'Vaultkeeper',
      icon: '/app/icons/icon.png',
      minWidth: 480,
      minHeight: 480,
      width: 1180,
      height: 820,
      x: 370,
      y: 145,
    })
    fake.nativeTheme.theme.become('light')
    expect(window.stands.colour).toBe('#f7f7f7')
  })

  it('leads the window that is there to the page, before the person, and begins nothing anew', async () => {
    const window = await opened('/')
    const page = window.contents.page
    window.stands.minimized = true
    windows.open('/restore?need=file')
    await settle()
    expect(fake.browserWindow.all).toHaveLength(1)
    expect(window.contents.page).toBe(page)
    expect(window.contents.getURL()).toBe(`${pagesDocument}#/restore?need=file`)
    expect(window.stands).toMatchObject({ minimized: false, focused: 1 })
    // Where it is already nothing is loaded: that would be a reload.
    windows.open('/restore?need=file')
    await settle()
    expect(window.contents.page).toBe(page)
    expect(window.stands.focused).toBe(2)
  })

  it('answers the page by a port of its own', async () => {
    const window = await opened()
    const api = createORPCClient<ContractRouterClient<typeof contract>>(portLink(() => window.contents.page?.receivePort() as never))
    expect(await api.double(4)).toBe(8)
    window.destroy()
    await settle()
    expect(host.open()).toBe(0)
  })

  it('says so when there are no pages, and stays', async () => {
    start({ pages: temporaryFolder('none') })
    windows.open('/')
    expect(told).toEqual([expect.objectContaining({ sentence: 'The pages of Vaultkeeper have not been built.' })])
    expect(windows.isOpen()).toBe(false)
    expect(fake.app.exitCode).toBeUndefined()
  })
})

describe('a window whose page cannot be loaded', () => {
  it('does not stay where nobody sees it', async () => {
    windows.open('/')
    fake.session.all()[0]?.fail()
    await settle()
    expect(windows.isOpen()).toBe(false)
    expect(told.map(({ sentence }) => sentence)).toEqual(['The window could not be opened.'])
    expect((await opened()).stands.visible).toBe(true)
  })

  it('and one that is closed or led on meanwhile is no failure', async () => {
    windows.open('/')
    windows.open('/approvals')
    fake.browserWindow.only().destroy()
    await settle()
    expect(told).toEqual([])
    expect(logged).toEqual([])
  })
})

describe('the place of the window', () => {
  it('is kept for its owner alone, when it stands still and when it closes', async () => {
    const window = await opened()
    vi.useFakeTimers()
    window.place({ x: 40, y: 60, width: 900, height: 700 })
    window.place({ x: 50, y: 60, width: 900, height: 700 })
    expect(existsSync(placeFile())).toBe(false)
    vi.advanceTimersByTime(500)
    expect(JSON.parse(readFileSync(placeFile(), 'utf8'))).toEqual({ bounds: { x: 50, y: 60, width: 900, height: 700 }, maximized: false })
    expect(statSync(placeFile()).mode & 0o777).toBe(0o600)
    window.place({ x: 70, y: 80, width: 800, height: 600 })
    window.maximize()
    vi.useRealTimers()
    await windows.close()
    expect(JSON.parse(readFileSync(placeFile(), 'utf8'))).toEqual({ bounds: { x: 70, y: 80, width: 800, height: 600 }, maximized: true })
    const again = await opened()
    expect(again.options).toMatchObject({ x: 70, y: 80, width: 800, height: 600 })
    expect(again.stands.maximized).toBe(true)
  })

  const left = fakeDisplay(1, { x: 0, y: 0, width: 1280, height: 800 }, { x: 0, y: 30, width: 1280, height: 770 })
  const right = fakeDisplay(2, { x: 1280, y: 0, width: 1920, height: 1080 })
  it.each([
    ['on the second screen', [left, right], { x: 1400, y: 100, width: 1000, height: 800 }, { x: 1400, y: 100, width: 1000, height: 800 }],
    [
      'on a screen that is gone: in the middle of the first',
      [left],
      { x: 1400, y: 100, width: 1000, height: 700 },
      { x: 140, y: 65, width: 1000, height: 700 },
    ],
    [
      'larger than the screen that is left',
      [left],
      { x: 1400, y: 0, width: 1900, height: 1000 },
      { x: 0, y: 30, width: 1280, height: 770 },
    ],
    [
      'with its title above the screen, where nobody gets hold of it',
      [left],
      { x: 100, y: -300, width: 1000, height: 700 },
      { x: 140, y: 65, width: 1000, height: 700 },
    ],
    [
      'with a corner that can still be got hold of',
      [left],
      { x: 1100, y: 100, width: 1000, height: 700 },
      { x: 1100, y: 100, width: 1000, height: 700 },
    ],
    ['too small to read', [left], { x: 100, y: 100, width: 10, height: 10 }, { x: 400, y: 175, width: 480, height: 480 }],
  ])('%s', async (_where, screens, kept, expected) => {
    const cache = temporaryFolder('cache')
    writeFileSync(path.join(cache, 'window.json'), JSON.stringify({ bounds: kept, maximized: false }))
    start({ cache, screens })
    const { options } = await opened()
    expect({ x: options.x, y: options.y, width: options.width, height: options.height }).toEqual(expected)
  })

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"bounds":{},"maximized":true}',
    '{"bounds":{"x":1e9,"y":0,"width":800,"height":600},"maximized":false}',
    '{"bounds":{"x":0,"y":0,"width":-5,"height":600},"maximized":false}',
  ])('that cannot be read is the usual one: %s', async (content) => {
    const cache = temporaryFolder('cache')
    writeFileSync(path.join(cache, 'window.json'), content)
    start({ cache })
    expect((await opened()).options).toMatchObject({ width: 1180, height: 820 })
  })

  it('that cannot be kept costs nothing else', async () => {
    const window = await opened()
    mkdirSync(placeFile())
    window.place({ x: 1, y: 2, width: 900, height: 700 })
    await windows.close()
    expect(windows.isOpen()).toBe(false)
    expect(logged.join()).toContain('could not be kept')
    chmodSync(placeFile(), 0o700)
  })
})

describe('saving the kit', () => {
  it('is told where it fails; who cancels it knows', () => {
    const url = `blob:${pagesOrigin}/0b0e0d5a-0000-4000-8000-000000000000`
    const save = () => {
      const item = Object.assign(new EventEmitter(), {
        getInitiatorOrigin: () => pagesOrigin,
        getURL: () => url,
        getURLChain: () => [url],
      })
      expect(fake.session.all()[0]?.download(item as unknown as DownloadItem)).toBe(true)
      return item
    }
    save().emit('updated', {}, 'progressing')
    save().emit('done', {}, 'completed')
    save().emit('done', {}, 'cancelled')
    expect(told).toEqual([])
    save().emit('done', {}, 'interrupted')
    save().emit('updated', {}, 'interrupted')
    expect(told.map(({ code }) => code)).toEqual(['kit-not-saved', 'kit-not-saved'])
  })
})

describe('for a question in it', () => {
  it('the window comes before the person at the page where it is, or is opened and waited for', async () => {
    const brought = windows.bring()
    const window = fake.browserWindow.only()
    expect(window.stands.visible).toBe(false)
    expect((await brought).isVisible()).toBe(true)
    windows.open('/approvals')
    await settle()
    window.stands.minimized = true
    await windows.bring()
    expect(window.stands).toMatchObject({ minimized: false, focused: 2 })
    expect(window.contents.getURL()).toBe(`${pagesDocument}#/approvals`)
  })

  it('nobody waits for one that does not come', async () => {
    start({ pages: temporaryFolder('nothing') })
    await expect(windows.bring()).rejects.toThrow('There is no window.')
    expect(told).toHaveLength(1)
    start()
    const brought = windows.bring()
    fake.browserWindow.only().destroy()
    await expect(brought).rejects.toThrow('There is no window.')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const late = expect(windows.bring()).rejects.toThrow('longer than 15 seconds')
    vi.advanceTimersByTime(15_000)
    await late
  })
})

describe('closing', () => {
  it('drops the window', async () => {
    await opened()
    expect(windows.isOpen()).toBe(true)
    await windows.close()
    expect(windows.isOpen()).toBe(false)
    expect(fake.app.exitCode).toBeUndefined()
    await windows.close()
  })

  it('asks a person first where something is not saved, and leaves it where it is kept', async () => {
    const window = await opened()
    if (window.contents.page) window.contents.page.unsaved = true
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    window.stands.minimized = true
    let closed = windows.close()
    const question = await fake.dialog.asked()
    expect(window.stands).toMatchObject({ visible: true, minimized: false })
    expect(question.options.message).toBe('There are changes that are not saved.')
    // A person may take the whole night for it, and is asked once.
    vi.advanceTimersByTime(3_600_000)
    window.close()
    await settle()
    expect([windows.isOpen(), fake.dialog.questions.length]).toEqual([true, 1])
    question.dismiss()
    await closed
    expect(windows.isOpen()).toBe(true)
    closed = windows.close()
    ;(await fake.dialog.asked()).press('Close without saving')
    await closed
    expect(windows.isOpen()).toBe(false)
  })

  it('waits for the answer also where the app is quit while the question stands', async () => {
    const window = await opened()
    if (window.contents.page) window.contents.page.unsaved = true
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    window.close()
    const question = await fake.dialog.asked()
    window.stands.minimized = true
    const closed = windows.close()
    await settle()
    expect(window.stands.minimized).toBe(false)
    vi.advanceTimersByTime(3_600_000)
    expect([windows.isOpen(), fake.dialog.questions.length]).toEqual([true, 1])
    question.press('Close without saving')
    await closed
    expect(windows.isOpen()).toBe(false)
  })

  it('asks as well before such a page begins anew, and keeps the window then', async () => {
    const window = await opened()
    const page = window.contents.page
    const leaves = () => {
      const event = { preventDefault: vi.fn() }
      window.contents.emit('will-prevent-unload', event)
      return event.preventDefault.mock.calls.length > 0
    }
    expect(leaves()).toBe(false)
    ;(await fake.dialog.asked()).press('Close without saving')
    await settle()
    expect(windows.isOpen()).toBe(true)
    expect(window.contents.page).not.toBe(page)
    // The page's own question before that is answered by now; the next one is another.
    expect([leaves(), leaves()]).toEqual([true, false])
  })

  it('is not held up by a question that cannot be asked', async () => {
    const window = await opened()
    if (window.contents.page) window.contents.page.unsaved = true
    fake.dialog.broken.now = true
    await windows.close()
    expect(windows.isOpen()).toBe(true)
    expect(logged).toEqual([expect.stringMatching(/^dialog: /)])
  })

  it('does not wait for a page that does not answer', async () => {
    const window = await opened()
    if (window.contents.page) window.contents.page.hangs = true
    vi.useFakeTimers()
    const closed = windows.close()
    vi.advanceTimersByTime(3_000)
    await closed
    expect(window.isDestroyed()).toBe(true)
  })
})

describe('a page that ends by itself', () => {
  it('begins anew where it was, once; then a person is asked', async () => {
    const window = await opened('/approvals')
    window.contents.crash('crashed')
    await settle()
    expect(window.contents.page).toBeDefined()
    expect(window.contents.getURL()).toBe(`${pagesDocument}#/approvals`)
    expect(fake.dialog.questions).toEqual([])
    window.contents.crash('oom')
    const question = await fake.dialog.asked()
    expect(question.options.message).toBe('The window has ended by itself twice.')
    question.press('Try again')
    await settle()
    expect(window.contents.page).toBeDefined()
    window.contents.crash('crashed')
    ;(await fake.dialog.asked()).press('Close the window')
    await settle()
    expect(windows.isOpen()).toBe(false)
    expect(logged.filter((line) => line.includes('ended by itself'))).toHaveLength(3)
  })

  it('begins anew without a question if the last time is long ago', async () => {
    const window = await opened()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    window.contents.crash('crashed')
    vi.advanceTimersByTime(30_000)
    window.contents.crash('crashed')
    await settle()
    expect(window.contents.page).toBeDefined()
    expect(fake.dialog.questions).toEqual([])
  })

  it('is left alone when it ended as it was told to', async () => {
    const window = await opened()
    window.contents.crash('clean-exit')
    await settle()
    expect(window.contents.page).toBeUndefined()
    expect(logged).toEqual([])
  })

  it('that does not answer is begun anew if a person wants it; the question goes when it answers', async () => {
    const window = await opened('/restore')
    const first = window.contents.page
    window.emit('unresponsive')
    expect((await fake.dialog.asked()).options.message).toBe('The window does not answer.')
    window.emit('responsive')
    await settle()
    expect(fake.dialog.questions).toEqual([])
    expect(window.contents.page).toBe(first)
    window.emit('unresponsive')
    ;(await fake.dialog.asked()).press('Begin anew')
    await settle()
    expect(window.contents.page).toBeDefined()
    expect(window.contents.page).not.toBe(first)
    expect(window.contents.getURL()).toBe(`${pagesDocument}#/restore`)
  })
})

it('the menu of the windows has what a keyboard needs, and no way to look into pages', () => {
  const roles = (fake.menu.application()?.all() ?? []).map(({ role }) => role).filter(Boolean)
  expect(roles).toEqual(
    expect.arrayContaining(['editMenu', 'resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen', 'windowMenu', 'close', 'quit']),
  )
  expect(roles.filter((role) => /reload|devtools|viewmenu|help/i.test(role ?? ''))).toEqual([])
})

it('gives texts the menu that is expected at the pointer', async () => {
  const { contents } = await opened()
  const editFlags = { canCut: false, canCopy: true, canPaste: true, canSelectAll: true }
  const at = (isEditable: boolean, selectionText: string) => contents.emit('context-menu', {}, { isEditable, selectionText, editFlags })
  at(true, '')
  at(false, 'a text')
  at(false, ' ')
  expect(fake.menu.popped.map(({ items }) => items.map(({ role, enabled }) => [role, enabled]))).toEqual([
    [
      ['cut', false],
      ['copy', true],
      ['paste', true],
      [undefined, true],
      ['selectAll', true],
    ],
    [['copy', true]],
  ])
})

it('leaves nothing behind after 100 windows', async () => {
  const window = await opened()
  window.destroy()
  await settle()
  const before = fake.listening()
  for (let count = 0; count < 100; count++) {
    const next = await opened(count % 2 === 0 ? '/' : '/approvals')
    await next.contents.page?.receivePort()
    if (count % 3 === 0) next.destroy()
    else await windows.close()
  }
  await settle()
  expect(fake.browserWindow.all).toHaveLength(101)
  expect(fake.listening()).toEqual(before)
  expect(fake.listening()).not.toHaveProperty('browserWindow')
  expect(host.open()).toBe(0)
  expect(fake.messageChannel.openPorts()).toBe(0)
  expect(fake.menu.built()).toBe(1)
})
