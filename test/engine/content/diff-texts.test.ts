import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffTexts, type Hunk } from '../../../main/engine/content/diff-texts.ts'
import { wordMarks } from '../../../main/engine/content/word-marks.ts'
import { diffLine } from '../../../main/headless/terminal/diff-line.ts'

const lines = ({ hunks }: { hunks: readonly Hunk[] }) => hunks.flatMap((hunk) => hunk.lines)
const changed = (diff: { hunks: readonly Hunk[] }) => lines(diff).filter((line) => !line.startsWith(' '))

test('hunks of Markdown stand under their headings, not under what looks like one in a code block', () => {
  const text = (one: string, other: string) =>
    `# Plans\n\n## Week 47 ##\n\n\`\`\`sh\n# no heading\n\`\`\`\n\n${one}\n\n\n\n\n\n\n\n# People\n\n### Ada\n\n${other}\n`
  const diff = diffTexts(text('milk', 'calls'), text('oat milk', 'writes'), { format: 'markdown' })
  expect(diff.hunks.map(({ context }) => context)).toEqual(['Plans > Week 47', 'People > Ada'])
  expect(changed(diff)).toEqual(['-milk', '+oat milk', '-calls', '+writes'])
  // What was removed stands where it stood.
  expect(diffTexts('# A\n\ngone\n', '# A\n', { format: 'markdown' }).hunks[0]?.context).toBe('A')
  expect(diffTexts('a\n', 'b\n', { format: 'markdown' }).hunks[0]?.context).toBeNull()
  expect(diffTexts('# A\n\nx\n', '# A\n\ny\n').hunks[0]?.context).toBeNull()
  const code = (value: number) => `function a() {\n  one\n  two\n  three\n  four = ${value}\n}\n`
  expect(diffTexts(code(1), code(2), { format: 'javascript' }).hunks[0]?.context).toBe('function a()')
})

test('JSON is compared by value: keys that moved do not differ, a path says where, a comma is no change', () => {
  const old = '{"agents":{"em":{"rules":["one","two"],"two words":{"x":1}}},"z":1}'
  const now = '{ "z": 1, "agents": { "em": { "two words": { "x": 2 }, "rules": ["one", "two", "three"] } } }'
  const diff = diffTexts(old, now, { sortKeys: true })
  expect(diff).toMatchObject({ how: 'json', linesAdded: 2, linesRemoved: 1, coarse: false })
  expect(changed(diff)).toEqual(['+        "three"', '-        "x": 1', '+        "x": 2'])
  expect(diff.hunks[0]?.context).toBe('agents.em.rules[2]')
  expect(diffTexts('{"a b":{"c":1}}', '{"a b":{"c":2}}').hunks[0]?.context).toBe('["a b"].c')
  // Nothing but the order: then that is what there is to see; in a list it is a change anyway.
  expect(diffTexts('{"a":1,"b":2}', '{"b":2,"a":1}', { sortKeys: true })).toMatchObject({ how: 'json', linesAdded: 1, linesRemoved: 1 })
  expect(diffTexts('[1,2]', '[2,1]', { sortKeys: true })).toMatchObject({ how: 'json', linesAdded: 1, linesRemoved: 1 })
  expect(diffTexts('{"a":1,"a":2}', '{"a":2,"a":1}', { sortKeys: true }).linesAdded).toBe(1)
  expect(diffTexts('{"a":1}', '{"a":')).toMatchObject({ how: 'text' })
  expect(diffTexts('{"a":"x,"}', '{"a":"x"}').linesAdded).toBe(1)
  expect(diffTexts('', '{"a":1}')).toMatchObject({ how: 'json', linesAdded: 3, linesRemoved: 0 })
})

test('line ends of Windows are told, not shown as a change of every line', () => {
  expect(diffTexts('a\nb\n', 'a\r\nc\r\n')).toMatchObject({ linesAdded: 1, linesRemoved: 1, notes: [expect.stringContaining('Windows')] })
  expect(diffTexts('a\r\nb\r\n', 'a\nb\n')).toMatchObject({ hunks: [], notes: [expect.stringContaining('and now they do not')] })
  expect(diffTexts('a\r\nb\r\n', 'a\r\nc\r\n')).toMatchObject({ linesAdded: 1, notes: [] })
  // Mixed ones are part of the lines.
  expect(changed(diffTexts('a\r\nb\n', 'a\nb\n'))).toEqual(['-a\r', '+a'])
})

test('words that differ are marked in lines that are alike, and a new line is not', () => {
  const paragraph = (animal: string, verb: string) => `The quick ${animal} fox ${verb} over the lazy dog, as it does every day.`
  const { hunks } = diffTexts(`${paragraph('brown', 'jumps')}\n`, `Something else entirely: new.\n${paragraph('red', 'leaps')}\n`)
  const [hunk] = hunks
  expect(hunk?.lines.map((line) => line[0])).toEqual(['-', '+', '+'])
  expect(hunk?.marks.map((marks, at) => marks.map(([from, to]) => hunk.lines[at]?.slice(1).slice(from, to)))).toEqual([
    ['brown', 'jumps'],
    [],
    ['red', 'leaps'],
  ])
  const narrow = { paint: (_style: string, text: string) => text, lineWidth: 40 }
  const long = `${'word '.repeat(40)}old ${'word '.repeat(40)}`
  const [removed = '', added = ''] = diffTexts(`${long}\n`, `${long.replace('old', 'new')}\n`).hunks.flatMap((one) =>
    one.lines.map((line, at) => diffLine(line, one.marks[at] ?? [], narrow)),
  )
  expect(removed).toMatch(/^-…(?: word)+ \[-old-\] (?:word )+…$/)
  expect(added).toMatch(/^\+…(?: word)+ \{\+new\+\} (?:word )+…$/)
  expect(removed.length).toBeLessThan(100)
  expect(diffLine(`-${long}`, [[200, 203]], { ...narrow, lineWidth: Number.POSITIVE_INFINITY })).toBe(`-${long}`)
  expect(diffLine(`+${'x'.repeat(2_000)}`, [], narrow)).toBe(`+${'x'.repeat(800)}… and 1,200 more characters`)
  expect(diffLine('+\u001b[2J\u202e\ta', [[0, 4]], { ...narrow, lineWidth: 80 })).toBe('+\\x1b[2J\\u202e\ta')
})

/** Takes the hunks into the old text, as a program would. */
function applied(old: string, hunks: readonly Hunk[]): string {
  const before = old.split(/(?<=\n)/).filter(Boolean)
  let result = ''
  let at = 0
  for (const { oldStart, oldLines, lines: inside } of hunks) {
    const start = oldLines === 0 ? oldStart : oldStart - 1
    result += before.slice(at, start).join('')
    for (const [number, line] of inside.entries()) {
      if (line.startsWith('-') || line.startsWith('\\')) continue
      result += line.slice(1) + (inside[number + 1]?.startsWith('\\') ? '' : '\n')
    }
    at = start + oldLines
  }
  return result + before.slice(at).join('')
}

test('the hunks lead from one text to the other, and all that is not marked is the same', () => {
  const word = fc.constantFrom('a', 'b', 'c d', 'long line of words', '', '# x', '```', '{', '\\', '-', '+')
  const text = fc
    .tuple(fc.array(word, { maxLength: 12 }), fc.constantFrom('', '\n'))
    .map(([all, end]) => (all.length === 0 ? '' : all.join('\n') + end))
  fc.assert(
    fc.property(text, text, fc.constantFrom('markdown', 'python', 'plain'), (old, now, format) => {
      const diff = diffTexts(old, now, { format })
      expect(applied(old, diff.hunks)).toBe(now)
      for (const { lines: inside, marks } of diff.hunks) {
        expect(marks).toHaveLength(inside.length)
        for (const [at, ranges] of marks.entries()) {
          let end = 0
          for (const [from, to] of ranges) {
            expect(from).toBeGreaterThanOrEqual(end)
            expect(to).toBeGreaterThan(from)
            end = to
          }
          expect(end).toBeLessThan(Math.max(1, inside[at]?.length ?? 0))
        }
      }
    }),
    { numRuns: 1_000 },
  )
})

test('what is large or hostile takes a bounded time, and says that it was cut', () => {
  const begun = performance.now()
  const random = (seed: number) => Array.from({ length: 30_000 }, (_, at) => `${(at * seed) % 10_007} line`).join('\n')
  expect(diffTexts(random(3), random(7))).toMatchObject({ coarse: true })
  const wide = (letter: string) => `${`${letter} `.repeat(200_000)}\n`
  expect(diffTexts(wide('a'), wide('b'))).toMatchObject({ linesAdded: 1, linesRemoved: 1 })
  wordMarks(Array.from({ length: 5_000 }, (_, at) => `${at % 2 === 0 ? '-' : '+'}${'a b '.repeat(20)}${at}`))
  diffTexts('# \n'.repeat(50_000), '# a\n'.repeat(50_000), { format: 'markdown' })
  diffTexts(`${'['.repeat(50)}1${']'.repeat(50)}`, `${'['.repeat(50)}2${']'.repeat(50)}`)
  diffTexts(`# ${' '.repeat(100_000)}x`, `# ${'#'.repeat(100_000)} y`, { format: 'markdown' })
  for (const hostile of [`# a${' '.repeat(200_000)}x`, `a${'{'.repeat(200_000)}x`])
    for (const format of ['markdown', 'python']) diffTexts(`${hostile}\n\n1\n`, `${hostile}\n\n2\n`, { format })
  expect(performance.now() - begun).toBeLessThan(20_000)
})
