import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { commonFolder } from '../../../main/engine/changes/compare-snapshots.ts'
import type { Entry } from '../../../main/engine/changes/entry.ts'
import { hashChange } from '../../../main/engine/changes/hash-change.ts'
import { mergeEntries } from '../../../main/engine/changes/merge-entries.ts'
import { textDiff } from '../../../main/engine/changes/text-diff.ts'
import { prettyJson } from '../../../main/engine/content/pretty-json.ts'

function file(content: string | Buffer): Entry {
  const bytes = Buffer.from(content)
  return { kind: 'file', size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), target: null, content: bytes }
}
const link = (target: string): Entry => ({
  kind: 'link',
  size: 0,
  sha256: createHash('sha256').update(target).digest('hex'),
  target,
  content: null,
})
const diff = (before: Entry | null, after: Entry | null) => textDiff({ path: 'a', change: 'modified', before, after })

test('JSON is compared one value a line, and nothing of it is lost on the way', () => {
  const seen = diff(file('{"a":1,"b":[1,2],"c":{}}'), file('{ "a": 1,\n "b": [1, 3], "c": {} }\n'))
  expect(seen).toMatchObject({ how: 'json', linesAdded: 1, linesRemoved: 1 })
  expect(seen.hunks[0]?.lines).toEqual(['   "a": 1,', '   "b": [', '     1,', '-    2', '+    3', '   ],', '   "c": {}', ' }'])
  // What JSON.parse would make alike.
  for (const [one, other] of [
    ['{"a":9007199254740993}', '{"a":9007199254740992}'],
    ['{"a":1e999}', '{"a":2e999}'],
    ['{"a":1}', '{"a":1.0}'],
    ['{"a":2}', '{"a":1,"a":2}'],
    ['{"a":"\\u0041"}', '{"a":"A"}'],
  ] as const)
    expect(diff(file(one), file(other)).linesAdded, one).toBeGreaterThan(0)
  // Only white space differs: then that is shown.
  expect(diff(file('{"a":1}'), file('{"a": 1}'))).toMatchObject({ how: 'text', linesAdded: 1 })
  expect(diff(file('{"a":1}'), file('{"a":'))).toMatchObject({ how: 'text', linesAdded: 1, linesRemoved: 1 })
  expect(prettyJson(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)).toBeUndefined()
})

test('what is no text is told as such, and links by where they lead', () => {
  expect(diff(file(Buffer.from([0xff, 0xfe])), file('a'))).toMatchObject({ how: 'binary', hunks: [] })
  expect(diff(file('a\0b'), file('a'))).toMatchObject({ how: 'binary' })
  expect(diff({ ...file('a'), content: null }, file('a'))).toMatchObject({ how: 'not-read' })
  expect(diff(link('a'), link('b')).hunks[0]?.lines.filter((line) => !line.startsWith('\\'))).toEqual(['-a', '+b'])
  expect(diff(null, file(''))).toMatchObject({ how: 'text', hunks: [] })
  expect(diff(null, file('one\n')).hunks[0]).toMatchObject({ oldStart: 0, oldLines: 0, newStart: 1, newLines: 1 })
})

test('ten thousand lines that all differ are shown, and quickly', () => {
  const lines = (word: string) => Array.from({ length: 10_000 }, (_, number) => `${word} ${number}`).join('\n')
  const begun = performance.now()
  const seen = diff(file(`same\n${lines('old')}\nend\n`), file(`same\n${lines('new')}\nend\n`))
  expect(performance.now() - begun).toBeLessThan(5_000)
  expect(seen).toMatchObject({ how: 'text', linesAdded: 10_000, linesRemoved: 10_000 })
  expect(seen.hunks).toMatchObject([{ oldStart: 2, oldLines: 10_000, newStart: 2, newLines: 10_000 }])
})

test('the hash is of paths, kinds and contents, whatever their order', () => {
  const one = { path: 'a', change: 'modified', before: file('1'), after: file('2') } as const
  const other = { path: 'b', change: 'added', before: null, after: link('x') } as const
  const hash = hashChange([one, other])
  expect(hash).toMatch(/^[0-9a-f]{64}$/)
  expect(hashChange([other, { ...one, after: { ...file('2'), content: null } }])).toBe(hash)
  for (const changed of [
    { ...one, path: 'A' },
    { ...one, after: file('3') },
    { ...one, before: file('3') },
    { ...one, before: null, change: 'added' as const },
    { ...one, after: link('2') },
  ])
    expect(hashChange([changed, other])).not.toBe(hash)
})

test('names that are no text and are shown alike are each compared, in whatever order they come', async () => {
  async function* side(...texts: string[]) {
    for (const text of texts) yield { path: 'r\uFFFD', entry: file(text) }
  }
  const changes = async (before: string[], after: string[]) =>
    (await mergeEntries(side(...before), side(...after))).map((one) => [
      one.change,
      one.before?.content?.toString(),
      one.after?.content?.toString(),
    ])
  expect(await changes(['one', 'two'], ['EVL', 'two'])).toEqual([['modified', 'one', 'EVL']])
  expect(await changes(['one', 'two'], ['two', 'one'])).toEqual([])
  expect(await changes(['one', 'one'], ['one'])).toEqual([['removed', 'one', undefined]])
  expect(await changes(['one'], ['two', 'three'])).toEqual([
    ['modified', 'one', 'two'],
    ['added', undefined, 'three'],
  ])
})

test('two sides are read beside each other in the order of restic, and names that are no text find each other', async () => {
  async function* side(...paths: string[]) {
    for (const path of paths) yield { path: path.replace(/=.*/, ''), entry: file(path) }
  }
  const differences = await mergeEntries(
    side('a\uFFFD', 'a/z', 'a!', 'b', 'gone', 'ä', 'same\uFFFD'),
    side('a/new', 'a/z', 'a!', 'b=2', 'ä', 'z', 'same\uFFFD', 'a\uFFFD=2'),
    1,
  )
  expect(differences.map(({ path, change }) => `${path} ${change}`)).toEqual([
    'a/new added',
    'a\uFFFD modified',
    'b modified',
    'gone removed',
    'z added',
  ])
  // Only so many contents are kept.
  expect(differences.flatMap(({ before, after }) => [before, after]).filter((entry) => entry?.content).length).toBe(2)
})

test('the folder that all paths lie in', () => {
  expect(commonFolder(['em/rules/a', 'em/rules/b'])).toBe('/em/rules')
  expect(commonFolder(['em/rules/a', 'em/rulesb/b'])).toBe('/em')
  expect(commonFolder(['em/a', 'b'])).toBe('/')
  expect(commonFolder(['e\uFFFD/x/a'])).toBe('/')
})
