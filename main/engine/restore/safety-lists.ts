import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Core } from '../core.ts'
import { fsyncFolder } from '../home/write-private-file.ts'
import { pathBytes } from '../verify/walk-source.ts'

/**
 * What was in the target of a restore before its first byte, of that which the restore has a path for. Paths are relative to the target and hold one
 * character per byte (latin1); a folder's ends with a slash and stands for itself, not for what is in it.
 */
export type TargetEntries = {
  /** What may be overwritten, or be given other rights and times: it lies in the safety snapshot. */
  readonly touched: readonly string[]
  /** What stays as it is. */
  readonly stayed: readonly string[]
  /** When the target itself was changed last, in ns since 1970; `null` where there was no target. */
  readonly mtime: string | null
}

/** A file that a restore put beside one of its name (keep-both). As in {@link TargetEntries}; `source` is where it would have gone. */
export type PutBeside = { readonly source: string; readonly place: string }

const zero = '\0'

// Written by `writeFileSync`, which writes on until the disk is full and says so: `writeSync` takes the part that found room for all of it.

/** Writes the lists of a run, flushed, so that they are there before anything they tell of is written over. */
export function writeEntries(core: Core, run: string, { touched, stayed, mtime }: TargetEntries): void {
  const folder = listsFolder(core)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, `${run}.there`)
  const descriptor = openSync(`${file}.new`, 'w', 0o600)
  try {
    writeFileSync(descriptor, `${mtime ?? ''}${zero}`)
    // In pieces: a list may be long.
    for (const [mark, paths] of [
      ['t', touched],
      ['s', stayed],
    ] as const)
      for (let from = 0; from < paths.length; from += atOnce)
        writeFileSync(descriptor, pathBytes(paths.slice(from, from + atOnce).reduce((text, path) => `${text}${mark}${path}${zero}`, '')))
    writeFileSync(descriptor, `e${zero}`)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(`${file}.new`, file)
  fsyncFolder(folder)
}

const atOnce = 1_000

/** The lists of a run; `undefined` where they are missing, or not whole. */
export function readEntries(core: Core, run: string): TargetEntries | undefined {
  const file = join(listsFolder(core), `${run}.there`)
  if (!existsSync(file)) return undefined
  const [mtime = '', ...marked] = readFileSync(file, 'latin1').split(zero)
  if (marked.at(-2) !== 'e') return undefined
  const of = (mark: string) => marked.filter((one) => one.startsWith(mark)).map((one) => one.slice(1))
  return { touched: of('t'), stayed: of('s'), mtime: mtime === '' ? null : mtime }
}

/** Whether there is a list of a run. */
export function hasEntries(core: Core, run: string): boolean {
  return existsSync(join(listsFolder(core), `${run}.there`))
}

/** Notes, flushed, that a restore is about to put a file beside another. */
export function noteBeside(core: Core, run: string, { source, place }: PutBeside): void {
  const descriptor = openSync(join(listsFolder(core), `${run}.beside`), 'a', 0o600)
  try {
    writeFileSync(descriptor, pathBytes(`${source}${zero}${place}${zero}`))
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** What a restore put, or was about to put, beside other files. */
export function readBeside(core: Core, run: string): PutBeside[] {
  const file = join(listsFolder(core), `${run}.beside`)
  if (!existsSync(file)) return []
  const texts = readFileSync(file, 'latin1').split(zero).slice(0, -1)
  return texts.flatMap((source, index) => {
    const place = texts[index + 1]
    return index % 2 === 0 && place !== undefined ? [{ source, place }] : []
  })
}

/** The runs that there are lists of. */
export function listedRuns(core: Core): string[] {
  if (!existsSync(listsFolder(core))) return []
  return [...new Set(readdirSync(listsFolder(core)).map((name) => name.replace(/\..*$/, '')))]
}

/** Removes the lists of a run. */
export function removeLists(core: Core, run: string): void {
  for (const ending of ['there', 'there.new', 'beside']) rmSync(join(listsFolder(core), `${run}.${ending}`), { force: true })
}

function listsFolder(core: Core): string {
  return join(core.home.root, 'restores')
}
