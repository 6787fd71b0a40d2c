import { existsSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { askTrayHost } from '../../main/electron/tray/ask-tray-host.ts'
import { findTray } from '../../main/electron/tray/find-tray.ts'
import { hostOf, type TrayHost, whyNoTray } from '../../main/electron/tray/tray-there.ts'
import { type FakeTrayHost, startTrayHost } from '../helpers/fake-tray-host.ts'
import { type Keyring, startBus } from '../helpers/keyring.ts'
import { temporaryFolder } from '../helpers/temporary-folder.ts'

describe('a real session bus', () => {
  let bus: Keyring
  let address = ''
  beforeAll(async () => {
    bus = await startBus()
    address = bus.environment['DBUS_SESSION_BUS_ADDRESS'] ?? ''
  })

  // Whichever of the two the machine has is asked; where both are, the first.
  test.each(['any', 'gdbus'])('asked with %s: whether there is a watcher of icons, and whether it shows them', async (program) => {
    const environment = program === 'any' ? bus.environment : { ...bus.environment, PATH: onlyProgram(program) }
    expect(await askTrayHost(environment)).toBe('no-tray')
    for (const shows of [true, false]) {
      const host = await startTrayHost(address, { shows })
      expect(await askTrayHost(environment)).toBe(shows ? 'shown' : 'not-shown')
      host.close()
    }
  })

  test('one that hangs is not waited for', async () => {
    const host = await startTrayHost(address, 'silent')
    const begun = performance.now()
    expect(await askTrayHost(bus.environment)).toBe('unknown')
    expect(performance.now() - begun).toBeLessThan(5_000)
    host.close()
  })

  test('no bus at all, and no program to ask with: nobody can tell', async () => {
    expect(await askTrayHost({ PATH: process.env['PATH'], DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere/at/all' })).toBe('unknown')
    expect(await askTrayHost({ PATH: '/nowhere' })).toBe('unknown')
  })

  test('a tray that comes later is found, and the icon made anew', async () => {
    let came = 0
    let asked = 0
    let late: FakeTrayHost | undefined
    const host = Promise.withResolvers<void>()
    const ask = async (environment: NodeJS.ProcessEnv) => {
      if (++asked === 2) {
        late = await startTrayHost(address, { shows: true })
        host.resolve()
      }
      return askTrayHost(environment)
    }
    const found = findTray({ platform: 'linux', environment: bus.environment, ask, onCome: () => came++, waits: [10, 10, 60_000] })
    expect(await found.why()).toMatch(/^This desktop shows no icons/)
    await host.promise
    await expect.poll(() => came).toBe(1)
    expect(await found.why()).toBeUndefined()
    expect(await found.settled).toBeUndefined()
    await found.close()
    expect(asked).toBe(2)
    late?.close()
  })

  test('where none comes within a while that is settled; whoever ends before hears of nothing', async () => {
    const options = { platform: 'linux', environment: bus.environment, ask: askTrayHost, onCome: () => undefined } as const
    const found = findTray({ ...options, waits: [1, 1, 1, 60_000] })
    expect(await found.settled).toMatch(/^This desktop/)
    await found.close()
    const ended = findTray({ ...options, waits: [60_000] })
    await ended.close()
    expect(await ended.settled).toBeUndefined()
  })
})

describe('whether the icon is seen', () => {
  const wayland = { WAYLAND_DISPLAY: 'wayland-0', XDG_CURRENT_DESKTOP: 'sway' }

  test.each<[NodeJS.Platform, NodeJS.ProcessEnv, TrayHost, RegExp | undefined]>([
    ['darwin', {}, 'unknown', undefined],
    ['win32', {}, 'unknown', undefined],
    ['linux', wayland, 'shown', undefined],
    ['linux', wayland, 'not-shown', /^This desktop/],
    ['linux', wayland, 'no-tray', /^This desktop/],
    ['linux', wayland, 'unknown', /could not find out/],
    ['linux', { XDG_SESSION_TYPE: 'wayland', XDG_CURRENT_DESKTOP: 'GNOME' }, 'no-tray', /extension "AppIndicator"/],
    ['linux', { DISPLAY: ':0', XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' }, 'no-tray', /extension "AppIndicator"/],
    ['linux', { DISPLAY: ':0', XDG_CURRENT_DESKTOP: 'ubuntu:GNOME' }, 'shown', undefined],
    // An old tray of X11, which Electron falls back to.
    ['linux', { DISPLAY: ':0', XDG_CURRENT_DESKTOP: 'XFCE' }, 'no-tray', undefined],
    ['linux', { DISPLAY: ':0', XDG_CURRENT_DESKTOP: 'MATE', XDG_SESSION_TYPE: 'x11' }, 'unknown', undefined],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0', XDG_CURRENT_DESKTOP: 'MATE' }, 'no-tray', /^This desktop/],
  ])('on %s %j, told "%s"', (platform, environment, host, why) => {
    const reason = whyNoTray(platform, environment, host)
    if (why === undefined) expect(reason).toBeUndefined()
    else expect(reason).toMatch(why)
  })

  test('what the two programs print', () => {
    expect(hostOf('b true\n')).toBe('shown')
    expect(hostOf('(<false>,)\n')).toBe('not-shown')
    expect(hostOf('')).toBe('unknown')
  })

  test('elsewhere than on Linux nobody is asked', async () => {
    const ask = () => Promise.reject(new Error('asked'))
    const found = findTray({ platform: 'win32', environment: {}, ask, onCome: () => undefined })
    expect(await found.why()).toBeUndefined()
    await found.close()
  })
})

/** A folder for PATH in which only that program is. */
function onlyProgram(name: string): string {
  const folder = temporaryFolder('path')
  const place = (process.env['PATH'] ?? '').split(path.delimiter).find((one) => existsSync(path.join(one, name))) ?? ''
  symlinkSync(path.join(place, name), path.join(folder, name))
  return folder
}
