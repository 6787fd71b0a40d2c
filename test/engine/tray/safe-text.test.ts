import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { asLabel, safeText } from '../../../main/engine/tray/safe-text.ts'
import { shorten } from '../../../main/engine/tray/shorten.ts'

/** Any text, of whatever makes trouble: signs of several units, halves of them, directions, control characters, heaps of marks. */
const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(
        '\u202e',
        '\u2066',
        '\n',
        '\t',
        '\0',
        '\u2028',
        '\ud800',
        '\udfff',
        '\u200b',
        '\u00ad',
        '\ufeff',
        '&',
        '&&',
        ' ',
        '👩‍👩‍👧‍👦',
        '🇩🇪',
        'é',
      ),
      fc.string({ minLength: 100, maxLength: 300 }),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))

describe('a name that somebody else chose', () => {
  it.each([
    ['Notes', 'Notes'],
    ['  My \t\n Notes\0 ', 'My Notes'],
    ['Notes\u202egpj.exe', 'Notesgpj.exe'],
    ['\u2067abc\u2069', 'abc'],
    ['a\u200bb\u00adc\ufeff', 'abc'],
    ['Фото и заметки', 'Фото и заметки'],
    ['👩‍👩‍👧‍👦 Familie', '👩‍👩‍👧‍👦 Familie'],
    ['می‌خواهم', 'می‌خواهم'],
    ['half \ud83d of one', 'half \ufffd of one'],
    [`a${'\u0301'.repeat(50)}b`, 'a\u0301\u0301\u0301b'],
    ['', '(no name)'],
    [' \u200b\n', '(no name)'],
    ['\u200d\u200d', '(no name)'],
    ['\u3164', '(no name)'],
    ['Ben & Jerry', 'Ben & Jerry'],
    ['a name of many words that goes on and on and on', 'a name of many words that goes on and…'],
    ['x'.repeat(300), `${'x'.repeat(39)}…`],
  ])('%j is shown as %j', (name, shown) => {
    expect(safeText(name)).toBe(shown)
  })

  it('is one short line that shows only itself, whatever it is', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 10, max: 120 }), (name, most) => {
        const shown = safeText(name, most)
        expect(shown.length).toBeGreaterThan(0)
        expect(shown.length).toBeLessThanOrEqual(most)
        expect(shown.isWellFormed()).toBe(true)
        expect(shown).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]| {2}|^ | $/u)
        // What was made safe stays as it is.
        expect(safeText(shown, most)).toBe(shown)
      }),
      { numRuns: 500, seed: 20261121 },
    )
  })

  it('is a label that shows each & as one', () => {
    expect(asLabel('Ben & Jerry && Co')).toBe('Ben && Jerry &&&& Co')
    fc.assert(
      fc.property(hostile, (text) => asLabel(text).replaceAll('&&', '&') === text),
      { seed: 20261121 },
    )
  })
})

describe('shortening', () => {
  it('cuts behind words, and never through a sign', () => {
    expect(shorten('Backups into the drive fail', 20)).toBe('Backups into the…')
    expect(shorten('Backups fail', 12)).toBe('Backups fail')
    expect(shorten('a, b', 3)).toBe('a…')
    expect(shorten(`${'x'.repeat(8)}👩‍👩‍👧‍👦`, 12)).toBe(`${'x'.repeat(8)}…`)
    expect(shorten('Überraschungsüberraschung', 10)).toBe('Überrasch…')
    fc.assert(
      fc.property(hostile, fc.integer({ min: 1, max: 130 }), (text, most) => {
        const plain = text.toWellFormed()
        const short = shorten(plain, most)
        expect(short.length).toBeLessThanOrEqual(most)
        expect(short.isWellFormed()).toBe(true)
        if (plain.length <= most) expect(short).toBe(plain)
        else expect(plain.startsWith(short.slice(0, -1))).toBe(true)
      }),
      { numRuns: 500, seed: 20261121 },
    )
  })
})
