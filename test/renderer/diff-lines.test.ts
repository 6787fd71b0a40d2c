import { describe, expect, it } from 'vitest'
import { diffTexts } from '../../main/engine/content/diff-texts.ts'
import { diffBlocks, longestLine, piecesOf } from '../../renderer/parts/diff-lines.ts'

const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => `line ${from + at}`)
const text = (all: readonly string[]) => all.map((line) => `${line}\n`).join('')

describe('the lines of a diff', () => {
  it('have the numbers that they have in both texts, and tell how many are not shown before them', () => {
    const before = lines(1, 60)
    const now = [...lines(1, 19), 'line twenty', ...lines(21, 49), ...lines(51, 60), 'one more']
    const { blocks, hidden } = diffBlocks(diffTexts(text(before), text(now)).hunks, 400)
    expect(hidden).toBe(0)
    expect(blocks.map(({ left }) => left)).toEqual([16, 23, 4])
    const changed = blocks.flatMap((block) => block.lines.filter(({ kind }) => kind !== 'same'))
    expect(changed.map(({ kind, old, now: number, text: of }) => [kind, old, number, of])).toEqual([
      ['removed', 20, null, 'line 20'],
      ['added', null, 20, 'line twenty'],
      ['removed', 50, null, 'line 50'],
      ['added', null, 60, 'one more'],
    ])
    for (const { lines: shown } of blocks)
      for (const line of shown) {
        if (line.old !== null) expect(before[line.old - 1]).toBe(line.text)
        if (line.now !== null) expect(now[line.now - 1]).toBe(line.text)
      }
  })

  it('of a new and of an emptied file begin with line 1', () => {
    const added = diffBlocks(diffTexts('', 'a\nb\n').hunks, 400).blocks
    expect(added).toMatchObject([
      {
        left: 0,
        lines: [
          { kind: 'added', old: null, now: 1 },
          { kind: 'added', now: 2 },
        ],
      },
    ])
    expect(diffBlocks(diffTexts('a\n', '').hunks, 400).blocks).toMatchObject([{ left: 0, lines: [{ kind: 'removed', old: 1, now: null }] }])
  })

  it('are cut at so many, and say how many there are yet', () => {
    const { blocks, hidden } = diffBlocks(diffTexts('', text(lines(1, 50))).hunks, 20)
    expect(blocks[0]?.lines).toHaveLength(20)
    expect(hidden).toBe(30)
  })

  it('say in words that the last one has no line break', () => {
    const { blocks } = diffBlocks(diffTexts('a', 'a\n').hunks, 400)
    expect(blocks[0]?.lines).toContainEqual({ kind: 'note', old: null, now: null, text: 'No line break at the end', marks: [] })
  })

  it('mark the words that differ', () => {
    const { blocks } = diffBlocks(diffTexts('the red house\n', 'the blue house\n').hunks, 400)
    const pieces = blocks[0]?.lines.map((line) => piecesOf(line).filter(({ differs }) => differs))
    expect(pieces).toEqual([[{ text: 'red', differs: true }], [{ text: 'blue', differs: true }]])
    expect(piecesOf({ text: 'the red house', marks: [[4, 7]] }).map((piece) => piece.text)).toEqual(['the ', 'red', ' house'])
    const long = 'x'.repeat(longestLine + 5)
    expect(piecesOf({ text: long, marks: [[longestLine - 1, longestLine + 3]] }).map((piece) => piece.text.length)).toEqual([
      longestLine - 1,
      1,
    ])
  })
})
