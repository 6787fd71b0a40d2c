import {
  chmodSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { pick, type Random } from './seeded.ts'
import { makeFifo } from './weird-tree.ts'

/** One thing of a tree, by its path with one character per byte. `time` in seconds; `text` is a file's content, or where a link leads. */
export type Thing = {
  readonly kind: 'file' | 'folder' | 'link' | 'fifo'
  readonly text: string
  readonly time: number
  readonly mode: number
}

/** A tree as it is to be, or as it was found: folders before their content. */
export type Things = ReadonlyMap<string, Thing>

const bytes = (path: string) => Buffer.from(path, 'latin1')
const utf8 = (text: string) => Buffer.from(text).toString('latin1')

const names = ['a', 'b.md', utf8('ünï 🗝.md'), 'x*?[y]\\', 'line\nbreak', '!neg', '-rf', ' led', 'bad\xff']
/** Half seconds, so that nothing is lost on the way through a double. */
const times = [1_500_000_000.5, 1_600_000_000.25, 1_700_000_000.75]
const texts = ['', 'one', 'two', 'more than that', 'x'.repeat(70_000)]

/** A tree to be backed up: files, folders, links and FIFOs with odd names. */
export function randomThings(random: Random): Map<string, Thing> {
  const things = new Map<string, Thing>()
  const fill = (folder: string, deep: number) => {
    for (const name of names) {
      const kind = pick(random, ['none', 'none', 'none', 'file', 'file', 'folder', 'link', random() < 0.3 ? 'fifo' : 'none'] as const)
      if (kind === 'none' || (kind === 'folder' && deep === 0)) continue
      const path = folder === '' ? name : `${folder}/${name}`
      things.set(path, randomThing(random, kind))
      if (kind === 'folder') fill(path, deep - 1)
    }
  }
  fill('', 2)
  return things
}

function randomThing(random: Random, kind: Thing['kind']): Thing {
  const text = kind === 'file' ? pick(random, texts) : kind === 'link' ? pick(random, ['a', 'nowhere', '/etc', '../..']) : ''
  return { kind, text, time: pick(random, times), mode: kind === 'folder' ? pick(random, [0o755, 0o700]) : pick(random, [0o644, 0o600]) }
}

/** Several trees as one, each in a folder of its own. */
export function thingsSideBySide(trees: readonly Things[]): Map<string, Thing> {
  const all = new Map<string, Thing>()
  for (const [number, things] of trees.entries()) {
    all.set(`tree ${number}`, { kind: 'folder', text: '', time: times[0] ?? 0, mode: 0o755 })
    for (const [path, thing] of things) all.set(`tree ${number}/${path}`, thing)
  }
  return all
}

/** What may lie where such a tree is restored to: some as it is, some older, newer, of another content or kind, some missing, some of one's own. */
export function changedThings(random: Random, from: Things): Map<string, Thing> {
  const changed = new Map<string, Thing>()
  for (const [path, thing] of from) {
    const above = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : undefined
    if (above !== undefined && changed.get(above)?.kind !== 'folder') continue
    const what = pick(random, ['missing', 'same', 'same', 'touched', 'alike', 'alike', 'rewritten', 'mode', 'kind'] as const)
    const time = pick(random, times)
    if (what === 'same') changed.set(path, thing)
    if (what === 'touched') changed.set(path, { ...thing, time })
    if (what === 'mode') changed.set(path, { ...thing, mode: thing.mode === 0o600 ? 0o644 : 0o700 })
    // Another content of the same size, some at the same time.
    if (what === 'alike')
      changed.set(path, { ...thing, text: [...thing.text].reverse().join('').replace('x', 'y'), time: pick(random, [time, thing.time]) })
    if (what === 'rewritten') changed.set(path, { ...thing, text: thing.kind === 'folder' ? '' : pick(random, ['other', 'things']), time })
    if (what === 'kind') {
      changed.set(path, randomThing(random, pick(random, ['file', 'folder', 'link', 'fifo'] as const)))
      if (changed.get(path)?.kind === 'folder' && random() < 0.5) changed.set(`${path}/mine`, randomThing(random, 'file'))
    }
  }
  changed.set('of my own', randomThing(random, 'file'))
  return changed
}

/** Puts a tree into an empty folder. */
export function makeThings(folder: string, things: Things): void {
  const at = (path: string) => Buffer.concat([Buffer.from(`${folder}/`), bytes(path)])
  for (const [path, { kind, text, mode }] of things) {
    if (kind === 'folder') mkdirSync(at(path))
    else if (kind === 'link') symlinkSync(text, at(path))
    else if (kind === 'file') writeFileSync(at(path), text)
    else makeFifoAt(folder, at(path))
    if (kind !== 'link') chmodSync(at(path), mode)
  }
  for (const [path, { time }] of [...things].reverse()) lutimesSync(at(path), time, time)
}

/** mkfifo takes its names as text: it is made under another one first. */
function makeFifoAt(folder: string, place: Buffer): void {
  makeFifo(`${folder}/made`)
  renameSync(`${folder}/made`, place)
}

/** What lies in a folder. */
export function foundThings(folder: string): Map<string, Thing> {
  const things = new Map<string, Thing>()
  const walk = (path: string) => {
    const at = (name: string) => Buffer.concat([Buffer.from(`${folder}/`), bytes(name)])
    for (const name of readdirSync(at(path), { encoding: 'latin1' })) {
      const one = path === '' ? name : `${path}/${name}`
      const stats = lstatSync(at(one))
      const kind = stats.isDirectory() ? 'folder' : stats.isSymbolicLink() ? 'link' : stats.isFile() ? 'file' : 'fifo'
      const text = kind === 'link' ? readlinkSync(at(one), 'utf8') : kind === 'file' ? readFileSync(at(one), 'utf8') : ''
      things.set(one, { kind, text, time: stats.mtimeMs / 1000, mode: stats.mode & 0o777 })
      if (kind === 'folder') walk(one)
    }
  }
  walk('')
  return things
}
