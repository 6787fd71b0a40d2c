import { chmodSync, lstatSync, readdirSync, readlinkSync } from 'node:fs'
import { extname } from 'node:path'
import { removeTreeSync } from '../home/remove-tree.ts'
import { renameEntry } from '../home/rename-entry.ts'
import { fail, systemCode } from '../problem-error.ts'
import { hashFile } from '../verify/compare-file.ts'
import { pathBytes, shownPath } from '../verify/walk-source.ts'
import type { PutBeside } from './safety-lists.ts'
import { withinFolder } from './within-folder.ts'

/** What became of the restored files. Paths hold one character per byte. */
export type KeptBoth = { added: number; same: number; beside: number }

/**
 * Moves what was restored into a staging folder to where it belongs, keeping everything that is there: a file that differs is put beside the
 * existing one as `name (restored 2026-11-21).md`. Both folders lie on one disk, so each move is a rename.
 * @param stamp what stands in the brackets
 * @param note is told of each file before it is put beside another
 */
export async function moveKeepingBoth(
  staging: string,
  target: string,
  stamp: string,
  note: (put: PutBeside) => void = () => undefined,
): Promise<KeptBoth> {
  const count: KeptBoth = { added: 0, same: 0, beside: 0 }
  const root = Buffer.from(target).toString('latin1')
  const relative = ({ source, place }: PutBeside) => ({ source: source.slice(root.length + 1), place: place.slice(root.length + 1) })
  await merge(Buffer.from(staging).toString('latin1'), root, stamp, count, (put) => note(relative(put)))
  removeTreeSync(staging)
  return count
}

async function merge(from: string, to: string, stamp: string, count: KeptBoth, note: (put: PutBeside) => void): Promise<void> {
  // It is thrown away: what it may be read-only for is the folder that is there.
  chmodSync(pathBytes(from), 0o700)
  for (const name of readdirSync(pathBytes(from), { encoding: 'latin1' })) {
    const source = `${from}/${name}`
    const place = `${to}/${name}`
    try {
      const ours = lstatSync(pathBytes(source))
      const there = lstatSync(pathBytes(place), { throwIfNoEntry: false })
      if (there === undefined) {
        move(source, place)
        count.added += 1
      } else if (ours.isDirectory() && there.isDirectory()) await merge(source, place, stamp, count, note)
      else if (await isSame(source, place)) count.same += 1
      else count[await putBeside(source, to, name, stamp, note)] += 1
    } catch (error) {
      if (!otherMeanwhile.has(systemCode(error) ?? '')) throw error
      fail(
        'path-not-inside',
        `${shownPath(to)} is not the folder any more that it was.`,
        'Restore again once nothing else is at work there.',
      )
    }
  }
}

/** What the system says where something came, went, or became another thing since it was looked at. */
const otherMeanwhile = new Set(['ELOOP', 'ENOTDIR', 'ENOENT', 'ENOTEMPTY', 'EEXIST', 'EISDIR'])

/** Moves something by one rename, in the very folders that were looked at: one that a link, or nothing, has taken the place of is not written through. */
function move(source: string, place: string): void {
  const [from, to] = [source.lastIndexOf('/'), place.lastIndexOf('/')]
  withinFolder(source.slice(0, from), (ours) =>
    withinFolder(place.slice(0, to), (theirs) =>
      renameEntry(pathBytes(`${ours}/${source.slice(from + 1)}`), pathBytes(`${theirs}/${place.slice(to + 1)}`)),
    ),
  )
}

const longestEnding = 32

/** Two files of one content, or two links to one place. Of what may not be read nobody knows, so it is not the same. */
async function isSame(one: string, other: string): Promise<boolean> {
  const [a, b] = [lstatSync(pathBytes(one)), lstatSync(pathBytes(other))]
  if (a.isSymbolicLink() && b.isSymbolicLink()) return readlinkSync(pathBytes(one), 'latin1') === readlinkSync(pathBytes(other), 'latin1')
  if (!a.isFile() || !b.isFile() || a.size !== b.size) return false
  const hash = await hashFile(one, a.size)
  return hash !== '' && hash === (await hashFile(other, b.size))
}

/** Puts a file beside one of its name, under the first name that is free, unless it was put there before. */
async function putBeside(
  source: string,
  folder: string,
  name: string,
  stamp: string,
  note: (put: PutBeside) => void,
): Promise<'beside' | 'same'> {
  for (const candidate of besideNames(name, stamp)) {
    // lstat: a link that leads nowhere is there, too.
    const place = `${folder}/${candidate}`
    if (lstatSync(pathBytes(place), { throwIfNoEntry: false }) === undefined) {
      note({ source: `${folder}/${name}`, place })
      move(source, place)
      return 'beside'
    }
    if (await isSame(source, place)) return 'same'
  }
  throw new RangeError('there are always more names')
}

/**
 * The names under which something is put beside what has its name, one after the other: `name (restored 2026-11-21).md`, `name (restored 2026-11-21 2).md`, without
 * end. One character per byte.
 */
export function* besideNames(name: string, stamp: string): Generator<string> {
  // What is longer is no ending: `a.` with 250 letters behind it must leave room for the mark.
  const ending = extname(name).length > longestEnding ? '' : extname(name)
  const stem = name.slice(0, name.length - ending.length)
  for (let number = 1; ; number++) {
    const mark = ` (restored ${stamp}${number === 1 ? '' : ` ${number}`})`
    // 255 bytes are what file systems take for a name.
    yield `${stem.slice(0, 255 - mark.length - ending.length)}${mark}${ending}`
  }
}
