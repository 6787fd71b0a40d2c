import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planBackup } from '../src/commands/backup.ts'
import { planForget } from '../src/commands/forget.ts'
import { planLs } from '../src/commands/ls.ts'
import { createLineSplitter } from '../src/process/split-lines.ts'
import { createValueSplitter } from '../src/process/split-values.ts'
import { cut, readRecording, replay } from './helpers/recording.ts'

function linesOf(chunks: readonly Buffer[], maxLength = 1 << 20) {
  const lines: string[] = []
  let dropped = 0
  const splitter = createLineSplitter({ maxLength, onLine: (line) => lines.push(line), onDropped: () => dropped++ })
  for (const chunk of chunks) splitter.push(chunk)
  splitter.end()
  return { lines, dropped }
}
function valuesOf(chunks: readonly Buffer[], maxBytes = 1 << 28) {
  const values: string[] = []
  let arrays = 0
  let dropped = 0
  const splitter = createValueSplitter({
    maxBytes,
    onValue: (json) => values.push(json),
    onArray: () => arrays++,
    onDropped: () => dropped++,
  })
  for (const chunk of chunks) splitter.push(chunk)
  splitter.end()
  return { values, arrays, dropped }
}

const places = fc.array(fc.nat(5_000), { maxLength: 30 })
const message = fc.record({ message_type: fc.string({ unit: 'grapheme' }), path: fc.string({ unit: 'grapheme' }), n: fc.double() })
const junk = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes.filter((byte) => byte !== 10)))

describe('lines', () => {
  test('are the same wherever the bytes are cut, characters included', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), places, fc.integer({ min: 1, max: 40 }), (texts, cuts, maxLength) => {
        const bytes = Buffer.from(texts.join('\n'))
        expect(linesOf(cut(bytes, cuts), maxLength)).toEqual(linesOf([bytes], maxLength))
      }),
    )
  })
  test('none is lost among junk', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(junk, message)), places, (pairs, cuts) => {
        const wanted = pairs.map(([, json]) => JSON.stringify(json))
        const bytes = Buffer.concat(pairs.flatMap(([noise], i) => [noise, Buffer.from(`\n${wanted[i]}\n`)]))
        const { lines } = linesOf(cut(bytes, cuts))
        let from = 0
        for (const line of wanted) {
          from = lines.indexOf(line, from) + 1
          expect(from).toBeGreaterThan(0)
        }
      }),
    )
  })
  test('lose what redraws a terminal, and keep a last line without an end', () => {
    expect(linesOf([Buffer.from('\r{"a":1}\r\n\u001b[2K[0:01] 50%\n\n{"b":2}')]).lines).toEqual(['{"a":1}', '[0:01] 50%', '{"b":2}'])
  })
  test('that are too long are dropped and counted, the next is read', () => {
    const long = Buffer.alloc(10 * 1024 * 1024, 'x')
    expect(linesOf([long, Buffer.from('\nnext\n')], 1_000)).toEqual({ lines: ['next'], dropped: 1 })
    expect(linesOf([Buffer.from('short\n'), long], 1_000)).toEqual({ lines: ['short'], dropped: 1 })
  })
  test('of 10 MB are kept when they may be', () => {
    expect(linesOf(cut(Buffer.alloc(10 * 1024 * 1024, 'x'), [1, 2, 1e6, 5e6]), 1 << 26).lines[0]).toHaveLength(10 * 1024 * 1024)
  })
  test('bytes that are no UTF-8 become U+FFFD', () => {
    expect(linesOf([Buffer.from([97, 0xff, 98, 10])]).lines).toEqual(['a\ufffdb'])
  })
})

describe('values', () => {
  const document = fc.array(fc.record({ a: fc.string({ unit: 'grapheme' }), b: fc.array(fc.record({ c: fc.string() })) }))
  test('of an array come one by one, wherever it is cut', () => {
    fc.assert(
      fc.property(document, places, fc.boolean(), (items, cuts, pretty) => {
        const bytes = Buffer.from(JSON.stringify(items, null, pretty ? 2 : 0))
        const { values, arrays } = valuesOf(cut(bytes, cuts))
        expect(values.map((value) => JSON.parse(value))).toEqual(JSON.parse(JSON.stringify(items)))
        expect(arrays).toBe(1)
      }),
    )
  })
  test('text before them is skipped to the end of its line', () => {
    expect(valuesOf([Buffer.from('loading {indexes}...\n[{"a":1}]\n')]).values).toEqual(['{"a":1}'])
  })
  test('a value that never ends is not handed out', () =>
    expect(valuesOf([Buffer.from('[{"a":1},{"b":')])).toEqual({ values: ['{"a":1}'], arrays: 1, dropped: 1 }))
  test('one that is too long is dropped, the next is read', () => {
    expect(valuesOf([Buffer.from(`[{"a":"${'x'.repeat(100)}"},{"b":1}]`)], 50)).toEqual({ values: ['{"b":1}'], arrays: 1, dropped: 1 })
  })
})

describe('mutated output', () => {
  const mutation = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 8 })
  test.each([
    ['backup', planBackup({ cwd: '/' })],
    ['backup-partial', planBackup({ cwd: '/' })],
    ['ls', planLs({ snapshot: 'x' })],
    ['forget', planForget({ keepLast: 1 })],
  ] as const)('%s: never throws, always ends', (name, plan) => {
    const recording = readRecording(name)
    fc.assert(
      fc.property(mutation, places, fc.nat(), (changes, cuts, length) => {
        const mutate = (bytes: Buffer) => {
          const changed = Buffer.from(bytes)
          for (const [at, value] of changes) if (changed.length > 0) changed[at % changed.length] = value
          return length % 4 === 0 ? changed.subarray(0, length % (changed.length + 1)) : changed
        }
        const { outcome } = replay(
          plan as never,
          { ...recording, stdout: mutate(recording.stdout), stderr: mutate(recording.stderr) },
          cuts,
        )
        expect(['done', 'partial', 'failed']).toContain(outcome.kind)
      }),
      { numRuns: 2_500 },
    )
  })
})
