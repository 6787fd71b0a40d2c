import { mkdirSync, writeFileSync } from 'node:fs'
import type { NetworkInterfaceInfo } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { linuxPower } from '../../../main/engine/machine/linux-power.ts'
import { createMachine } from '../../../main/engine/machine/machine.ts'
import { isOnline, meteredOfNetworkManager, meteredOfWindows, readNetwork } from '../../../main/engine/machine/network.ts'
import { powerOfPmset, powerOfWindows, readPower } from '../../../main/engine/machine/power.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const unknown = { source: 'unknown', percent: null }

describe('power on Linux', () => {
  const of = (supplies: Record<string, Record<string, string | number>>) => {
    const folder = temporaryFolder('power')
    for (const [name, fields] of Object.entries(supplies)) {
      mkdirSync(path.join(folder, name))
      for (const [field, value] of Object.entries(fields)) writeFileSync(path.join(folder, name, field), `${value}\n`)
    }
    return linuxPower(folder)
  }
  const battery = { type: 'Battery', present: 1, capacity: 80, status: 'Discharging' }

  it.each([
    ['a laptop on its battery', { AC: { type: 'Mains', online: 0 }, BAT0: battery }, { source: 'battery', percent: 80 }],
    [
      'a laptop on its plug',
      { AC: { type: 'Mains', online: 1 }, BAT0: { ...battery, status: 'Charging' } },
      { source: 'mains', percent: 80 },
    ],
    ['a plug that gives too little', { AC: { type: 'Mains', online: 1 }, BAT0: battery }, { source: 'mains', percent: 80 }],
    ['a battery without a plug that tells', { BAT0: battery }, { source: 'battery', percent: 80 }],
    ['a battery that is full, without a plug', { BAT0: { ...battery, status: 'Full' } }, { source: 'mains', percent: 80 }],
    ['a battery that says nothing of itself', { BAT0: { type: 'Battery' } }, unknown],
    ['a plug of USB-C', { ucsi: { type: 'USB', online: 1 }, BAT0: battery }, { source: 'mains', percent: 80 }],
    [
      'a port of USB-C that feeds another',
      { AC: { type: 'Mains', online: 0 }, ucsi: { type: 'USB', online: 1 }, BAT0: battery },
      { source: 'battery', percent: 80 },
    ],
    [
      'a plug whose driver sleeps',
      { AC: { type: 'Mains', online: 0 }, BAT0: { ...battery, status: 'Charging' } },
      { source: 'mains', percent: 80 },
    ],
    ['a server on its UPS', { ups: { type: 'UPS', status: 'Discharging', capacity: 55 } }, { source: 'battery', percent: 55 }],
    ['a desktop', { AC: { type: 'Mains', online: 1 } }, { source: 'mains', percent: null }],
    ['a desktop with the battery of a mouse', { mouse: { ...battery, scope: 'Device', capacity: 3 } }, { source: 'mains', percent: null }],
    [
      'a laptop whose battery was taken out',
      { AC: { type: 'Mains', online: 1 }, BAT0: { ...battery, present: 0 } },
      { source: 'mains', percent: null },
    ],
    ['nothing at all', {}, { source: 'mains', percent: null }],
    [
      'two batteries of different sizes',
      { BAT0: { ...battery, energy_now: 10, energy_full: 20 }, BAT1: { ...battery, energy_now: 80, energy_full: 80 } },
      { source: 'battery', percent: 90 },
    ],
    ['two that tell only their charge', { BAT0: battery, BAT1: { ...battery, capacity: 20 } }, { source: 'battery', percent: 50 }],
  ])('%s', (_, supplies, power) => {
    expect(of(supplies)).toEqual(power)
  })

  it('is unknown where the kernel tells nothing', () => {
    expect(linuxPower(path.join(temporaryFolder(), 'gone'))).toEqual(unknown)
  })
})

describe('power elsewhere', () => {
  it.each([
    [
      "Now drawing from 'Battery Power'\n -InternalBattery-0 (id=4653155)\t87%; discharging; 4:32 remaining present: true\n",
      { source: 'battery', percent: 87 },
    ],
    [
      "Now drawing from 'AC Power'\n -InternalBattery-0 (id=4653155)\t100%; charged; 0:00 remaining present: true\n",
      { source: 'mains', percent: 100 },
    ],
    ["Now drawing from 'UPS Power'\n -UPS (id=1)\t40%; discharging; present: true\n", { source: 'battery', percent: 40 }],
    ["Now drawing from 'AC Power'\n", { source: 'mains', percent: null }],
    ['', unknown],
  ])('as macOS tells it: %j', (text, power) => {
    expect(powerOfPmset(text)).toEqual(power)
  })

  it.each([
    ['ok\r\n1 63\r\n', { source: 'battery', percent: 63 }],
    ['ok\r\n2 63\r\n', { source: 'mains', percent: 63 }],
    ['ok\r\n2 60\r\n5 20\r\n', { source: 'battery', percent: 40 }],
    ['ok\r\n2 \r\n', { source: 'mains', percent: null }],
    ['ok\r\n', { source: 'mains', percent: null }],
    ['', unknown],
  ])('as Windows tells it: %j', (text, power) => {
    expect(powerOfWindows(text)).toEqual(power)
  })

  it('is unknown where the program that tells it is missing', async () => {
    expect(await readPower('darwin', {})).toEqual(unknown)
    expect(await readPower('win32', {})).toEqual(unknown)
    expect(await readPower('freebsd', {})).toEqual(unknown)
  })
})

describe('the network', () => {
  const at = (address: string, internal = false) => [{ address, internal } as NetworkInterfaceInfo]

  it('is there when an interface has an address that it did not give itself', () => {
    expect(isOnline({ lo: at('127.0.0.1', true) })).toBe(false)
    expect(isOnline({ lo: at('::1', true), eth0: at('fe80::1'), eth1: at('FEBF::2') })).toBe(false)
    expect(isOnline({ lo: at('127.0.0.1', true), wlan0: at('192.168.1.4') })).toBe(true)
    expect(isOnline({ eth0: at('2001:db8::1') })).toBe(true)
    expect(isOnline({})).toBe(false)
    expect(isOnline(undefined)).toBe(true)
  })

  it.each([
    ['u 0\n', null],
    ['u 1\n', true],
    ['u 2\n', false],
    ['u 3\n', true],
    ['u 4\n', false],
    ['(<uint32 1>,)\n', true],
    ['(<uint32 4>,)\n', false],
    ['', null],
  ])('counts bytes or not, as NetworkManager tells it: %j', (text, metered) => {
    expect(meteredOfNetworkManager(text)).toBe(metered)
  })

  it('counts bytes or not, as Windows tells it', () => {
    expect(['Fixed\r\n', 'Variable', 'Unrestricted\r\n', 'Unknown', ''].map(meteredOfWindows)).toEqual([true, true, false, null, null])
  })

  it.runIf(process.platform === 'linux').each([
    [
      'busctl',
      '[ "$*" = "--system --auto-start=no get-property org.freedesktop.NetworkManager /org/freedesktop/NetworkManager org.freedesktop.NetworkManager Metered" ] && echo "u 1"',
      true,
    ],
    ['gdbus', 'echo "(<uint32 2>,)"', false],
    ['busctl', 'echo "Call failed" >&2; exit 1', null],
    ['neither', '', null],
  ])('asks for it where it can: %s', async (program, script, metered) => {
    const folder = temporaryFolder('programs')
    writeFileSync(path.join(folder, program), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    const network = await readNetwork('linux', { PATH: folder })
    expect(network.metered).toBe(network.online ? metered : null)
  })
})

it('this machine answers, and is not asked anew within moments', async () => {
  const machine = createMachine(process.env)
  const [power, network] = await Promise.all([machine.power(), machine.network()])
  expect(['mains', 'battery', 'unknown']).toContain(power.source)
  expect(typeof network.online).toBe('boolean')
  expect(await machine.power()).toBe(power)
  expect(await machine.network()).toBe(network)
  expect(Intl.supportedValuesOf('timeZone').concat('UTC', 'Etc/UTC')).toContain(machine.zone())
})
