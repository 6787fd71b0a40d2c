import { basename, dirname, isAbsolute, normalize, sep } from 'node:path'
import { Name } from '../../../contract/configuration/names.ts'
import type { FolderState, Journal, Move, Replacement } from './journal.ts'
import { stagingName } from './staging-beside.ts'

const phases: readonly unknown[] = ['composing', 'replacing', 'putting-back', 'clearing'] satisfies Journal['phase'][]

type Read = Readonly<Record<string, unknown>>

/**
 * Whether something that was read is a journal that we may have written: each field of it, and how they belong together. What it says is moved and removed, so what is not
 * exactly so is none, such as a path that leads out of the agent's folder, or a staging folder that does not lie beside it or in it. Pure.
 * @param of whose folder of journals it was read from, and the run that its file is named after
 */
export function isJournal(read: unknown, of: Pick<Journal, 'agent' | 'run'>): read is Journal {
  if (!isObject(read)) return false
  const { run, recovery, agent, pid, processStart, phase, folder, staging, made, repositories, replacement } = read
  const half = phase === 'replacing' || phase === 'putting-back'
  return (
    run === of.run &&
    agent === of.agent &&
    isName(agent) &&
    isText(recovery) &&
    isWhole(pid, 1, 2 ** 32) &&
    isText(processStart) &&
    phases.includes(phase) &&
    isPlace(folder) &&
    isPlace(staging) &&
    isStagingOf(staging, folder, of.run) &&
    isList(made, isPlace) &&
    leadTo(made, folder) &&
    isList(repositories, isName) &&
    // Only who moves has something to be moved.
    (half ? isReplacement(replacement, folder, staging) : replacement === null)
  )
}

function isReplacement(read: unknown, folder: string, staging: string): read is Replacement {
  if (!isObject(read)) return false
  const { from, moves, before, after } = read
  const inside = dirname(staging) === folder ? bytesOf(basename(staging)) : undefined
  const isOurs = (path: string) => inside !== undefined && (path === inside || path.startsWith(`${inside}/`))
  const root = `${bytesOf(staging)}/`
  return (
    isText(from) &&
    from.startsWith(root) &&
    from !== root &&
    isPath(from.slice(root.length)) &&
    isList(moves, isMove) &&
    !moves.some(({ path }) => isOurs(path)) &&
    new Set(moves.map(({ path }) => path)).size === moves.length &&
    isList(before, isState) &&
    isList(after, isState)
  )
}

function isMove(read: unknown): read is Move {
  return isObject(read) && isPath(read['path']) && (read['was'] === null || isText(read['was']))
}

function isState(read: unknown): read is FolderState {
  if (!isObject(read)) return false
  const { path, mode, uid, gid, mtime } = read
  const isId = (id: unknown) => isWhole(id, 0, 2 ** 32 - 1)
  return isPath(path) && isWhole(mode, 0, 0o7777) && isId(uid) && isId(gid) && typeof mtime === 'string' && /^-?\d{1,20}$/.test(mtime)
}

/** Relative, and nothing in it that leads elsewhere; '' is the folder itself. One character per byte. */
function isPath(read: unknown): read is string {
  if (!isText(read) || [...read].some((byte) => byte > '\u00ff')) return false
  return read === '' || !read.split('/').some((part) => part === '' || part === '.' || part === '..')
}

function isStagingOf(staging: string, folder: string, run: string): boolean {
  return (
    run !== '' &&
    !/[/\\]/.test(run) &&
    basename(staging) === `${stagingName}${basename(folder).slice(0, 40)}-${run}` &&
    [dirname(folder), folder].includes(dirname(staging))
  )
}

/** Each is the folder above the next, the last one that above the agent's. */
function leadTo(made: readonly string[], folder: string): boolean {
  return made.every((one, at) => one === dirname(made[at + 1] ?? folder))
}

function isPlace(read: unknown): read is string {
  return isText(read) && isAbsolute(read) && normalize(read) === read && (!read.endsWith(sep) || dirname(read) === read)
}

function isName(read: unknown): read is string {
  return Name.safeParse(read).success
}

function isText(read: unknown): read is string {
  return typeof read === 'string' && !read.includes('\0')
}

function isWhole(read: unknown, least: number, most: number): boolean {
  return typeof read === 'number' && Number.isSafeInteger(read) && read >= least && read <= most
}

function isList<One>(read: unknown, isOne: (one: unknown) => one is One): read is readonly One[] {
  return Array.isArray(read) && read.every(isOne)
}

function isObject(read: unknown): read is Read {
  return typeof read === 'object' && read !== null && !Array.isArray(read)
}

function bytesOf(path: string): string {
  return Buffer.from(path).toString('latin1')
}
