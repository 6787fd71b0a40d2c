import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSchedule } from '../../main/engine/schedule/parse-schedule.ts'
import { drafted, editsOf, mistakeAt, withChange } from '../../renderer/editing/draft.ts'
import { keepInWords } from '../../renderer/pages/plans/keep-words.ts'
import { nameFor, nameMistake } from '../../renderer/pages/plans/names.ts'
import { inMode, readSchedule, type ScheduleForm, writeSchedule } from '../../renderer/pages/plans/schedule-form.ts'
import { simpleScheduleInWords } from '../../renderer/pages/plans/schedule-words.ts'
import { entriesOf, writeEntries } from '../../renderer/pages/settings/carrier-entries.ts'

const time = fc
  .record({ hour: fc.nat(23), minute: fc.nat(59) })
  .map(({ hour, minute }) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
const form: fc.Arbitrary<ScheduleForm> = fc.oneof(
  fc.record({ mode: fc.constant('daily' as const), time }),
  fc.record({
    mode: fc.constant('weekly' as const),
    time,
    days: fc.uniqueArray(fc.nat(6), { minLength: 1 }).map((days) => days.toSorted()),
  }),
  fc.record({
    mode: fc.constant('every' as const),
    number: fc.integer({ min: 1, max: 366 }),
    unit: fc.constantFrom('m' as const, 'h' as const, 'd' as const),
  }),
)

describe('a schedule as a form', () => {
  it('is one that the engine takes, and is read back as the same form', () => {
    fc.assert(
      fc.property(form, (one) => {
        const text = writeSchedule(one)
        expect(readSchedule(text)).toEqual(one)
        expect(typeof parseSchedule(text)).toBe(one.mode === 'every' && one.unit === 'd' && one.number > 366 ? 'string' : 'object')
        expect(simpleScheduleInWords(text)).not.toBeNull()
      }),
    )
  })

  it('of anything else is left as it is written', () => {
    for (const text of ['*/20 8-18 * * 1-5', '0 7 1 * *', '0 7 * * mon', 'every 1h30m', '7 * * * *', '60 7 * * *', ''])
      expect(readSchedule(text)).toEqual({ mode: 'cron', text })
  })

  it('keeps the time of day when it is said another way', () => {
    expect(writeSchedule(inMode(readSchedule('30 6 * * *'), 'weekly'))).toBe('30 6 * * 0')
    expect(inMode(readSchedule('30 6 * * 1,3'), 'cron')).toEqual({ mode: 'cron', text: '30 6 * * 1,3' })
  })

  it('is told in words', () => {
    expect(simpleScheduleInWords('30 6 * * *')).toBe('Every day at 06:30')
    expect(simpleScheduleInWords('0 23 * * 7,3')).toBe('Every Sunday and Wednesday at 23:00')
    expect(simpleScheduleInWords('every 6h')).toBe('Every 6 hours')
    expect(simpleScheduleInWords('every 1d')).toBe('Every day')
  })
})

describe('rules of retention', () => {
  it('are told in words', () => {
    expect(keepInWords({ last: 30, monthly: 12 })).toBe('the last 30 and one for each of 12 months')
    expect(keepInWords({ within: '14d', withinDaily: '1y' })).toBe('all of 14d and the last of each day of 1y')
    expect(keepInWords({})).toBe('all of them')
  })
})

describe('a draft', () => {
  const section = { kind: 'daily', keep: { last: 30 }, conditions: { onBattery: 'never' } }
  it('holds only what differs from the file, as edits of it', () => {
    const one = withChange(section, {}, 'conditions.onBattery', 'always')
    const two = withChange(section, one, 'keep', undefined)
    expect(editsOf(['plans', 'daily'], two)).toEqual([
      { path: ['plans', 'daily', 'conditions', 'onBattery'], value: 'always' },
      { path: ['plans', 'daily', 'keep'] },
    ])
    expect([drafted(section, two, 'keep'), drafted(section, two, 'kind')]).toEqual([undefined, 'daily'])
    expect(withChange(section, withChange(section, two, 'keep', { last: 30 }), 'conditions.onBattery', 'never')).toEqual({})
  })

  it('has its mistakes told at their fields', () => {
    const problem = (path: string, sentence: string) => ({ where: 'file' as const, line: 1, column: 1, path, sentence })
    const problems = [
      problem('plans.daily.keep.last', 'plans.daily.keep.last must be 1 or more.'),
      problem('plans.daily.sources[0]', 'plans.daily.sources[0] names a vault "x" that is not there.'),
    ]
    expect(mistakeAt(problems, ['plans', 'daily'], 'keep.last')).toBe('This must be 1 or more.')
    expect(mistakeAt(problems, ['plans', 'daily'], 'sources')).toBe('This names a vault "x" that is not there.')
    expect(mistakeAt(problems, ['plans', 'daily'], 'kee')).toBeUndefined()
  })
})

describe('names', () => {
  it('are made of what lies at a path, and are none that there is', () => {
    expect(nameFor('/home/ada/My Notes', [])).toBe('my-notes')
    expect(nameFor('~/Bücher & Co/', ['bu-cher-co'])).toBe('bu-cher-co-2')
    expect(nameFor('/', [])).toBe('vault')
    expect(nameMistake('my-notes', ['opus'])).toBeUndefined()
    for (const bad of ['', 'My', '-a', 'a b', 'opus', 'x'.repeat(64)]) expect(nameMistake(bad, ['opus'])).toBeDefined()
  })
})

describe('carriers of the file', () => {
  it('stand there as one or as a list, as they did before', () => {
    expect(entriesOf({ url: 'a' })).toEqual([{ url: 'a' }])
    expect(writeEntries([{ url: 'b' }], { url: 'a' }, true)).toEqual({ url: 'b' })
    expect(writeEntries([{ url: 'a' }, { url: 'b' }], { url: 'a' }, true)).toEqual([{ url: 'a' }, { url: 'b' }])
    expect(writeEntries([{ url: 'b' }], [{ url: 'a' }], true)).toEqual([{ url: 'b' }])
    expect([writeEntries([], [{ url: 'a' }], true), writeEntries([{ to: 'a' }], [], false)]).toEqual([undefined, { to: 'a' }])
  })
})
