import { between, pick, type Random } from './seeded.ts'

const utf8 = (text: string) => Buffer.from(text).toString('latin1')

/** What programs, shells, patterns and terminals stumble over, one character per byte; the last ones are the same text in two forms, and one that only looks like it. */
const parts: readonly string[] = [
  '-',
  '--',
  '.',
  '*',
  '?',
  '[a-z]',
  '[',
  ']',
  '\\',
  '\\\\',
  '$',
  '$(x)',
  '`x`',
  '!',
  '#',
  '{a,b}',
  '~',
  ':',
  '"',
  "'",
  ' ',
  '\t',
  '\n',
  '\r',
  '\u001b[31m',
  '\u0007',
  '\u007f',
  '%s',
  '**',
  '**?',
  '\\n',
  '\\xff',
  '\ud83d\udddd',
  '\u202e',
  '\u200b',
  '\ufeff',
  '\ufffd',
  'e\u0301\u0323',
  'caf\u00e9',
  'cafe\u0301',
  'c\u0430fe',
].map(utf8)

/** Bytes that are no UTF-8: alone, cut off, too long for what they say, half of a pair. */
const noText: readonly string[] = [
  '\xff',
  '\xfe',
  '\x80',
  '\xc3',
  '\xe2\x82',
  '\xf0\x9f',
  '\xc0\xaf',
  '\xed\xa0\x80',
  '\xf8\x88\x80\x80\x80',
]

/** A name that a file may have on Linux, one character per byte: from 1 to 255 of them, none NUL or a slash; not `.` and not `..`. */
export function randomName(random: Random): string {
  const name = made(random).slice(0, 255)
  return /^\.{0,2}$/.test(name) ? `${name}_` : name
}

function made(random: Random): string {
  const some = (from: readonly string[], most: number) =>
    Array.from({ length: between(random, 1, most) }, () => pick(random, from)).join('')
  const bytes = (length: number) => String.fromCharCode(...Array.from({ length }, () => pick(random, anyByte)))
  switch (pick(random, ['bytes', 'parts', 'parts', 'alone', 'no text', 'mixed', 'longest', 'longest text'] as const)) {
    case 'bytes':
      return bytes(between(random, 1, 24))
    case 'parts':
      return some(parts, 5)
    case 'alone':
      return pick(random, parts)
    case 'no text':
      return some(noText, 3)
    case 'mixed':
      return some([...parts, ...noText], 6)
    case 'longest':
      return bytes(255)
    case 'longest text':
      return utf8(pick(random, ['a', '*', '\\', '\n', '\u00e9', '\ud83d\udddd']))
        .repeat(255)
        .slice(0, pick(random, [252, 254, 255]))
  }
}

const anyByte = Array.from({ length: 256 }, (_, byte) => byte).flatMap((byte) =>
  byte === 0 || byte === 0x2f ? [] : [byte],
) as readonly number[]
