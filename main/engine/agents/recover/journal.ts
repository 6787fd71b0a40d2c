import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Home, throwHomeProblem } from '../../home/home.ts'
import { fsyncFolder, writePrivateFile } from '../../home/write-private-file.ts'
import { systemCode } from '../../problem-error.ts'
import { isStaging } from './staging-beside.ts'

/** One thing that takes its place in the agent's folder. Paths are relative to it and hold one character per byte. `was`: what was there, which is put aside first; see markOf. */
export type Move = { readonly path: string; readonly was: string | null }

/** Rights, owner and time of a folder; times are ns since 1970, as texts. */
export type FolderState = {
  readonly path: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly mtime: string
}

/** What is moved, and how the folders that it is moved in were before, and are after it. */
export type Replacement = {
  /** The composed folder, below the staging folder; one character per byte. */
  readonly from: string
  readonly moves: readonly Move[]
  readonly before: readonly FolderState[]
  readonly after: readonly FolderState[]
}

/**
 * How far a recovery is with the agent's folder, on the disk before anything is done. `composing`: nothing of the folder was touched, and what was begun is thrown away. `replacing`: it is
 * brought to its end, whoever finds it. `putting-back`: something went wrong; it is taken back, whoever finds it. `clearing`: the folder is recovered, and only what is beside it has to go.
 */
export type Journal = {
  readonly run: string
  readonly recovery: string
  readonly agent: string
  readonly pid: number
  readonly processStart: string
  readonly phase: 'composing' | 'replacing' | 'putting-back' | 'clearing'
  /** Real path of the agent's folder, and of ours beside it. */
  readonly folder: string
  readonly staging: string
  /** The folders above it that were made, the outermost first. */
  readonly made: readonly string[]
  /** Where a restic that was left behind may still write from, or to. */
  readonly repositories: readonly string[]
  readonly replacement: Replacement | null
}

/** The journals whose recovery this process is at. */
export const atWork = new Set<string>()

/** Writes a journal, flushed: complete or not at all. Throws a problem where the home cannot be written. */
export function writeJournal(home: Home, journal: Journal): void {
  const folder = folderOf(home, journal.agent)
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writePrivateFile(join(folder, `${journal.run}.json`), JSON.stringify(journal))
    fsyncFolder(folder)
  } catch (error) {
    throwHomeProblem(home, error)
  }
}

/** Removes a journal, and what is left of writing it: nothing has to be done any more. */
export function removeJournal(home: Home, { agent, run }: Pick<Journal, 'agent' | 'run'>): void {
  const folder = folderOf(home, agent)
  for (const name of namesIn(folder)) if (name.startsWith(`${run}.json`)) rmSync(join(folder, name), { force: true })
}

/** The journal of a run, as it is on the disk; `undefined` where there is none, so that nothing is left to be done. */
export function readJournal(home: Home, { agent, run }: Pick<Journal, 'agent' | 'run'>): Journal | undefined {
  return readOne(join(folderOf(home, agent), `${run}.json`))[0]
}

/** All journals of a home. What is no journal of ours is passed over: nothing may be moved or removed by it. */
export function readJournals(home: Home): Journal[] {
  return namesIn(join(home.root, 'agents')).flatMap((agent) =>
    namesIn(folderOf(home, agent))
      .filter((name) => name.endsWith('.json'))
      .flatMap((name) => readOne(join(folderOf(home, agent), name))),
  )
}

function readOne(file: string): Journal[] {
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return isJournal(read) && `${read.run}.json` === basename(file) ? [read] : []
  } catch (error) {
    // It was removed by who was at it just now; one is never half written.
    if (error instanceof SyntaxError || systemCode(error) === 'ENOENT') return []
    throw error
  }
}

function isJournal(read: unknown): read is Journal {
  if (typeof read !== 'object' || read === null) return false
  const { run, agent, folder, staging, phase, pid, processStart, made, repositories } = read as Partial<Record<keyof Journal, unknown>>
  return (
    [run, agent, folder, staging, phase, processStart].every((one) => typeof one === 'string') &&
    typeof pid === 'number' &&
    isStaging(basename(String(staging))) &&
    [made, repositories].every((one) => Array.isArray(one))
  )
}

function folderOf(home: Home, agent: string): string {
  return join(home.root, 'agents', agent, 'recovery')
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error))) return []
    throw error
  }
}
