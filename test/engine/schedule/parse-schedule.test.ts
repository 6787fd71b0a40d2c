import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextOccurrence } from '../../../main/engine/schedule/occurrences.ts'
import { parseSchedule } from '../../../main/engine/schedule/parse-schedule.ts'

const minute = 60_000

describe('a schedule', () => {
  it.each([
    ['0 7 * * *', '0 7 * * *'],
    ['  0\t7 *  * *  ', '0 7 * * *'],
    ['*/15 8-17 * * mon-fri', '*/15 8-17 * * mon-fri'],
    ['0 0 29 2 *', '0 0 29 2 *'],
    ['0 0 31 1,2 *', '0 0 31 1,2 *'],
    ['0 23 * * 7', '0 23 * * 7'],
  ])('%j is cron', (text, fields) => {
    expect(parseSchedule(text)).toEqual({ kind: 'cron', fields })
  })

  it.each([
    ['every 6h', 6 * 60 * minute],
    ['every 90m', 90 * minute],
    ['every 1m', minute],
    ['every 60s', minute],
    ['every 1h30m', 90 * minute],
    ['every 7d', 7 * 24 * 60 * minute],
  ])('%j is an interval', (text, interval) => {
    expect(parseSchedule(text)).toEqual({ kind: 'every', interval })
  })

  // What node-schedule 2.1.1 takes for every minute, for seconds, for something else, or for nothing at all, without a word.
  it.each([
    '',
    ' ',
    '\n',
    '7',
    '0 7 * *',
    '0 7 * * * *',
    '0 0 7 * * * *',
    '60 7 * * *',
    '0 24 * * *',
    '0 7 0 * *',
    '0 7 32 * *',
    '0 7 * 13 *',
    '0 7 * * 8',
    '5* * * * *',
    '1-2-3 * * * *',
    '*-5 * * * *',
    '5-1 * * * *',
    '*/0 * * * *',
    '*/90 * * * *',
    '-5 * * * *',
    '1.5 * * * *',
    '1,,2 * * * *',
    '0 7 * * monday',
    '0 0 30 2 *',
    '0 0 31 2 *',
    '0 0 31 4,6,9,11 *',
    '@daily',
    '@reboot',
    'every',
    'every 0m',
    'every 59s',
    'every 367d',
    'every 6 hours',
    'every -6h',
    'every 1.5h',
    'daily',
    'every 6h 0 7 * * *',
    `0 7 * * ${'1,'.repeat(600)}1`,
  ])('%j is none, and the reason is the end of a sentence', (text) => {
    const reason = parseSchedule(text)
    expect(reason).toBeTypeOf('string')
    expect(reason).toMatch(/^(?:must|names|needs|is) /)
  })

  it('that is accepted comes due within eight years, or the nine over 2100', () => {
    const number = (least: number, most: number) => fc.integer({ min: least, max: most })
    const part = (least: number, most: number) =>
      fc.oneof(
        number(least, most).map(String),
        fc.constant('*'),
        fc.tuple(number(least, most), number(least, most)).map(([a, b]) => `${a}-${b}`),
        fc.tuple(number(least, most), number(1, 100)).map(([a, by]) => `${a}/${by}`),
        fc.array(number(least, most), { minLength: 2, maxLength: 3 }).map((numbers) => numbers.join()),
      )
    const texts = fc.tuple(part(0, 60), part(0, 24), part(0, 32), part(0, 13), part(0, 8)).map((parts) => parts.join(' '))
    let accepted = 0
    fc.assert(
      fc.property(texts, fc.date({ min: new Date('2020-01-01'), max: new Date('2096-01-01'), noInvalidDate: true }), (text, after) => {
        const schedule = parseSchedule(text)
        if (typeof schedule === 'string') return
        accepted++
        const next = nextOccurrence(schedule, 'Europe/Berlin', after, after)
        expect(next?.getTime()).toBeGreaterThan(after.getTime())
        expect(next?.getTime()).toBeLessThanOrEqual(after.getTime() + 8 * 366 * 1440 * minute)
      }),
      { numRuns: 1000 },
    )
    expect(accepted).toBeGreaterThan(50)
  })

  it('is never more than refused, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0123456789*/,- evrymhd@LW#?') })), (text) => {
        const schedule = parseSchedule(text)
        if (typeof schedule === 'string') expect(schedule.length).toBeGreaterThan(10)
        else if (schedule.kind === 'every') expect(schedule.interval).toBeGreaterThanOrEqual(minute)
        else expect(schedule.fields.split(' ')).toHaveLength(5)
      }),
      { numRuns: 2000 },
    )
  })
})
