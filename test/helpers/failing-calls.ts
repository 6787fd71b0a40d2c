import { ChildProcess } from 'node:child_process'
import fs, { readlinkSync } from 'node:fs'
import promises from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { constants } from 'node:os'
import path from 'node:path'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'

/** What a program asks the system for, as far as it can be refused here. */
export type CallKind = 'open' | 'read' | 'write' | 'fsync' | 'rename' | 'unlink' | 'mkdir' | 'look' | 'mode' | 'spawn' | 'database'

/** Which call fails: the n-th below the folders (1 for the first), with which error, and whether all of its kind behind it fail as well. */
export type Failing = { readonly nth: number; readonly error: string; readonly forEver: boolean }

/** What was asked for, in order; which call failed first, in words; how many failed. */
export type MadeCalls = { readonly kinds: CallKind[]; failed: string | undefined; failures: number }

/** Who asks more often than this has no end: from here on nothing fails any more, so that it comes to one. */
export const endless = 10_000

type Armed = MadeCalls & { readonly folders: readonly string[]; readonly failing: Failing | undefined }

/** How the functions of `node:fs` are counted, and those of file handles. */
const names: readonly (readonly [CallKind, string])[] = [
  ['open', 'open opendir'],
  ['read', 'read readFile readdir readlink'],
  ['write', 'write writeFile appendFile truncate ftruncate copyFile'],
  ['fsync', 'fsync fdatasync sync datasync'],
  ['rename', 'rename link symlink'],
  ['unlink', 'unlink rm rmdir'],
  ['mkdir', 'mkdir mkdtemp'],
  ['look', 'stat lstat fstat access realpath exists statfs'],
  ['mode', 'chmod fchmod chown fchown lchown utimes futimes lutimes'],
]
const kindOf = new Map(names.flatMap(([kind, all]) => all.split(' ').map((name) => [name, kind] as const)))

const linkTo = readlinkSync
let armed: Armed | undefined

/**
 * Does something while calls of this process fail that concern these folders. Functions of Node are replaced for that time, so whatever the program imported
 * them as: the program knows nothing of it.
 * @param failing which; `undefined` only counts them
 */
export async function withFailingCalls(
  folders: readonly string[],
  failing: Failing | undefined,
  work: () => Promise<unknown>,
): Promise<MadeCalls> {
  replaceAll()
  const made: Armed = { folders, failing, kinds: [], failed: undefined, failures: 0 }
  armed = made
  try {
    await work()
  } finally {
    armed = undefined
  }
  return made
}

/** Takes note of a call. @returns the error that it has to fail with, if it has to */
function errorOf(kind: CallKind, name: string, place: string): string | undefined {
  if (armed === undefined) return undefined
  const { failing, kinds } = armed
  kinds.push(kind)
  if (failing === undefined || kinds.length < failing.nth) return undefined
  if (kinds.length > failing.nth && !(failing.forEver && kind === kinds[failing.nth - 1])) return undefined
  if (++armed.failures > endless) return undefined
  armed.failed ??= `${name} of ${place} (${failing.error})`
  return failing.error
}

/** The place of a path or of a descriptor, if it is below the folders that are looked at. */
function placeIn(what: unknown): string | undefined {
  if (armed === undefined) return undefined
  const place = placeOf(what)
  return armed.folders.find((folder) => place === folder || place?.startsWith(`${folder}${path.sep}`)) && place
}

function placeOf(what: unknown): string | undefined {
  if (typeof what === 'string') return path.resolve(what)
  if (Buffer.isBuffer(what)) return path.resolve(what.toString('latin1'))
  if (what instanceof URL) return fileURLToPath(what)
  if (typeof what !== 'number') return undefined
  try {
    return linkTo(`/proc/self/fd/${what}`)
  } catch {
    return undefined
  }
}

/** Half of what was to be written is: the system takes what there is room for. */
function half(content: unknown): unknown {
  if (typeof content === 'string') return content.slice(0, content.length / 2)
  if (!ArrayBuffer.isView(content)) return undefined
  return Buffer.from(content.buffer, content.byteOffset, Math.floor(content.byteLength / 2))
}

/** How a function tells what went wrong: by throwing, by its last parameter, or by its promise, which file handles do as well. */
type Form = 'sync' | 'callback' | 'promise' | 'handle'

/** A function in the place of one of `node:fs`. */
function replaced(name: string, kind: CallKind, real: object, form: Form): (...parameters: unknown[]) => unknown {
  return function (this: unknown, ...parameters) {
    const goOn = (given: unknown[]): unknown => (typeof real === 'function' ? Reflect.apply(real, this, given) : undefined)
    const place = form === 'handle' ? placeIn(Reflect.get(Object(this), 'fd')) : (placeIn(parameters[0]) ?? placeIn(parameters[1]))
    const code = place === undefined ? undefined : errorOf(kind, name, place)
    if (place === undefined || code === undefined) return goOn(parameters)
    // This one tells no errors: what cannot be looked at is not there.
    if (name === 'exists') return false
    const error = Object.assign(new Error(`${code}: ${name} '${place}'`), { code, syscall: name, path: place })
    if (form === 'sync') {
      const part = name === 'writeFile' || name === 'write' ? half(parameters[1]) : undefined
      if (part !== undefined) goOn([parameters[0], part])
      throw error
    }
    const tell = parameters.at(-1)
    if (form !== 'callback' || typeof tell !== 'function') return Promise.reject(error)
    process.nextTick(() => Reflect.apply(tell, undefined, [error]))
    return undefined
  }
}

function replaceIn(object: object, form: Form, only: readonly string[] = [...kindOf.keys()]): void {
  for (const name of only) {
    const property = form === 'sync' ? `${name}Sync` : name
    const real: unknown = Reflect.get(object, property)
    const kind = kindOf.get(name)
    if (typeof real === 'function' && kind !== undefined)
      Reflect.set(object, property, Object.assign(replaced(name, kind, real, form), real))
  }
}

/** SQLite reads and writes by itself. What it tells of that comes from its statements, and some errors have ended the transaction by then. */
function replaceInSqlite(): void {
  const databases = new WeakMap<object, DatabaseSync>()
  const { prepare } = DatabaseSync.prototype
  DatabaseSync.prototype.prepare = function (sql, ...more) {
    const statement = Reflect.apply(prepare, this, [sql, ...more])
    databases.set(statement, this)
    return statement
  }
  const failOr = (object: object, property: string, databaseOf: (self: object) => DatabaseSync | undefined) => {
    const real: unknown = Reflect.get(object, property)
    Reflect.set(object, property, function (this: object, ...parameters: unknown[]) {
      const database = armed && databaseOf(this)
      const place = placeIn(database?.isOpen ? database.location() : undefined)
      const code = place === undefined ? undefined : errorOf('database', property, place)
      if (database !== undefined && code !== undefined) {
        if (database.isTransaction) Reflect.apply(exec, database, ['ROLLBACK'])
        const [errcode, errstr] = code === 'ENOSPC' ? [13, 'database or disk is full'] : [10, 'disk I/O error']
        throw Object.assign(new Error(errstr), { code: 'ERR_SQLITE_ERROR', errcode, errstr })
      }
      return typeof real === 'function' ? Reflect.apply(real, this, parameters) : undefined
    })
  }
  const { exec } = DatabaseSync.prototype
  failOr(DatabaseSync.prototype, 'exec', (self) => (self instanceof DatabaseSync ? self : undefined))
  for (const property of ['run', 'get', 'all', 'iterate']) failOr(StatementSync.prototype, property, (self) => databases.get(self))
}

/** Every way of starting a program ends in one call of the process that is to be; it answers with a number below zero when the system refuses. */
function replaceSpawn(): void {
  const handle: unknown = Reflect.get(new ChildProcess(), '_handle')
  const prototype: object = Object.getPrototypeOf(handle)
  const real: unknown = Reflect.get(prototype, 'spawn')
  Reflect.set(prototype, 'spawn', function (this: unknown, ...parameters: unknown[]) {
    const goOn = (given: unknown[]): unknown => (typeof real === 'function' ? Reflect.apply(real, this, given) : undefined)
    const [program, ...others] = parameters
    if (armed === undefined || errorOf('spawn', 'spawn', String(program)) === undefined) return goOn(parameters)
    // Also of one that could not be started the pipes are made.
    goOn(['/no/such/program', ...others])
    return -constants.errno.EAGAIN
  })
}

let isReplaced = false

function replaceAll(): void {
  if (isReplaced) return
  isReplaced = true
  replaceIn(fs, 'sync')
  // What streams work with.
  replaceIn(fs, 'callback', ['open', 'read', 'write', 'fsync'])
  replaceIn(promises, 'promise')
  replaceInSqlite()
  replaceSpawn()
  syncBuiltinESMExports()
}
