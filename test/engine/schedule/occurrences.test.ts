import { createRequire } from 'node:module'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextOccurrence, occurrencesBetween } from '../../../main/engine/schedule/occurrences.ts'
import { parseSchedule, type Schedule } from '../../../main/engine/schedule/parse-schedule.ts'
import { type Fields, walkDue, walkMinutes } from './naive-walk.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const anchor = new Date('2026-11-20T08:13:21.500Z')

function schedule(text: string): Schedule {
  const parsed = parseSchedule(text)
  if (typeof parsed === 'string') throw new Error(parsed)
  return parsed
}

/** The due times after one time up to another, each by itself, as texts to the minute. */
function due(text: string, zone: string, after: string, upTo: string): string[] {
  const [parsed, end] = [schedule(text), new Date(upTo)]
  const found: Date[] = []
  for (let next = nextOccurrence(parsed, zone, new Date(after), anchor); next !== null && next <= end; ) {
    found.push(next)
    next = nextOccurrence(parsed, zone, next, anchor)
  }
  const all = occurrencesBetween(parsed, zone, new Date(after), end, anchor, 10_000)
  expect(all).toEqual({ count: found.length, exact: true, oldest: found[0] ?? null, newest: found.toReversed() })
  return found.map(short)
}

const short = (time: Date | number) => `${new Date(time).toISOString().slice(0, 16)}Z`

describe('a daily plan on a day on which the clock changes', () => {
  it.each([
    // Leapt over: once, at the first minute after the leap.
    ['30 2 * * *', 'Europe/Berlin', '2027-03-27T12:00Z', ['2027-03-28T01:00Z', '2027-03-29T00:30Z']],
    ['30 2 * * *', 'America/New_York', '2027-03-13T12:00Z', ['2027-03-14T07:00Z', '2027-03-15T06:30Z']],
    ['15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T12:00Z', ['2026-10-03T15:30Z', '2026-10-04T15:15Z']],
    ['0 0 * * *', 'America/Santiago', '2026-09-05T12:00Z', ['2026-09-06T04:00Z', '2026-09-07T03:00Z']],
    // Shown twice: once, at the first showing.
    ['30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00Z', ['2026-10-25T00:30Z', '2026-10-26T01:30Z']],
    ['30 1 * * *', 'America/New_York', '2026-10-31T12:00Z', ['2026-11-01T05:30Z', '2026-11-02T06:30Z']],
    ['45 1 * * *', 'Australia/Lord_Howe', '2027-04-03T12:00Z', ['2027-04-03T14:45Z', '2027-04-04T15:15Z']],
    ['30 23 * * *', 'America/Santiago', '2027-04-03T12:00Z', ['2027-04-04T02:30Z', '2027-04-05T03:30Z']],
    // Beside it: at its time, as the wall clock shows it.
    ['0 7 * * *', 'Europe/Berlin', '2027-03-27T12:00Z', ['2027-03-28T05:00Z', '2027-03-29T05:00Z']],
    ['0 7 * * *', 'Europe/Berlin', '2026-10-24T12:00Z', ['2026-10-25T06:00Z', '2026-10-26T06:00Z']],
    ['0 7 * * *', 'America/New_York', '2027-03-13T12:30Z', ['2027-03-14T11:00Z', '2027-03-15T11:00Z']],
    ['0 7 * * *', 'America/New_York', '2026-10-31T12:00Z', ['2026-11-01T12:00Z', '2026-11-02T12:00Z']],
    // What is due at the first minute after the leap anyway is one due time with what was leapt over.
    ['30 2,3 * * *', 'Europe/Berlin', '2027-03-27T12:00Z', ['2027-03-28T01:00Z', '2027-03-28T01:30Z']],
    ['0 2,3 * * *', 'Europe/Berlin', '2027-03-27T12:00Z', ['2027-03-28T01:00Z', '2027-03-29T00:00Z']],
    // A day that a whole country leapt over.
    ['0 7 * * *', 'Pacific/Apia', '2011-12-29T12:00Z', ['2011-12-29T17:00Z', '2011-12-30T10:00Z', '2011-12-30T17:00Z']],
  ])('%s in %s after %s', (text, zone, after, expected) => {
    const until = new Date(new Date(after).getTime() + (expected.length > 2 ? 36 * hour : 48 * hour))
    expect(due(text, zone, after, until.toISOString()).slice(0, expected.length)).toEqual(expected)
  })
})

// When the clock changes, in UTC, what it shows then, and by how many minutes it leaps.
const changes = [
  ['Europe/Berlin', '2026-10-25T01:00Z', 3, 0, -60],
  ['Europe/Berlin', '2027-03-28T01:00Z', 2, 0, 60],
  ['Europe/Berlin', '2027-10-31T01:00Z', 3, 0, -60],
  ['Europe/Berlin', '2028-03-26T01:00Z', 2, 0, 60],
  ['America/New_York', '2026-11-01T06:00Z', 2, 0, -60],
  ['America/New_York', '2027-03-14T07:00Z', 2, 0, 60],
  ['America/New_York', '2027-11-07T06:00Z', 2, 0, -60],
  ['America/New_York', '2028-03-12T07:00Z', 2, 0, 60],
  ['Australia/Lord_Howe', '2026-10-03T15:30Z', 2, 0, 30],
  ['Australia/Lord_Howe', '2027-04-03T15:00Z', 2, 0, -30],
  ['Australia/Lord_Howe', '2027-10-02T15:30Z', 2, 0, 30],
  ['Australia/Lord_Howe', '2028-04-01T15:00Z', 2, 0, -30],
  ['Pacific/Auckland', '2026-09-26T14:00Z', 2, 0, 60],
  ['Pacific/Auckland', '2027-04-03T14:00Z', 3, 0, -60],
  ['Pacific/Auckland', '2027-09-25T14:00Z', 2, 0, 60],
  ['Europe/London', '2027-03-28T01:00Z', 1, 0, 60],
  ['Europe/London', '2027-10-31T01:00Z', 2, 0, -60],
  ['America/Santiago', '2026-09-06T04:00Z', 24, 0, 60],
  ['America/Santiago', '2027-04-04T03:00Z', 24, 0, -60],
  ['America/Santiago', '2027-09-05T04:00Z', 24, 0, 60],
] as const

describe.each(changes)('the clock in %s at %s, which shows %d:0%d and leaps by %d minutes', (zone, moment, atHour, atMinute, leap) => {
  const change = Date.parse(moment)
  const around = [new Date(change - 6 * hour).toISOString(), new Date(change + 6 * hour).toISOString()] as const
  const shown = atHour * 60 + atMinute
  const cron = (wall: number) => `${wall % 60} ${Math.floor(wall / 60) % 24} * * *`

  it('makes each time that it leaps over due once, right after, and each that it shows twice due at the first showing', () => {
    const first = leap > 0 ? shown : shown + leap
    for (let past = 0; past < Math.abs(leap); past++)
      expect(due(cron(first + past), zone, ...around)).toEqual([short(leap > 0 ? change : change + (leap + past) * minute)])
  })

  it('leaves the minutes before and after where they are', () => {
    const before = leap > 0 ? 0 : leap
    const after = leap > 0 ? leap : 0
    expect(due(cron(shown + before - 1), zone, ...around)).toEqual([short(change + (before - 1) * minute)])
    expect(due(cron(shown + after), zone, ...around)).toEqual([short(change + (leap > 0 ? 0 : -leap) * minute)])
    expect(due(cron(shown + after + 1), zone, ...around)).toEqual([short(change + ((leap > 0 ? 0 : -leap) + 1) * minute)])
  })

  it('lets every minute and every hour go on by real time', () => {
    const minutes = due('* * * * *', zone, ...around)
    expect(minutes).toEqual(Array.from({ length: 720 }, (_, index) => short(change - 6 * hour + (index + 1) * minute)))
    const hours = due('0 * * * *', zone, ...around).map((text) => Date.parse(text))
    const gaps = hours.slice(1).map((time, index) => (time - (hours[index] ?? 0)) / minute)
    // A clock that leaps by half an hour changes one distance between full hours, as it has to; no other does.
    expect(gaps.filter((gap) => gap !== 60)).toEqual(Math.abs(leap) === 60 ? [] : leap > 0 ? [30] : [90])
  })

  it('does not touch an interval', () => {
    const times = due('every 6h', zone, new Date(change - 3 * day).toISOString(), new Date(change + 3 * day).toISOString())
    expect(times).toHaveLength(24)
    for (const text of times) expect((Date.parse(text) - Math.floor(anchor.getTime() / minute) * minute) % (6 * hour)).toBeCloseTo(0)
  })
})

/** A field, written as people write them, and what it means. */
function field(least: number, most: number): fc.Arbitrary<{ text: string; set: number[] }> {
  const number = fc.integer({ min: least, max: most })
  const all = Array.from({ length: most - least + 1 }, (_, index) => least + index)
  const range = fc.tuple(number, number).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
  const step = fc.integer({ min: 1, max: most - least })
  const stepped = (from: number, to: number, by: number) => all.filter((one) => one >= from && one <= to && (one - from) % by === 0)
  const item = fc.oneof(
    { weight: 4, arbitrary: number.map((one) => ({ text: String(one), set: [one] })) },
    { weight: 2, arbitrary: range.map(([a, b]) => ({ text: `${a}-${b}`, set: stepped(a, b, 1) })) },
    { weight: 1, arbitrary: fc.tuple(range, step).map(([[a, b], by]) => ({ text: `${a}-${b}/${by}`, set: stepped(a, b, by) })) },
    { weight: 1, arbitrary: step.map((by) => ({ text: `*/${by}`, set: stepped(least, most, by) })) },
  )
  const list = fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => ({
    text: items.map(({ text }) => text).join(','),
    set: items.flatMap(({ set }) => set),
  }))
  return fc.oneof({ weight: 2, arbitrary: fc.constant({ text: '*', set: all }) }, { weight: 3, arbitrary: list })
}

const expressions: fc.Arbitrary<Fields> = fc
  .tuple(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6))
  .map((fields) => ({ text: fields.map(({ text }) => text).join(' '), sets: fields.map(({ set }) => new Set(set)) }))
  .map(({ text, sets }) => {
    const [minutes, hours, days, months, weekdays] = sets as [Set<number>, Set<number>, Set<number>, Set<number>, Set<number>]
    return { text, minutes, hours, days, months, weekdays }
  })
  // All days by another name than `*` are a restriction to some readers of cron and none to others: nobody writes that.
  .filter(({ text, days, weekdays }) => {
    const [, , dayText, , weekdayText] = text.split(' ')
    return (days.size < 28 || dayText === '*') && (weekdays.size < 7 || weekdayText === '*') && typeof parseSchedule(text) !== 'string'
  })

describe('random cron expressions', () => {
  // Every minute of a year, asked one by one.
  const from = Date.UTC(2026, 6, 1)
  const to = Date.UTC(2027, 6, 1)

  it.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago'])(
    'are due in %s when a walk through every minute of a year says so',
    (zone) => {
      const walk = walkMinutes(zone, from - 2 * day, to)
      let changing = 0
      fc.assert(
        fc.property(expressions, fc.array(fc.integer({ min: 0, max: 365 * 1440 - 1 }), { maxLength: 2 }), (fields, points) => {
          const expected = walkDue(walk, fields)
          if (fields.hours.size < 24 && expected.some((time) => Math.abs(time - Date.UTC(2027, 2, 28)) < day)) changing++
          const parsed = schedule(fields.text)
          const bounds = [from - 1, ...points.map((point) => from + point * minute).sort((a, b) => a - b), to - 1]
          for (const [index, start] of bounds.entries()) {
            for (const end of bounds.slice(index + 1)) {
              const within = expected.filter((time) => time > start && time <= end)
              const found = occurrencesBetween(parsed, zone, new Date(start), new Date(end), anchor, 3)
              expect(found.count).toBe(within.length)
              expect(found.oldest?.getTime()).toBe(within[0])
              expect(found.newest.map(Number)).toEqual(within.slice(-3).reverse())
            }
            const next = expected.find((time) => time > start)
            if (next !== undefined) expect(nextOccurrence(parsed, zone, new Date(start), anchor)?.getTime()).toBe(next)
          }
        }),
        { numRuns: 25 },
      )
      expect(changing).toBeGreaterThan(0)
    },
  )

  it('are read as node-schedule reads them', () => {
    const cronParser = createRequire(import.meta.url)('cron-parser') as typeof import('cron-parser')
    fc.assert(
      fc.property(expressions, fc.integer({ min: 0, max: 20 * 365 }), ({ text }, days) => {
        // Its count of weekdays goes wrong where a list names one twice, and then takes the field for `*`.
        fc.pre(!text.includes(','))
        const after = new Date(Date.UTC(2020, 0, 1) + days * day)
        const theirs = cronParser.parseExpression(text, { utc: true, currentDate: after })
        let mine: Date | null = after
        for (let time = 0; time < 5; time++) {
          mine = nextOccurrence(schedule(text), 'UTC', mine, anchor)
          expect(mine?.toISOString()).toBe(theirs.next().toISOString())
          if (mine === null) return
        }
      }),
      { numRuns: 150 },
    )
  })
})

describe('due times', () => {
  it('of thirty years of minutes are counted at once', () => {
    const [from, to] = [new Date('2000-01-01T00:00Z'), new Date('2030-01-01T00:00Z')]
    const began = performance.now()
    const found = occurrencesBetween(schedule('* * * * *'), 'Europe/Berlin', from, to, anchor)
    expect(performance.now() - began).toBeLessThan(1000)
    expect(found).toEqual({
      count: (to.getTime() - from.getTime()) / minute,
      exact: true,
      oldest: new Date('2000-01-01T00:01Z'),
      newest: [to, new Date('2029-12-31T23:59Z')],
    })
    expect(occurrencesBetween(schedule('every 1m'), 'UTC', from, to, anchor).count).toBe(found.count)
  })

  it('of a clock that shows a year far away are counted truthfully, for as far as it is worth it', () => {
    const began = performance.now()
    const found = occurrencesBetween(schedule('0 7 * * *'), 'Europe/Berlin', anchor, new Date('9000-01-01T00:00Z'), anchor)
    expect(performance.now() - began).toBeLessThan(2000)
    expect(found.exact).toBe(false)
    expect(found.count).toBe(36_525)
  })

  it('do not include what is due at the very beginning, and include what is due at the very end', () => {
    expect(due('0 7 * * *', 'UTC', '2026-11-20T07:00Z', '2026-11-22T07:00Z')).toEqual(['2026-11-21T07:00Z', '2026-11-22T07:00Z'])
    expect(due('0 7 * * *', 'UTC', '2026-11-20T06:59:59.999Z', '2026-11-20T07:00Z')).toEqual(['2026-11-20T07:00Z'])
    expect(due('0 7 * * *', 'UTC', '2026-11-20T07:00Z', '2026-11-21T06:59:59.999Z')).toEqual([])
    expect(due('0 7 * * *', 'UTC', '2026-11-22T07:00Z', '2026-11-20T07:00Z')).toEqual([])
  })

  it('of 29 February wait for it, also over 2100', () => {
    const leapDay = (after: string) => nextOccurrence(schedule('0 0 29 2 *'), 'UTC', new Date(after), anchor)?.toISOString().slice(0, 10)
    expect(leapDay('2026-11-21T00:00Z')).toBe('2028-02-29')
    expect(leapDay('2096-03-01T00:00Z')).toBe('2104-02-29')
  })

  it('of an interval count from when the plan became known, before it as well as after', () => {
    const every = schedule('every 90m')
    const at = (intervals: number) => new Date(anchor.getTime() + intervals * 90 * minute)
    expect(nextOccurrence(every, 'UTC', anchor, anchor)).toEqual(at(1))
    expect(nextOccurrence(every, 'UTC', new Date(at(1).getTime() - 1), anchor)).toEqual(at(1))
    expect(nextOccurrence(every, 'UTC', at(-7), anchor)).toEqual(at(-6))
    expect(occurrencesBetween(every, 'UTC', at(-3), at(3), anchor, 3)).toEqual({
      count: 6,
      exact: true,
      oldest: at(-2),
      newest: [at(3), at(2), at(1)],
    })
  })

  it('are the same whatever was asked before', () => {
    const [parsed, fresh] = [schedule('17 2,14 * * *'), () => schedule('17 2,14 * * *')]
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom('Europe/Berlin', 'UTC'), fc.integer({ min: 0, max: 60 * 1440 })), {
          minLength: 2,
          maxLength: 12,
        }),
        (asked) => {
          for (const [zone, minutes] of asked) {
            const after = new Date(Date.UTC(2027, 2, 1) + minutes * minute)
            expect(nextOccurrence(parsed, zone, after, anchor)).toEqual(nextOccurrence(fresh(), zone, after, anchor))
          }
        },
      ),
    )
  })

  it('of twenty plans are found, each once, when they are asked for each minute of a year', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Tokyo']
    const texts = ['0 7 * * *', '0 23 * * 0', '*/15 * * * *', '0 * * * *', 'every 6h']
    const plans = zones.flatMap((zone) => texts.map((text) => ({ zone, parsed: schedule(text), handled: anchor, runs: 0 })))
    for (let time = anchor.getTime(); time < anchor.getTime() + 365 * day; time += minute) {
      const now = new Date(time)
      for (const plan of plans) {
        const { count, newest } = occurrencesBetween(plan.parsed, plan.zone, plan.handled, now, anchor)
        if (count === 0) continue
        plan.handled = newest[0] ?? now
        plan.runs += count
      }
    }
    expect(plans.map(({ runs }) => runs)).toEqual(zones.flatMap(() => [365, 52, 365 * 96, 365 * 24, 365 * 4 - 1]))
  })
})
