import { createHash } from 'node:crypto'
import {
  chmodSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { between, pick, type Random } from './seeded.ts'

const bytes = (path: string) => Buffer.from(path, 'latin1')
const utf8 = (text: string) => Buffer.from(text).toString('latin1')

/** Few names, so that two trees meet in many of them; one character per byte. The last two look alike when shown. */
const names = ['a', 'b.md', 'c', 'Notes', utf8('ünï 🗝.md'), 'x*?[y]\\', 'line\nbreak', '$HOME', '#x', ' led', 'bad\xff\xfe', 'bad\xfe\xff']

const moments = [1_500_000_000.123456, 1_600_000_000.654321, 1_700_000_000.5]

/**
 * Fills a folder with files, folders and links at random, some alike in size and time and not in content.
 * @param twins whether there may be names that look alike when shown
 */
export function randomTree(random: Random, folder: string, deep = 3, twins = true): void {
  const root = utf8(folder)
  mkdirSync(bytes(root), { recursive: true })
  fill(random, root, deep, twins ? names : names.slice(0, -1))
}

function fill(random: Random, folder: string, deep: number, some: readonly string[]): void {
  const files: string[] = []
  for (const name of some) {
    const place = `${folder}/${name}`
    const kind = pick(random, ['none', 'none', 'file', 'file', 'file', 'hard link', 'folder', 'folder', 'link'] as const)
    const time = pick(random, moments)
    if (kind === 'file') {
      writeFileSync(bytes(place), pick(random, ['', 'one', 'two', 'more than that', 'x'.repeat(between(random, 1, 70_000))]))
      chmodSync(bytes(place), pick(random, [0o644, 0o600, 0o755]))
      files.push(place)
    } else if (kind === 'hard link' && files.length > 0) linkSync(bytes(pick(random, files)), bytes(place))
    else if (kind === 'link') symlinkSync(bytes(pick(random, ['a', 'nowhere', '/etc', '../..'])), bytes(place))
    else if (kind === 'folder' && deep > 0) {
      mkdirSync(bytes(place))
      fill(random, place, deep - 1, some)
      chmodSync(bytes(place), pick(random, [0o755, 0o700]))
    } else continue
    // Some keep the very moment at which they were made, to the nanosecond.
    if (random() < 0.8) lutimesSync(bytes(place), time, time)
  }
}

/** All that can be told of a folder's content: kinds, rights, times to the nanosecond, links and the hash of each file, one line each, sorted. */
export function manifest(folder: string): string[] {
  const lines: string[] = []
  const walk = (place: string, path: string) => {
    const stats = lstatSync(bytes(place), { bigint: true })
    const kind = stats.isDirectory() ? 'folder' : stats.isSymbolicLink() ? 'link' : stats.isFile() ? 'file' : 'other'
    const content =
      kind === 'link'
        ? readlinkSync(bytes(place), 'latin1')
        : kind === 'file'
          ? createHash('sha256')
              .update(readFileSync(bytes(place)))
              .digest('hex')
              .slice(0, 16)
          : ''
    // The folder itself is given its time to the microsecond.
    const time = path === '' ? stats.mtimeNs / 1000n : stats.mtimeNs
    lines.push(`${JSON.stringify(path)} ${kind} ${stats.mode.toString(8)} ${stats.uid}:${stats.gid} ${time} ${content}`)
    if (kind === 'folder')
      for (const name of readdirSync(bytes(place), { encoding: 'latin1' })) walk(`${place}/${name}`, path === '' ? name : `${path}/${name}`)
  }
  walk(utf8(folder), '')
  return lines.sort()
}
