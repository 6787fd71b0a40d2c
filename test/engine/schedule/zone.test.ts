import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isZone, machineZone, machineZoneReader, offsetAt, wallClock, type ZoneReader } from '../../../main/engine/schedule/zone.ts'

/** A machine whose three places say what a test wants. */
const machine = (variable?: string, link?: string, platform = 'Asia/Tokyo'): ZoneReader => ({
  variable: () => variable,
  link: () => link,
  platform: () => platform,
})

describe('the zone of the machine', () => {
  it.each([
    ['the variable TZ before all else', machine('Europe/Berlin', '/usr/share/zoneinfo/America/New_York'), 'Europe/Berlin'],
    ['TZ with the colon of POSIX', machine(':Europe/Berlin'), 'Europe/Berlin'],
    ['TZ as the path of a zone', machine(':/usr/share/zoneinfo/Europe/Berlin'), 'Europe/Berlin'],
    ['an empty TZ, which is UTC', machine('', '/usr/share/zoneinfo/America/New_York'), 'UTC'],
    ['a TZ with rules of its own: the link', machine('CET-1CEST,M3.5.0,M10.5.0/3', '/usr/share/zoneinfo/Europe/Berlin'), 'Europe/Berlin'],
    ['TZ=:/etc/localtime: the link', machine(':/etc/localtime', '/usr/share/zoneinfo/Europe/Berlin'), 'Europe/Berlin'],
    ['the link', machine(undefined, '/usr/share/zoneinfo/America/Argentina/Ushuaia'), 'America/Argentina/Ushuaia'],
    ['a relative link', machine(undefined, '../usr/share/zoneinfo/Etc/UTC'), 'Etc/UTC'],
    ['a link into posix/', machine(undefined, '/usr/share/zoneinfo/posix/Europe/Berlin'), 'Europe/Berlin'],
    ['the link of macOS', machine(undefined, '/var/db/timezone/zoneinfo/Europe/Berlin'), 'Europe/Berlin'],
    ['the link of newer macOS', machine(undefined, '/usr/share/zoneinfo.default/Europe/Berlin'), 'Europe/Berlin'],
    ['no link: the platform', machine(undefined, undefined), 'Asia/Tokyo'],
    ['a link to a zone that nobody knows: the platform', machine(undefined, '/usr/share/zoneinfo/Mars/Olympus'), 'Asia/Tokyo'],
    ['a link to something else: the platform', machine(undefined, '/etc/my-zone'), 'Asia/Tokyo'],
    ['nothing that is a zone', machine('nonsense', '/x', 'Mars/Olympus'), 'UTC'],
  ])('is told by %s', (_, reader, zone) => {
    expect(machineZone(reader)).toBe(zone)
  })

  it('is another one when the machine has travelled, though Node goes on with the old one', () => {
    let link = '/usr/share/zoneinfo/Europe/Berlin'
    const reader: ZoneReader = { variable: () => undefined, link: () => link, platform: () => 'Europe/Berlin' }
    expect(machineZone(reader)).toBe('Europe/Berlin')
    link = '/usr/share/zoneinfo/America/New_York'
    expect(machineZone(reader)).toBe('America/New_York')
  })

  it('is what a new process finds too', () => {
    const { TZ: _, ...environment } = process.env
    const fresh = execFileSync(process.execPath, ['-p', 'Intl.DateTimeFormat().resolvedOptions().timeZone'], {
      env: environment,
      encoding: 'utf8',
    }).trim()
    const found = machineZone(machineZoneReader(environment))
    // By their clocks: one zone has several names (UTC, Etc/UTC).
    for (const month of [0, 6]) expect(offsetAt(Date.UTC(2027, month, 1), found)).toBe(offsetAt(Date.UTC(2027, month, 1), fresh))
    expect(machineZone(machineZoneReader({ TZ: 'Pacific/Apia' }))).toBe('Pacific/Apia')
  })
})

describe('a wall clock', () => {
  it.each([
    ['2026-11-20T06:00:00Z', 'Europe/Berlin', [2026, 11, 20, 7, 0, 0, 5]],
    ['2027-01-03T23:59:59.999Z', 'Europe/Berlin', [2027, 1, 4, 0, 59, 59, 1]],
    ['2028-02-29T23:30:00Z', 'America/New_York', [2028, 2, 29, 18, 30, 0, 2]],
    ['2027-03-28T00:59:59Z', 'Europe/Berlin', [2027, 3, 28, 1, 59, 59, 0]],
    ['2027-03-28T01:00:00Z', 'Europe/Berlin', [2027, 3, 28, 3, 0, 0, 0]],
    ['2026-10-03T15:30:00Z', 'Australia/Lord_Howe', [2026, 10, 4, 2, 30, 0, 0]],
    ['2027-06-01T00:00:00Z', 'Asia/Kathmandu', [2027, 6, 1, 5, 45, 0, 2]],
    ['2026-12-31T12:00:00Z', 'Pacific/Kiritimati', [2027, 1, 1, 2, 0, 0, 5]],
  ] as const)('at %s in %s', (time, zone, [year, month, day, hour, minute, second, weekday]) => {
    expect(wallClock(new Date(time), zone)).toEqual({ year, month, day, hour, minute, second, weekday })
  })

  it('shows what Intl shows', () => {
    const times = fc.date({ min: new Date('1975-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    const zones = fc.constantFrom('Europe/Berlin', 'America/St_Johns', 'Africa/Casablanca', 'Pacific/Chatham', 'UTC', 'Asia/Tehran')
    fc.assert(
      fc.property(times, zones, (time, zone) => {
        const { year, month, day, hour, minute, second } = wallClock(time, zone)
        const two = (number: number) => String(number).padStart(2, '0')
        expect(`${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}:${two(second)}`).toBe(
          time.toLocaleString('sv-SE', { timeZone: zone }),
        )
      }),
      { numRuns: 300 },
    )
  })

  it('is refused for a zone that is none', () => {
    expect(isZone('Europe/Berlin')).toBe(true)
    expect(isZone('Mars/Olympus')).toBe(false)
    expect(isZone('')).toBe(false)
    expect(() => wallClock(new Date(), 'Mars/Olympus')).toThrow(RangeError)
  })
})
