import { randomFillSync } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { makeNotes } from '../make-notes.ts'
import { inWords } from '../part.ts'

/** A folder to back up. */
export type RaceData = {
  readonly folder: string
  readonly says: string
  /** One file and its folder, below it. */
  readonly file: string
  readonly parent: string
  /** Makes about a hundredth of it new, each time another way. */
  readonly change: () => void
}

/** Notes of some kB; very many of them are small, and have fuller folders. */
export function manyNotes(folder: string, files: number): RaceData {
  const small = files > 100_000
  mkdirSync(folder, { recursive: true })
  const folders = Math.max(50, Math.floor(files / (small ? 480 : 40)))
  const bytes = makeNotes(folder, { files, folders, smallest: small ? 40 : 2_000, largest: small ? 400 : 18_000 })
  const parent = 'area-07/topic-0007'
  const [name = ''] = readdirSync(join(folder, parent)).toSorted()
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .toSorted()
  let turn = 0
  return {
    folder,
    says: `${inWords.count(files)} notes, ${Math.round(bytes / 1e6)} MB`,
    file: join(parent, name),
    parent,
    change: () => {
      turn += 1
      for (let at = turn % 100; at < all.length; at += 100) {
        const file = join(folder, all[at] ?? '')
        writeFileSync(file, `# turn ${turn} of ${at}\n`.padEnd(statSync(file).size, `${turn} `))
      }
    },
  }
}

const mebibyte = 2 ** 20
const largeFile = 64 * mebibyte

/** Large files that cannot be made smaller, such as pictures and films. */
export function largeFiles(folder: string, mebibytes: number): RaceData {
  const parent = 'films'
  mkdirSync(join(folder, parent), { recursive: true })
  const name = (number: number) => join(parent, `film-${number}.bin`)
  const count = Math.max(1, Math.round((mebibytes * mebibyte) / largeFile))
  const noise = Buffer.alloc(largeFile)
  for (let file = 0; file < count; file++) writeFileSync(join(folder, name(file)), randomFillSync(noise))
  let turn = 0
  return {
    folder,
    says: `${count} files of 64 MiB that do not compress, ${mebibytes} MiB`,
    file: name(0),
    parent,
    change: () => {
      turn += 1
      const part = randomFillSync(Buffer.alloc(Math.floor((count * largeFile) / 100)))
      const file = openSync(join(folder, name(turn % count)), 'r+')
      writeSync(file, part, 0, Math.min(part.length, largeFile), 0)
      closeSync(file)
    },
  }
}
