import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { menuTemplate } from '../../main/electron/tray/menu-template.ts'
import { panelIsDark } from '../../main/electron/tray/panel-is-dark.ts'
import { trayMenu } from '../../main/electron/tray/tray-menu.ts'
import { quittingView } from '../../main/electron/tray/views.ts'
import type { MenuLine } from '../../main/engine/tray/tray-view.ts'
import { createFakeElectron } from '../helpers/fake-electron/fake-electron.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'
import { onePixel } from '../helpers/tray-bench.ts'

const line = (label: string): MenuLine => ({ kind: 'line', id: label, label, action: { do: 'open', page: `/${label}` } })

function openMenu(platform: NodeJS.Platform) {
  const fake = createFakeElectron({ platform })
  const made = new fake.electron.Tray(fake.electron.nativeImage.createFromPath(onePixel(temporaryFolder('icon'))))
  const done: unknown[] = []
  const menu = trayMenu(fake.electron, made, platform, (action) => done.push(action))
  return { fake, tray: fake.tray.tray(), menu, done }
}

describe('a menu that changes', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test.each(['darwin', 'win32'] as const)(
    'on %s an open one stays until it is closed; then its click still arrives, and it is the new one',
    (platform) => {
      const { tray, menu, done } = openMenu(platform)
      menu.show({ menu: [line('one')], tooltip: 'x' })
      tray.open()
      menu.show({ menu: [line('two')], tooltip: 'x' })
      menu.show({ menu: [line('three')], tooltip: 'y' })
      // It is no part of the menu there.
      expect(tray.toolTip).toBe('y')
      vi.advanceTimersByTime(60_000)
      expect(tray.menu.words()).toEqual(['one'])
      tray.close('one')
      expect(done).toEqual([{ do: 'open', page: '/one' }])
      vi.advanceTimersByTime(250)
      expect(tray.menu.words()).toEqual(['three'])
      expect(tray.stolen).toBe(0)
      menu.show({ menu: [line('three')], tooltip: 'z' })
      expect([tray.toolTip, tray.calls.setContextMenu]).toEqual(['z', 2])
    },
  )

  test('on Linux, where nobody tells that it is open, the words of the same lines are replaced every ten seconds, other lines at once', () => {
    const { tray, menu } = openMenu('linux')
    const words = (label: string): MenuLine => ({ ...line('one'), label }) as MenuLine
    menu.show({ menu: [words('1 %')], tooltip: 'x' })
    tray.open()
    for (let percent = 2; percent <= 50; percent++) {
      menu.show({ menu: [words(`${percent} %`)], tooltip: `at ${percent}` })
      vi.advanceTimersByTime(100)
    }
    expect(tray.menu.words()).toEqual(['1 %'])
    // The tooltip comes with the menu, and only then.
    expect(tray.toolTip).toBe('x')
    expect(tray.stolen).toBe(0)
    tray.close()
    vi.advanceTimersByTime(6_000)
    expect(tray.menu.words()).toEqual(['50 %'])
    expect(tray.toolTip).toBe('at 50')
    menu.show({ menu: [words('51 %'), line('two')], tooltip: 'x' })
    expect(tray.menu.words()).toEqual(['51 %', 'two'])
    vi.advanceTimersByTime(60_000)
    expect(tray.calls.setContextMenu).toBe(3)
    menu.close()
  })

  test('on Linux a submenu that is opened holds it for ten seconds, and a click ends that', () => {
    const { tray, menu, done } = openMenu('linux')
    const pause: MenuLine = { kind: 'submenu', id: 'pause', label: 'Pause', lines: [line('hour')] }
    menu.show({ menu: [pause], tooltip: 'x' })
    tray.open()
    tray.unfold('Pause')
    menu.show({ menu: [pause, line('two')], tooltip: 'x' })
    vi.advanceTimersByTime(9_900)
    expect(tray.menu.words()).toEqual(['Pause', 'Pause › hour'])
    vi.advanceTimersByTime(200)
    expect(tray.menu.words()).toEqual(['Pause', 'Pause › hour', 'two'])
    tray.unfold('Pause')
    menu.show({ menu: [pause], tooltip: 'x' })
    tray.close('Pause › hour')
    expect(done).toEqual([{ do: 'open', page: '/hour' }])
    vi.advanceTimersByTime(1)
    expect(tray.menu.words()).toEqual(['Pause', 'Pause › hour'])
    menu.close()
  })

  test('a closing that was not told does not hold the menu for ever', () => {
    const { tray, menu, fake } = openMenu('win32')
    menu.show({ menu: [line('one')], tooltip: 'x' })
    tray.open()
    menu.show({ menu: [line('two')], tooltip: 'x' })
    vi.advanceTimersByTime(120_000)
    expect(tray.menu.words()).toEqual(['two'])
    for (let change = 0; change < 100; change++) menu.show({ menu: [line(`${change}`)], tooltip: 'x' })
    expect(fake.menu.listening()).toBe(2)
    menu.close()
    expect(fake.menu.listening()).toBe(0)
  })
})

describe('what is shown', () => {
  test('a line without an action can be read and not clicked', () => {
    const click = vi.fn()
    const template = menuTemplate(
      [
        { kind: 'line', id: 'a', label: 'All is well', action: null },
        { kind: 'separator' },
        { kind: 'submenu', id: 'b', label: 'More', lines: [line('c')] },
      ],
      click,
    )
    expect(template).toEqual([
      { id: 'a', label: 'All is well', enabled: false },
      { type: 'separator' },
      { id: 'b', label: 'More', submenu: [{ id: 'c', label: 'c', click: expect.any(Function) }] },
    ])
  })

  test('while it quits nothing new can be begun, the second Quit does not wait, and what is wrong stays', () => {
    const back: MenuLine = { kind: 'line', id: 'b', label: 'Back up now', action: { do: 'back-up', plan: null } }
    const quit: MenuLine = { kind: 'line', id: 'q', label: 'Quit Vaultkeeper', action: { do: 'quit' } }
    const menu: MenuLine[] = [{ kind: 'submenu', id: 's', label: 'Back up', lines: [back] }, line('open'), quit]
    const shown = quittingView({ state: 'failed', tooltip: 'It failed', menu })
    expect(shown.state).toBe('failed')
    expect(quittingView({ state: 'protected', tooltip: 'Protected', menu }).state).toBe('running')
    expect(shown.menu.slice(2)).toEqual([
      { kind: 'submenu', id: 's', label: 'Back up', lines: [{ ...back, action: null }] },
      line('open'),
      { ...quit, label: 'Quit now' },
    ])
  })

  test('the panel: of its own on Windows, always dark on GNOME, else as the desktop', () => {
    const light = { shouldUseDarkColors: false, shouldUseDarkColorsForSystemIntegratedUI: true }
    expect(panelIsDark('win32', light, {})).toBe(true)
    expect(panelIsDark('darwin', light, {})).toBe(false)
    expect(panelIsDark('linux', light, { XDG_CURRENT_DESKTOP: 'KDE' })).toBe(false)
    expect(panelIsDark('linux', light, { XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' })).toBe(true)
    expect(panelIsDark('linux', { ...light, shouldUseDarkColors: true }, {})).toBe(true)
  })
})
