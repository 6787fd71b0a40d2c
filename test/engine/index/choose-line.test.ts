import { describe, expect, it } from 'vitest'
import { chooseLine, type LineEnds } from '../../../main/engine/index/choose-line.ts'

const line = (id: number, files: readonly [low: number, high: number], more: Partial<LineEnds> = {}): LineEnds => ({
  id,
  host: 'desk',
  paths: '["/notes"]',
  low: { ordinal: id * 100, instant: 1_000, files: files[0] },
  high: { ordinal: id * 100 + 9, instant: 2_000, files: files[1] },
  ...more,
})
const tree = (files: number | null, instant = 3_000) => ({ host: 'desk', paths: '["/notes"]', instant, files })

describe('a tree is added', () => {
  it('behind the newest of its machine and folders, or before the oldest when it is older than all', () => {
    const lines = [line(1, [20_000, 20_000])]
    expect(chooseLine(lines, tree(20_100))).toEqual({ line: 1, beside: 109, before: false })
    expect(chooseLine(lines, tree(19_900, 500))).toEqual({ line: 1, beside: 100, before: true })
    // In the middle there is no place: it goes behind.
    expect(chooseLine(lines, tree(20_000, 1_500))).toEqual({ line: 1, beside: 109, before: false })
  })

  it('to a line of its own for another machine, other folders, or so many files more or fewer that nearly nothing is shared', () => {
    expect(chooseLine([], tree(10))).toBeUndefined()
    expect(chooseLine([line(1, [20_000, 20_000], { host: 'lap' })], tree(20_000))).toBeUndefined()
    expect(chooseLine([line(1, [20_000, 20_000], { paths: '["/code"]' })], tree(20_000))).toBeUndefined()
    expect(chooseLine([line(1, [20_000, 20_000])], tree(9_000))).toBeUndefined()
  })

  it('to the line that is most like it, so that two plans of one vault do not undo each other', () => {
    const lines = [line(1, [20_000, 20_000]), line(2, [900, 1_000])]
    expect(chooseLine(lines, tree(1_010))?.line).toBe(2)
    expect(chooseLine(lines, tree(19_500))?.line).toBe(1)
  })

  it('to any line of its folders where there are few files, or where restic did not count them', () => {
    expect(chooseLine([line(1, [150, 150])], tree(3))?.line).toBe(1)
    expect(chooseLine([line(1, [20_000, 20_000])], tree(null))?.line).toBe(1)
  })
})
