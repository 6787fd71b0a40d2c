import { mkdirSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import type { Home } from '../home/home.ts'
import { isCorrupt } from '../state/is-corrupt.ts'
import { isSoundInside } from '../state/is-sound-inside.ts'
import { openShared } from '../state/open-shared.ts'
import { indexSchema, indexVersion } from './schema.ts'

/** Where the index of a repository lies. @param id the repository's own, so that another one under the same name has another index */
export function indexFile(home: Home, id: string): string {
  return join(home.cache, 'index', `${id.replaceAll(/[^0-9a-f]/g, '').slice(0, 32)}.sqlite`)
}

/**
 * Opens an index to ask it; `undefined` where there is none that can be used. One that turns out damaged later throws SQLite's error: see {@link isDamage}.
 * @param unseen it is not looked over, which takes some ms: for who takes nothing on its word alone
 */
export function openToRead(file: string, unseen = false): DatabaseSync | undefined {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return undefined
  let database: DatabaseSync | undefined
  try {
    database = openShared(file)
    if (versionOf(database) === indexVersion && (unseen || isSound(file, database))) return prepare(database)
    database.close()
  } catch (error) {
    database?.close()
    if (!isDamage(error)) throw error
  }
  return undefined
}

/** Opens an index to add to it, and makes it anew where it is missing, damaged, or of another version. The caller holds its lock. */
export function openToWrite(file: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const database = openToRead(file)
  if (database !== undefined && isWhole(database)) return database
  database?.close()
  removeIndex(file)
  const fresh = prepare(openShared(file))
  fresh.exec(`BEGIN IMMEDIATE; ${indexSchema} PRAGMA user_version = ${indexVersion}; COMMIT`)
  return fresh
}

/** Removes an index; it is made anew by whoever needs it. */
export function removeIndex(file: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${file}${suffix}`, { force: true })
}

/** Whether an error of SQLite means that the file is not what it should be. */
export function isDamage(error: unknown): boolean {
  const message = error instanceof Error ? error.message : ''
  return (
    isCorrupt(error) ||
    /no such table|no such column|no such module|vtable constructor failed|unsupported file format|invalid fts5 file format/.test(message)
  )
}

function prepare(database: DatabaseSync): DatabaseSync {
  // Flushed at checkpoints only: a power cut costs the last additions, never the file.
  database.exec('PRAGMA synchronous = NORMAL; PRAGMA cache_size = -32000; PRAGMA temp_store = FILE')
  return database
}

function versionOf(database: DatabaseSync): unknown {
  return database.prepare('PRAGMA user_version').get()?.['user_version']
}

/** Indexes that were looked over by this process, and as what they were found sound: pages ask hundreds of times. */
const lookedOver = new Map<string, string>()

function isSound(file: string, database: DatabaseSync): boolean {
  const { size, mtimeMs } = statSync(file)
  const stamp = `${size} ${mtimeMs}`
  if (lookedOver.get(file) === stamp) return true
  const sound = isSoundInside(file, database)
  if (sound) lookedOver.set(file, stamp)
  return sound
}

/** A look at what every addition begins with; damage elsewhere shows when it is come upon. */
function isWhole(database: DatabaseSync): boolean {
  try {
    database.prepare('SELECT next FROM content_number').get()
    database.prepare('SELECT count(*) FROM line').get()
    return true
  } catch (error) {
    if (isDamage(error)) return false
    throw error
  }
}
