import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { cacheSignature } from '../../../main/engine/verify/walk-source.ts'
import { callTime } from '../../../main/engine/watch/call-time.ts'
import { pollTree } from '../../../main/engine/watch/poll-tree.ts'
import { readFolder, type Takes } from '../../../main/engine/watch/read-folder.ts'
import { takesOf } from '../../../main/engine/watch/takes-of.ts'
import { watchFolders } from '../../../main/engine/watch/watch-folders.ts'
import { watchTree } from '../../../main/engine/watch/watch-tree.ts'
import type { Watching, WatchingHost } from '../../../main/engine/watch/watching.ts'
import { waitFor } from '../../helpers/cli-processes.ts'
import { temporaryFolder } from '../../helpers/temporary-folder.ts'

const takes: Takes = (place, isFolder) => isFolder || place.endsWith('.json')
const ways: [string, (base: string, host: WatchingHost) => Watching][] = [
  ['each folder', (base, host) => watchFolders(base, takes, host)],
  ['the whole tree', (base, host) => watchTree(base, takes, host)],
  ['looking', (base, host) => pollTree(base, takes, 40, host)],
]

test.each(ways)('%s: files and folders that come, change and go are told', async (_, watchIt) => {
  const base = temporaryFolder('ways')
  const at = (...parts: string[]) => path.join(base, ...parts)
  mkdirSync(at('em'))
  writeFileSync(at('em', 'w.json'), '{}')
  mkdirSync(at('..', `${path.basename(base)}-outside`))
  const outside = `${base}-outside`
  onTestFinished(() => rmSync(outside, { recursive: true }))
  writeFileSync(path.join(outside, 'w.json'), '{}')
  let told = 0
  const problems: string[] = []
  const watching = watchIt(base, {
    answers: async () => true,
    onTouched: () => told++,
    onRootMoved: () => undefined,
    onFailed: (why) => problems.push(why),
  })
  onTestFinished(() => watching.close())
  await watching.ready
  const print = watching.print()
  const isTold = async (what: string, work: () => void) => {
    const before = told
    work()
    await waitFor(what, () => told > before)
  }
  await isTold('a change', () => writeFileSync(at('em', 'w.json'), '{"a":1}'))
  await isTold('a new file', () => writeFileSync(at('em', 'x.json'), '{}'))
  await isTold('a removed file', () => rmSync(at('em', 'x.json')))
  await isTold('a folder moved in', () => renameSync(outside, at('came')))
  await isTold('a change in it', () => writeFileSync(at('came', 'w.json'), '{"a":2}'))
  await isTold('a folder moved out', () => renameSync(at('came'), outside))
  mkdirSync(at('em', 'cache'))
  await isTold('a cache', () => writeFileSync(at('em', 'cache', 'w.json'), '{}'))
  const tag = at('em', 'cache', 'CACHEDIR.TAG')
  await isTold('its mark', () => writeFileSync(tag, 'Signature: 8a477f597d28d172789f06886806bc55'))
  await isTold('its being none any more', () => rmSync(tag))
  watching.settle()
  expect(await watching.rescan()).toBe(false)
  expect(watching.print()).not.toBe(print)
  expect(problems).toEqual([])
})

test('a vault that is marked as a cache itself is looked at all the same', async () => {
  const base = temporaryFolder('ways')
  mkdirSync(path.join(base, 'em'))
  writeFileSync(path.join(base, 'CACHEDIR.TAG'), cacheSignature)
  expect(await readFolder(base, '', () => true)).toMatchObject({ folders: ['em'], cache: false })
})

test('looking waits while the vault does not answer', async () => {
  const base = temporaryFolder('ways')
  let [answers, asked, told] = [false, 0, 0]
  const watching = pollTree(base, takes, 10, {
    answers: async () => {
      asked += 1
      return answers
    },
    onTouched: () => told++,
    onRootMoved: () => undefined,
    onFailed: () => undefined,
  })
  onTestFinished(() => watching.close())
  await watching.ready
  writeFileSync(path.join(base, 'a.json'), '{}')
  await waitFor('some questions', () => asked > 3)
  expect(told).toBe(0)
  answers = true
  await waitFor('the change', () => told > 0)
})

test('a vault is told by its own files only: not by our home in it, nor by what is excluded', () => {
  const selection = { exclude: ['node_modules', '*.tmp'], include: ['**/rules/**', 'a/b.json'], leftOut: new Set(['/v/home']) }
  const taken = takesOf(selection, '/v')
  const files = ['a/b.json', 'x/rules/y/z.md', 'c.json', 'x/rules/y.tmp', 'node_modules/rules/z.md', 'home/rules/z.md', 'homely/rules/z.md']
  expect(files.filter((file) => taken(file, false))).toEqual(['a/b.json', 'x/rules/y/z.md', 'homely/rules/z.md'])
  expect(['x', 'node_modules', 'home', 'home/x'].filter((folder) => taken(folder, true))).toEqual(['x'])
  const narrow = takesOf({ ...selection, include: ['/a/*.json'] }, '/v')
  expect(['a', 'b'].filter((folder) => narrow(folder, true))).toEqual(['a'])
})

test('when a call is due', () => {
  const due = (first: number, last: number, called = Number.NEGATIVE_INFINITY) =>
    callTime({ first, last, called, debounce: 2_000, atMostEvery: 10_000 })
  expect(due(100, 100)).toBe(2_100)
  expect(due(100, 5_000)).toBe(7_000)
  // Steady writing does not put it off for ever.
  expect(due(100, 9_900)).toBe(10_100)
  expect(due(100, 100, 0)).toBe(10_000)
  expect(due(100, 100, -9_000)).toBe(2_100)
  // A debounce that is longer than the distance still asks for quiet.
  expect(callTime({ first: 0, last: 900, called: 0, debounce: 1_000, atMostEvery: 10 })).toBe(1_000)
})
