import { describe, expect, it } from 'vitest'
import { dayInWords, dayTone, joinDays, lastWeeks, nextDay, weekInWords } from '../../renderer/pages/overview/calendar-weeks.ts'

const day = (name: string, snapshots = 1) => ({ day: name, snapshots, worst: 'done' as const })

describe('the calendar of snapshots', () => {
  it('is weeks from Monday to Sunday, up to today', () => {
    // 2026-11-21 is a Saturday.
    const weeks = lastWeeks('2026-11-21', 53, [day('2026-11-21', 3)])
    expect(weeks).toHaveLength(53)
    const last = weeks.at(-1)?.days
    expect(last?.map((one) => one?.day ?? null)).toEqual(
      ['16', '17', '18', '19', '20', '21', null].map((name) => name && `2026-11-${name}`),
    )
    expect(last?.[5]).toMatchObject({ snapshots: 3, worst: 'done' })
    expect(weeks[0]?.days[0]?.day).toBe('2025-11-17')
    const all = weeks.flatMap(({ days }) => days).filter((one) => one !== null)
    expect(new Set(all.map((one) => one.day)).size).toBe(52 * 7 + 6)
    // Each month is named once, where its first day is.
    expect(weeks.flatMap(({ month }) => month ?? [])).toEqual([11, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])
    expect(weekInWords(weeks[0]?.days ?? [])).toBe('Week of 17 November')
  })

  it('on a Sunday and on a Monday ends with that day', () => {
    expect(lastWeeks('2026-11-22', 2, []).at(-1)?.days.at(-1)?.day).toBe('2026-11-22')
    expect(
      lastWeeks('2026-11-23', 2, [])
        .at(-1)
        ?.days.map((one) => one?.day ?? null),
    ).toEqual(['2026-11-23', null, null, null, null, null, null])
  })

  it('of several vaults adds their snapshots, and shows what was worst', () => {
    const joined = joinDays([
      { days: [day('2026-11-20'), { day: '2026-11-21', snapshots: 0, worst: 'failed' }] },
      {
        days: [
          { day: '2026-11-21', snapshots: 2, worst: 'warnings' },
          { day: '2026-11-19', snapshots: 1, worst: null },
        ],
      },
    ])
    expect(joined).toEqual([
      { day: '2026-11-20', snapshots: 1, worst: 'done' },
      { day: '2026-11-21', snapshots: 2, worst: 'failed' },
      { day: '2026-11-19', snapshots: 1, worst: null },
    ])
  })

  it.each([
    [{ snapshots: 0, worst: null }, 'none'],
    [{ snapshots: 0, worst: 'skipped' }, 'none'],
    [{ snapshots: 0, worst: 'failed' }, 'bad'],
    [{ snapshots: 4, worst: 'not-verified' }, 'bad'],
    [{ snapshots: 1, worst: 'warnings' }, 'attention'],
    [{ snapshots: 1, worst: 'cancelled' }, 'good'],
    [{ snapshots: 2, worst: 'done' }, 'many'],
  ] as const)('%o looks %s', (of, tone) => {
    expect(dayTone(of)).toBe(tone)
  })

  it('says each day in words', () => {
    expect(dayInWords({ day: '2026-11-03', snapshots: 2, worst: 'warnings' })).toBe(
      'Tuesday 3 November 2026: 2 snapshots, a backup had warnings',
    )
    expect(dayInWords({ day: '2026-11-03', snapshots: 0, worst: null })).toBe('Tuesday 3 November 2026: no snapshot')
  })

  it('is gone through by arrow keys, from one day with snapshots to the next', () => {
    const known = ['2026-11-02', '2026-11-05', '2026-11-09', '2026-11-19'].map((name) => day(name))
    const days = lastWeeks('2026-11-21', 4, known).flatMap((week) => week.days)
    expect(nextDay('ArrowDown', '2026-11-02', days)).toBe('2026-11-05')
    expect(nextDay('ArrowUp', '2026-11-09', days)).toBe('2026-11-05')
    expect(nextDay('ArrowRight', '2026-11-02', days)).toBe('2026-11-09')
    expect(nextDay('ArrowLeft', '2026-11-19', days)).toBe('2026-11-05')
    // There is nothing farther in that direction.
    expect(nextDay('ArrowRight', '2026-11-19', days)).toBe('2026-11-19')
    expect(nextDay('Home', '2026-11-19', days)).toBe('2026-11-02')
    expect(nextDay('End', '2026-11-02', days)).toBe('2026-11-19')
    expect(nextDay('Enter', '2026-11-02', days)).toBeUndefined()
  })
})
