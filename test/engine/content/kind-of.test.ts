import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeText, encodingOf, wholeCharacters } from '../../../main/engine/content/encoding.ts'
import { kindBytes, kindOf } from '../../../main/engine/content/kind-of.ts'

const kind = (name: string, content: string | Uint8Array, more = false) => {
  const { kind, format, encoding } = kindOf(name, typeof content === 'string' ? Buffer.from(content) : content, more)
  return `${kind} ${format}${encoding === null ? '' : ` ${encoding}`}`
}
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const utf16 = (text: string, big = false) => (big ? Buffer.from(text, 'utf16le').swap16() : Buffer.from(text, 'utf16le'))

test('texts are told apart by their names, and by how they begin where the name says nothing', () => {
  expect(kind('a.md', '# Grüße\n')).toBe('text markdown utf-8')
  expect(kind('A.JSON', '{}')).toBe('text json utf-8')
  expect(kind('notes.canvas', '{"nodes": []}')).toBe('text json utf-8')
  expect(kind('a.csv', 'a,b\n')).toBe('text csv utf-8')
  expect(kind('main.rs', 'fn main() {}')).toBe('text code utf-8')
  expect(kind('Makefile', 'all:\n\tmake')).toBe('text code utf-8')
  expect(kind('.env', 'A=1')).toBe('text ini utf-8')
  expect(kind('run', '#!/bin/sh\nls')).toBe('text shell utf-8')
  expect(kind('state', '{"a": 1}')).toBe('text json utf-8')
  expect(kind('md', 'no end of a name')).toBe('text plain utf-8')
  expect(kind('todo', '[ ] milk')).toBe('text plain utf-8')
  expect(kind('a.svg', '<?xml version="1.0"?>\n<!-- a -->\n<svg xmlns="x"/>')).toBe('image svg utf-8')
  expect(kind('a.html', '<!doctype html><html><svg/></html>')).toBe('text html utf-8')
  expect(kind('a.md', '')).toBe('empty empty')
})

test('what looks like something else by its name is what its bytes are', () => {
  expect(kind('a.md', hex('89504e470d0a1a0a 0000000d'))).toBe('image png')
  expect(kind('a.png', 'not an image')).toBe('text plain utf-8')
  expect(kind('a.txt', hex('ffd8ffe000104a464946'))).toBe('image jpeg')
  expect(kind('a', Buffer.from('RIFF\x10\0\0\0WEBPVP8 '))).toBe('image webp')
  expect(kind('a', Buffer.from('RIFF\x10\0\0\0WAVEfmt '))).toBe('audio wav')
  expect(kind('a', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0'))).toBe('image heic')
  expect(kind('a', Buffer.from('\0\0\0\x18ftypisom\0\0\0\0'))).toBe('video mp4')
  expect(kind('a', Buffer.from('SQLite format 3\0\x10\0'))).toBe('database sqlite')
  expect(kind('a', gzipSync('a'))).toBe('archive gzip')
  expect(kind('letter.docx', hex('504b0304 14000600'))).toBe('document docx')
  expect(kind('letter.zip', hex('504b0304 14000600'))).toBe('archive zip')
  expect(kind('a', Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj', 'latin1'))).toBe('pdf pdf')
  expect(kind('a', '%PDF-1.7\n1 0 obj')).toBe('pdf pdf')
  expect(kind('how.md', 'A PDF begins with %PDF-')).toBe('text markdown utf-8')
  expect(kind('a', Buffer.concat([Buffer.alloc(257), Buffer.from('ustar\0')]))).toBe('archive tar')
  expect(kind('BZh.txt', 'BZh is how bzip2 begins')).toBe('text plain utf-8')
  expect(kind('constructor', hex('504b0304 14000600'))).toBe('archive zip')
})

test('encodings: marks, UTF-16 without one, Latin-1 as a guess, and none for what is no text', () => {
  const text = 'Grüße, 日本 😀\r\nund mehr'
  for (const [encoding, bytes] of [
    ['utf-8', Buffer.from(text)],
    ['utf-8-bom', Buffer.from(`\ufeff${text}`)],
    ['utf-16le', utf16(`\ufeff${text}`)],
    ['utf-16be', utf16(`\ufeff${text}`, true)],
    ['utf-16le', utf16('plain words without a mark')],
    ['utf-16be', utf16('plain words without a mark', true)],
    ['latin1', Buffer.from('Grüße aus Köln – „ja“'.replace(/[–„“]/g, ''), 'latin1')],
  ] as const) {
    expect(encodingOf(bytes), encoding).toBe(encoding)
    expect(decodeText(bytes, encoding).startsWith('\ufeff')).toBe(false)
  }
  expect(decodeText(utf16(`\ufeff${text}`, true), 'utf-16be')).toBe(text)
  expect(decodeText(hex('80 e4 99'), 'latin1')).toBe('€ä™')
  expect(encodingOf(Buffer.from('a\0b'))).toBeNull()
  expect(encodingOf(Buffer.from('\u0001\u0002\u0003text'))).toBeNull()
  expect(encodingOf(hex('fffe0000 61000000'))).toBeNull()
  expect(encodingOf(Buffer.from('colours: \x1b[31mred\x1b[0m'))).toBe('utf-8')
})

test('a character that is cut through at the end is no reason to call a text binary', () => {
  const bytes = Buffer.from(`${'x'.repeat(kindBytes - 1)}é`)
  expect(kind('a.txt', bytes)).toBe('text plain utf-8')
  for (const text of ['é', '日', '😀'])
    for (const [encoding, all] of [
      ['utf-8', Buffer.from(`ab${text}`)],
      ['utf-16le', utf16(`ab${text}`)],
      ['utf-16be', utf16(`ab${text}`, true)],
    ] as const) {
      expect(decodeText(wholeCharacters(all, encoding), encoding)).toBe(`ab${text}`)
      for (let cut = 1; cut < Buffer.from(text, encoding === 'utf-8' ? 'utf8' : 'utf16le').length; cut++) {
        expect(decodeText(wholeCharacters(all.subarray(0, -cut), encoding), encoding), `${text} ${encoding} ${cut}`).toBe('ab')
        if (encoding === 'utf-8') expect(encodingOf(all.subarray(0, -cut), true)).toBe('utf-8')
      }
      if (encoding === 'utf-8') expect(encodingOf(all.subarray(0, -1))).not.toBe('utf-8')
    }
})

test('any bytes under any name have a kind, quickly, and random ones are no text', () => {
  fc.assert(
    fc.property(fc.string(), fc.uint8Array({ maxLength: 300 }), fc.boolean(), (name, bytes, more) => {
      const found = kindOf(name, bytes, more)
      expect(found.words).not.toBe('')
      expect(found.kind === 'text').toBe(found.encoding !== null && found.format !== 'svg')
      if (found.encoding !== null) decodeText(wholeCharacters(bytes, found.encoding), found.encoding)
    }),
    { numRuns: 2_000 },
  )
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 500, maxLength: 500 }),
      (bytes) => new Set(bytes).size < 100 || kindOf('a.md', bytes).kind !== 'text',
    ),
  )
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (text) => {
      if (!/[\u0000-\u001f\u007f]/.test(text)) expect(kindOf('a', Buffer.from(text)).encoding).toMatch(/^utf-8/)
    }),
  )
  const begun = performance.now()
  for (const hostile of ['<!---->'.repeat(2_000), '<?xml '.repeat(2_000), '['.repeat(8_000), ' '.repeat(8_000)])
    kindOf('x', Buffer.from(hostile))
  expect(performance.now() - begun).toBeLessThan(500)
})
