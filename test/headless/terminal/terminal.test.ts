import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { printable } from '../../../main/contract/words/printable.ts'
import { progressLine, showProgress } from '../../../main/headless/terminal/show-progress.ts'
import { table } from '../../../main/headless/terminal/table.ts'
import { bytesInWords, count, counted, durationInWords, moment, whenInWords } from '../../../main/headless/terminal/words.ts'

describe('bytes in words', () => {
  it.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1.0 kB'],
    [1234, '1.2 kB'],
    [9_949, '9.9 kB'],
    [9_950, '10 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [196_000_000, '196 MB'],
    [5_250_000_000_000, '5.3 TB'],
    [1e18, '1000000 TB'],
  ])('%d', (bytes, words) => {
    expect(bytesInWords(bytes)).toBe(words)
  })
})

it('numbers have separators, and nouns their number', () => {
  expect([count(0), count(20000), counted(1, 'file'), counted(0, 'file'), counted(1234, 'entry', 'entries')]).toEqual([
    '0',
    '20,000',
    '1 file',
    '0 files',
    '1,234 entries',
  ])
})

describe('a duration in words', () => {
  it.each([
    [0, '0.0 s'],
    [712, '0.7 s'],
    [9_949, '9.9 s'],
    [9_951, '10 s'],
    [45_000, '45 s'],
    [59_400, '59 s'],
    [60_000, '1 min'],
    [190_000, '3 min 10 s'],
    [3_600_000, '1 h'],
    [7_500_000, '2 h 5 min'],
  ])('%d ms', (ms, words) => {
    expect(durationInWords(ms)).toBe(words)
  })

  // Known: seconds are rounded after the minutes were cut off, so 239.7 s come out as "3 min 60 s".
  it('never says 60 seconds or 60 minutes', () => {
    expect([durationInWords(239_700), durationInWords(3_599_800)]).toEqual(['4 min', '1 h'])
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (ms) => {
        expect(durationInWords(ms)).not.toMatch(/\b60 (s|min)\b/)
      }),
    )
  })
})

describe('when something was', () => {
  const now = new Date(2026, 10, 21, 12, 0, 0)
  it.each([
    [new Date(2026, 10, 21, 11, 59, 30), 'just now'],
    [new Date(2026, 10, 21, 11, 59, 0), '1 minute ago'],
    [new Date(2026, 10, 21, 11, 1, 0), '59 minutes ago'],
    [new Date(2026, 10, 21, 7, 0, 0), 'today at 07:00'],
    [new Date(2026, 10, 20, 23, 59, 0), 'yesterday at 23:59'],
    [new Date(2026, 10, 19, 7, 5, 0), 'on 2026-11-19 at 07:05'],
    [new Date(2026, 10, 22, 7, 0, 0), 'on 2026-11-22 at 07:00 (in the future)'],
  ])('%s', (time, words) => {
    expect(whenInWords(time, now)).toBe(words)
  })

  it('is yesterday over a new year, and in a table a plain date', () => {
    expect(whenInWords(new Date(2026, 11, 31, 8, 0), new Date(2027, 0, 1, 9, 30))).toBe('yesterday at 08:00')
    expect(moment(new Date(2026, 0, 2, 3, 4))).toBe('2026-01-02 03:04')
  })
})

describe('a printable text', () => {
  it.each([
    ['ideas.md', 'ideas.md'],
    ['pässwörd 🗝 日本', 'pässwörd 🗝 日本'],
    ['a\nb\tc', 'a\\nb\\tc'],
    ['\u001b[2J\u001b]0;title\u0007', '\\x1b[2J\\x1b]0;title\\x07'],
    ['\r\u0000\u007f\u009b', '\\x0d\\x00\\x7f\\x9b'],
    ['gpj.\u202eexe', 'gpj.\\u202eexe'],
    ['a\u2066b\u2069\u200f', 'a\\u2066b\\u2069\\u200f'],
  ])('%j', (text, shown) => {
    expect(printable(text)).toBe(shown)
  })

  // Known: the Arabic letter mark and the two separators of Unicode are missing.
  it('shows what else turns the direction or breaks a line', () => {
    expect(printable('a\u061cb\u2028c\u2029')).toBe('a\\u061cb\\u2028c\\u2029')
  })

  it.each([
    ['spend mo\u200bney\u2060\ufeff', 'spend mo\\u200bney\\u2060\\ufeff'],
    ['pass\u200dword\u200c', 'pass\\u200dword\\u200c'],
    ['a\ufe0fb\u{e0041}\u{e0100}', 'a\\ufe0fb\\u{e0041}\\u{e0100}'],
    ['👍\u200dall', '👍\\u200dall'],
  ])('shows what nobody sees: %j', (text, shown) => {
    expect(printable(text)).toBe(shown)
  })

  it.each(['👩‍👩‍👧 👩🏽‍🚒 🏳️‍🌈 ❤️ 1️⃣', 'می‌خواهم', 'क्‍ष', 'שלום עולם', 'مرحبا', '葛\u{e0100}', 'Zoe\u0308'])(
    'leaves what shapes the letters and pictures around it: %s',
    (text) => {
      expect(printable(text)).toBe(text)
    },
  )

  it('never holds a control character or one that turns the direction of reading', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\u{e0000}-\u{e007f}]/u)
      }),
    )
  })
})

describe('a table', () => {
  it('lines its columns up, by characters, and pads no line at its end', () => {
    expect(
      table([
        ['a', 'long cell', 'z'],
        ['日本語', 'b', ''],
        ['🗝', 'c', 'last'],
      ]),
    ).toEqual(['a    long cell  z', '日本語  b', '🗝    c          last'])
    expect(table([])).toEqual([])
    expect(table([[]])).toEqual([''])
  })

  it('starts every cell of a column at the same place', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'b', '🗝'), minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 5 }), (rows) => {
        const widest = Math.max(...rows.map(([first]) => [...first].length))
        for (const [index, line] of table(rows).entries()) {
          const second = rows[index]?.[1] ?? ''
          expect([...line].slice(widest + 2, widest + 2 + [...second].length).join('')).toBe(second)
        }
      }),
    )
  })
})

describe('progress', () => {
  const reading = { step: 'reading', percent: 0.5, filesDone: 1200, files: 2400, bytesDone: 5e6, bytes: 1e7, secondsLeft: 75.4 } as const

  it('is told in words', () => {
    expect(progressLine(reading)).toBe('Backing up  50 %, 1,200 of 2,400 files, 5.0 MB of 10 MB, about 1 min 15 s left')
    expect(progressLine({ ...reading, step: 'restoring', secondsLeft: undefined })).toBe(
      'Restoring  50 %, 1,200 of 2,400 files, 5.0 MB of 10 MB',
    )
    expect(progressLine({ ...reading, secondsLeft: 0.2 })).toContain('about 1 s left')
    expect(progressLine({ step: 'verifying', filesDone: 1, files: 4, bytesDone: 0, bytes: 0 })).toBe(
      'Reading back  25 %, 1 of 4 files, 0 bytes of 0 bytes',
    )
    expect(progressLine({ step: 'checking', percent: 0.999, done: 1999, total: 2000 })).toBe(
      'Checking the repository  99 %, 1,999 of 2,000 packs',
    )
  })

  it('stays between 0 and 100 %, whatever it is told', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (percent) => {
        const shown = Number(/ {2}(-?\d+) %/.exec(progressLine({ ...reading, percent }))?.[1])
        expect(shown).toBeGreaterThanOrEqual(0)
        expect(shown).toBeLessThanOrEqual(100)
      }),
    )
  })

  it('is a bar that fits on a terminal, and hardly anything where there is none', () => {
    const screen = (isTerminal: boolean, width = 120) => {
      const lines = { live: [] as string[], told: [] as string[] }
      const show = showProgress({
        json: false,
        isTerminal,
        width,
        lineWidth: width,
        say: () => undefined,
        quote: () => undefined,
        emit: () => undefined,
        paint: (_style, text) => text,
        live: (line) => lines.live.push(line),
        tell: (line) => lines.told.push(line),
      })
      return { lines, show }
    }
    const terminal = screen(true)
    terminal.show(reading)
    terminal.show({ step: 'note', text: 'Waiting for \u001b[31mred' })
    expect(terminal.lines.live).toEqual([`[############------------] ${progressLine(reading)}`])
    // On a narrow one the numbers come first.
    const narrow = screen(true, 40)
    narrow.show(reading)
    expect(narrow.lines.live).toEqual([progressLine(reading).slice(0, 39)])
    expect(terminal.lines.told).toEqual(['Waiting for \\x1b[31mred'])
    const pipe = screen(false)
    for (let i = 0; i < 100; i++) pipe.show(reading)
    expect(pipe.lines).toEqual({ live: [], told: [] })
  })
})
