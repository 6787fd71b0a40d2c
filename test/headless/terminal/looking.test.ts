import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { countChanges } from '../../../main/engine/content/count-changes.ts'
import type { IndexedChange } from '../../../main/engine/index/types.ts'
import { permissionsInWords } from '../../../main/headless/terminal/permissions.ts'
import { calendarLines, latestMonths } from '../../../main/headless/terminal/show-calendar.ts'
import { changeLines, changesInWords } from '../../../main/headless/terminal/show-changes.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'
import { makeFifo } from '../../helpers/weird-tree.ts'

const plain = (_style: string, text: string) => text

test('a month hangs as on a wall: weeks begin on Monday, gaps are seen, and days to come are none', () => {
  const counts = new Map([
    ['2026-10-30', 1],
    ['2026-11-02', 3],
    ['2026-11-20', 12],
  ])
  const lines = calendarLines(['2026-11'], counts, '2026-11-21', { paint: plain, width: 80 })
  expect(lines).toEqual([
    '  November 2026',
    '  Mo   Tu   We   Th   Fr   Sa   Su',
    '                                 1·',
    '   2■3  3·   4·   5·   6·   7·   8·',
    '   9·  10·  11·  12·  13·  14·  15·',
    '  16·  17·  18·  19·  20■+ 21·  22',
    '  23   24   25   26   27   28   29',
    '  30',
  ])
  expect(latestMonths(counts, 1)).toEqual(['2026-11'])
  expect(latestMonths(counts, 3)).toEqual(['2026-10', '2026-11'])
  // February of a leap year that begins on a Monday; two beside each other where they fit, and never wider than the terminal.
  expect(calendarLines(['2044-02'], counts, '2026-11-21', { paint: plain, width: 80 })).toHaveLength(7)
  for (const width of [20, 79, 80, 120, 200]) {
    const all = calendarLines(['2026-09', '2026-10', '2026-11'], counts, '2026-11-21', { paint: plain, width })
    expect(Math.max(...all.map((line) => line.length))).toBeLessThanOrEqual(Math.max(width, 37))
    expect(all.join('\n').match(/2026/g)).toHaveLength(3)
  }
})

test('rights are written as ls writes them', () => {
  const folder = temporaryFolder('rights')
  const at = (name: string) => path.join(folder, name)
  writeFileSync(at('file'), '')
  mkdirSync(at('dir'))
  symlinkSync('file', at('link'))
  makeFifo(at('fifo'))
  for (const mode of [0o000, 0o644, 0o755, 0o421, 0o777]) {
    chmodSync(at('file'), mode)
    chmodSync(at('dir'), mode)
    const [file = '', dir = ''] = execFileSync('ls', ['-ld', at('file'), at('dir')], { encoding: 'utf8' })
      .split('\n')
      .map((line) => line.slice(0, 10))
    expect(permissionsInWords(mode)).toBe([file, dir].find((text) => text.startsWith('-')))
    expect(permissionsInWords(2 ** 31 + mode)).toBe([file, dir].find((text) => text.startsWith('d')))
  }
  // As Go writes its FileMode, and restic with it.
  expect(permissionsInWords(0o777 + 2 ** 27)).toBe('Lrwxrwxrwx')
  expect(permissionsInWords(0o644 + 2 ** 25)).toBe('prw-r--r--')
  expect(permissionsInWords(0o755 + 2 ** 23)).toBe('urwxr-xr-x')
  expect(permissionsInWords(0o777 + 2 ** 31 + 2 ** 20)).toBe('dtrwxrwxrwx')
  expect(permissionsInWords(0o620 + 2 ** 26 + 2 ** 21)).toBe('Dcrw--w----')
})

const state = (size: number, type: 'file' | 'dir' | 'symlink' = 'file') => ({ type, size, mtime: '2026-11-21T00:00:00Z', mode: 0o644 })
const change = (path: string, kind: IndexedChange['change'], more: Partial<IndexedChange> = {}): IndexedChange => ({
  path,
  change: kind,
  formerPath: null,
  before: kind === 'added' ? null : state(10),
  after: kind === 'removed' ? null : state(30),
  unsure: false,
  ...more,
})

test('a folder that came or went is one line with what it holds, whatever stands between', () => {
  const changes = [
    change('a', 'added', { after: state(0, 'dir') }),
    change('a!b', 'modified'),
    change('a/b', 'added', { after: state(0, 'dir') }),
    change('a/b/c\u001b[2J', 'added'),
    change('a/d', 'added'),
    change('a/e', 'renamed', { formerPath: 'z/e' }),
    change('ab', 'added'),
    change('gone', 'removed'),
    change('kind', 'type', { after: state(0, 'dir') }),
    change('t', 'metadata'),
  ]
  expect(changeLines(changes, 100, plain)).toEqual({
    left: 0,
    lines: [
      '+ added          2 files, 60 bytes     a/',
      '~ changed        30 bytes (+20 bytes)  a!b',
      '> renamed        30 bytes              z/e -> a/e',
      '+ added          30 bytes              ab',
      '- removed        10 bytes              gone',
      '! another kind   folder                kind/',
      '. times, rights  30 bytes              t',
    ],
  })
  expect(changeLines(changes, 2, plain)).toMatchObject({ left: 5, lines: [{}, {}].map(() => expect.any(String)) })
  const counts = countChanges(changes)
  expect(changesInWords(counts)).toBe(
    '3 files added (90 bytes), 1 removed (10 bytes), 2 changed (+10 bytes), 1 renamed, 1 with other times or rights',
  )
  expect(changesInWords(countChanges([]))).toBe('Nothing changed.')
  expect(changesInWords(countChanges([change('x', 'removed')]))).toBe('1 file removed (10 bytes)')
})
