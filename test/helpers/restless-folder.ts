import {
  chmodSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { between, pick, type Random } from './seeded.ts'

/** A folder that changes at random. Paths are byte strings (latin1) without a leading slash. */
export type RestlessFolder = {
  /** Changes something. @returns what, in a word, for who looks into a failure */
  readonly change: () => string
  /** What each file holds and where each link leads, by the path as restic shows it; several where names that are no UTF-8 look alike. */
  readonly contents: () => Map<string, string[]>
}

const utf8 = (text: string) => Buffer.from(text).toString('latin1')

/** Few plain names, so that things meet in them, and those that programs stumble over. The bytes that are no UTF-8 look alike when shown. */
const names = [
  ...['a', 'b', 'a.md', 'b.md', 'Notes', 'notes', 'ideas.md', 'IDEAS.txt', 'a-b', 'a!', 'x0'],
  ...['line\nbreak', '-rf', `quo"te's`, '*?[ab]', '[', '\\', 'back\\slash', ' led', '%s', 'L'.repeat(255)],
  ...['NFC é', 'NFD e\u0301', 'rtl \u202etxt', '日本語', 'Ünï 🗝'].map(utf8),
  ...['bad\xff\xfe', 'bad\xfe\xff', 'bad\xc3'],
]
const texts = ['', 'one', 'two', 'six', 'some more text', 'some more TEXT']

/** Makes the folder and puts something into it. */
export function restlessFolder(random: Random, root: string): RestlessFolder {
  mkdirSync(root, { recursive: true })
  const at = (path: string) => Buffer.from(path === '' ? utf8(root) : `${utf8(root)}/${path}`, 'latin1')
  let moment = 1_500_000_000

  type Found = { readonly path: string; readonly kind: 'file' | 'folder' | 'link' }
  const found = (folder = ''): Found[] =>
    readdirSync(at(folder), { encoding: 'latin1', withFileTypes: true }).flatMap((entry): Found[] => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) return [{ path, kind: 'folder' }, ...found(path)]
      return [{ path, kind: entry.isSymbolicLink() ? 'link' : 'file' }]
    })
  /** No two things are made with the same time: only what is meant to be alike is. */
  const setTime = (path: string) => {
    moment += between(random, 1, 1_000_000)
    lutimesSync(at(path), moment, moment + 0.25)
  }
  const make = (path: string) => {
    const kind = pick(random, ['file', 'file', 'file', 'folder', 'link'] as const)
    if (kind === 'file') writeFileSync(at(path), pick(random, texts))
    else if (kind === 'link') symlinkSync(Buffer.from(pick(random, ['a', 'b', '/nowhere']), 'latin1'), at(path))
    else {
      mkdirSync(at(path))
      for (let more = between(random, 0, 3); more > 0 && path.split('/').length < 4; more--) makeIn(path)
    }
    if (random() < 0.8) setTime(path)
  }
  /** A place in a folder, free or not. */
  const placeIn = (folder: string) => (folder === '' ? pick(random, names) : `${folder}/${pick(random, names)}`)
  const isThere = (path: string) => lstatSync(at(path), { throwIfNoEntry: false }) !== undefined
  const makeIn = (folder: string) => {
    const path = placeIn(folder)
    if (!isThere(path)) make(path)
  }
  const someFolder = () => pick(random, ['', '', ...found().flatMap(({ path, kind }) => (kind === 'folder' ? [path] : []))])
  /** Writes into a file, and gives it the time it had before. */
  const writeUnseen = (path: string, content: string) => {
    const { mtimeMs } = lstatSync(at(path))
    writeFileSync(at(path), content)
    lutimesSync(at(path), mtimeMs / 1000, mtimeMs / 1000)
  }

  const changes: Record<string, (one: Found) => void> = {
    made: () => makeIn(someFolder()),
    'made two': () => {
      makeIn(someFolder())
      makeIn(someFolder())
    },
    removed: ({ path }) => rmSync(at(path), { recursive: true }),
    renamed: ({ path }) => {
      const to = placeIn(someFolder())
      if (!isThere(to) && !`${to}/`.startsWith(`${path}/`)) renameSync(at(path), at(to))
    },
    'made another kind': ({ path }) => {
      rmSync(at(path), { recursive: true })
      make(path)
    },
    written: ({ path, kind }) => {
      if (kind === 'file') writeFileSync(at(path), pick(random, texts))
    },
    'written unseen': ({ path, kind }) => {
      if (kind !== 'file') return
      const now = readFileSync(at(path), 'utf8')
      const others = texts.filter((text) => text !== now && text.length === now.length)
      if (others.length > 0) writeUnseen(path, pick(random, others))
    },
    exchanged: ({ path, kind }) => {
      const others = found().filter((other) => other.kind === kind && other.path !== path)
      if (kind === 'folder' || others.length === 0) return
      const other = pick(random, others).path
      renameSync(at(path), at('exchanged'))
      renameSync(at(other), at(path))
      renameSync(at('exchanged'), at(other))
    },
    touched: ({ path }) => setTime(path),
    'given rights': ({ path, kind }) => {
      if (kind !== 'link') chmodSync(at(path), pick(random, kind === 'folder' ? [0o700, 0o755] : [0o600, 0o644, 0o755]))
    },
  }
  for (let more = between(random, 4, 25); more > 0; more--) makeIn(someFolder())
  return {
    change: () => {
      const there = found()
      const how = there.length < 4 ? 'made' : pick(random, Object.keys(changes))
      changes[how]?.(there.length === 0 ? { path: '', kind: 'folder' } : pick(random, there))
      return how
    },
    contents: () => {
      const held = new Map<string, string[]>()
      for (const { path, kind } of found()) {
        const shown = Buffer.from(path, 'latin1').toString('utf8')
        const content = kind === 'file' ? readFileSync(at(path), 'utf8') : kind
        held.set(shown, [...(held.get(shown) ?? []), content])
      }
      return held
    },
  }
}
