import { describe, expect, it } from 'vitest'
import { type ClockEvidence, clockTrust } from '../../../main/engine/schedule/clock-trust.ts'

const minute = 60_000
const day = 24 * 60 * minute
const now = new Date('2027-05-04T10:00:00Z')
const at = (distance: number) => new Date(now.getTime() + distance)
const evidence = (some: Partial<ClockEvidence>): ClockEvidence => ({
  now,
  newestRecord: at(-day),
  newestFile: at(-day),
  sinceLastLook: { wall: minute, monotonic: minute },
  ...some,
})

describe('a clock is believed', () => {
  it.each([
    ['in the ordinary', {}],
    ['when nothing is known yet', { newestRecord: null, newestFile: null, sinceLastLook: null }],
    ['when it is minutes behind the newest record, as after a correction', { newestRecord: at(5 * minute) }],
    ['when it is minutes behind the newest file', { newestFile: at(5 * minute) }],
    ['after a year in a drawer', { newestRecord: at(-400 * day) }],
    ['after a sleep, in which only the wall clock goes on', { sinceLastLook: { wall: 60 * day, monotonic: minute } }],
    ['after a small correction back', { sinceLastLook: { wall: -4 * minute, monotonic: minute } }],
    ['on the first day of this program', { now: new Date('2026-11-01T00:00:00Z'), newestRecord: null, newestFile: null }],
    ['on the last day before 2090', { now: new Date('2089-12-31T23:59:59Z'), newestRecord: null, newestFile: null }],
  ] satisfies [string, Partial<ClockEvidence>][])('%s', (_, some) => {
    expect(clockTrust(evidence(some))).toEqual({ believed: true })
  })
})

describe('a clock is not believed', () => {
  it.each([
    ['before the newest record', { newestRecord: at(5 * minute + 1) }, '2027-05-04 10:00 UTC, which is 5 minutes before the newest record'],
    ['two days before it', { newestRecord: at(2 * day) }, '2 days before the newest record'],
    ['before the newest file', { newestFile: at(3 * 60 * minute) }, '3 hours before the newest file that Vaultkeeper wrote'],
    ['more than 400 days after the newest record', { newestRecord: at(-401 * day) }, '401 days after the newest record'],
    [
      'at the beginning of all time',
      { now: new Date(0), newestRecord: null },
      '1970-01-01 00:00 UTC, which is before this program was made',
    ],
    [
      'a moment before this program',
      { now: new Date('2026-10-31T23:59:59Z'), newestRecord: null, newestFile: null },
      'before this program',
    ],
    ['in 2090', { now: new Date('2090-01-01T00:00:00Z') }, 'too far ahead to be true'],
    ['in 2099', { now: new Date('2099-06-01T00:00:00Z'), newestRecord: null }, 'too far ahead to be true'],
    ['set back since the last look', { sinceLastLook: { wall: -6 * minute, monotonic: minute } }, 'set back by 7 minutes just now'],
    ['stopped since the last look', { sinceLastLook: { wall: 0, monotonic: 6 * minute } }, 'set back by 6 minutes just now'],
    ['no time at all', { now: new Date(Number.NaN) }, 'which is no time'],
  ] satisfies [string, Partial<ClockEvidence>, string][])('%s', (_, some, why) => {
    expect(clockTrust(evidence(some))).toEqual({ believed: false, why: expect.stringContaining(why) })
  })
})
