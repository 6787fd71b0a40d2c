import { appendFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { between, type Random } from '../helpers/seeded.ts'
import type { Places } from './places.ts'

/** What is disturbed. */
export type OperationName = 'backup' | 'scheduled' | 'restore' | 'verify' | 'prune' | 'copy' | 'drill'

/** An operation of the command line on the home that every case begins with. */
type Operation = {
  /** Done before it, while nothing is wrong yet. */
  readonly prepare: (places: Places, random: Random) => void
  readonly parameters: (places: Places) => readonly string[]
  /** The command of restic that does the most of it. */
  readonly restic: string
}

/** All of them. */
export const operations: Readonly<Record<OperationName, Operation>> = {
  backup: {
    prepare: changeVault,
    parameters: ({ vault }) => ['backup', vault],
    restic: 'backup',
  },
  // By a plan, as the schedule does it: what it finds unusual is asked about, and retention follows.
  scheduled: { prepare: changeVault, parameters: () => ['backup', 'daily'], restic: 'backup' },
  restore: {
    prepare: ({ back }) => rmSync(back, { recursive: true, force: true }),
    parameters: ({ back }) => ['restore', 'latest', '--to', back],
    restic: 'restore',
  },
  verify: { prepare: () => undefined, parameters: () => ['verify'], restic: 'check' },
  prune: { prepare: () => undefined, parameters: () => ['prune', '--plan', 'daily', '--keep-last', '3'], restic: 'prune' },
  copy: { prepare: () => undefined, parameters: () => ['copy', 'default', 'drive'], restic: 'copy' },
  drill: { prepare: () => undefined, parameters: () => ['drill', 'notes', '--repository', 'default', '--full'], restic: 'restore' },
}

/** Changes a few notes of the vault, removes one, and adds a few: the same ones for the same random numbers. */
export function changeVault({ vault }: Pick<Places, 'vault'>, random: Random): void {
  const folder = path.join(vault, `new ${between(random, 0, 9)}`)
  mkdirSync(folder, { recursive: true })
  for (let number = between(random, 5, 20); number > 0; number--)
    writeFileSync(path.join(folder, `${between(random, 0, 1e9)}.md`), randomBytes(random, between(random, 0, 60_000)))
  for (let number = between(random, 1, 8); number > 0; number--)
    appendFileSync(noteOf(vault, between(random, 0, notes - 1)), `changed ${between(random, 0, 1e9)}\n`)
  const gone = noteOf(vault, between(random, 0, notes - 1))
  if (existsSync(gone)) rmSync(gone)
}

/** How many notes the vault begins with. */
export const notes = 200

/** The place of one of the vault's first notes. */
export function noteOf(vault: string, number: number): string {
  return path.join(vault, `area ${number % 7}`, `note ${number}.md`)
}

/** Bytes that neither compress nor repeat, from the seed. */
export function randomBytes(random: Random, count: number): Buffer {
  const bytes = Buffer.alloc(count)
  for (let at = 0; at + 4 <= count; at += 4) bytes.writeUInt32LE(Math.floor(random() * 2 ** 32), at)
  return bytes
}
