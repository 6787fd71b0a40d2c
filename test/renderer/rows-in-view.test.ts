import { describe, expect, it } from 'vitest'
import { rowsInView } from '../../renderer/pages/restore/rows-in-view.ts'

const list = { rowHeight: 36, view: 576 }

describe('rows in view', () => {
  it('are those in sight and some around them, each where it is', () => {
    const rows = rowsInView({ ...list, count: 100_000, scrolled: 3_600 })
    expect(rows).toMatchObject({ first: 88, last: 128, height: 3_600_000 })
    expect(rows.topOf(100)).toBe(3_600)
    expect(rowsInView({ ...list, count: 3, scrolled: 0 })).toMatchObject({ first: 0, last: 2, height: 108 })
    expect(rowsInView({ ...list, count: 0, scrolled: 0 })).toMatchObject({ first: 0, last: -1, height: 0 })
  })

  it('of a list that no browser could lay out reach to the first and the last row', () => {
    const count = 5_000_000
    const { height } = rowsInView({ ...list, count, scrolled: 0 })
    expect(height).toBeLessThan(33_000_000)
    const end = rowsInView({ ...list, count, scrolled: height - list.view })
    expect(end.last).toBe(count - 1)
    expect(end.topOf(count - 1) + list.rowHeight).toBeCloseTo(height, 3)
    expect(rowsInView({ ...list, count, scrolled: 0 }).first).toBe(0)
  })

  it.each([100, 5_000_000])('are gone to from anywhere, and only if they are out of sight: %i rows', (count) => {
    let scrolled = 0
    for (const row of [count - 1, 0, Math.floor(count / 2), Math.floor(count / 2) + 1, 3]) {
      const before = rowsInView({ ...list, count, scrolled })
      scrolled = before.scrollTo(row) ?? scrolled
      const rows = rowsInView({ ...list, count, scrolled })
      const top = rows.topOf(row) - scrolled
      expect(top).toBeGreaterThan(-0.5)
      expect(top + list.rowHeight).toBeLessThan(list.view + 0.5)
      expect(rowsInView({ ...list, count, scrolled: Math.round(scrolled) }).first).toBeLessThanOrEqual(row)
    }
    expect(rowsInView({ ...list, count, scrolled: 0 }).scrollTo(5)).toBeUndefined()
  })
})
