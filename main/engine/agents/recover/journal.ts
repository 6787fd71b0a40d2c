import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { type Home, throwHomeProblem } from '../../home/home.ts'
import { fsyncFolder, writePrivateFile } from '../../home/write-private-file.ts'
import { systemCode } from '../../problem-error.ts'
import { isJournal } from './is-journal.ts'

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

/** Names a journal. */
export type OfRun = Pick<Journal, 'agent' | 'run'>

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
export function removeJournal(home: Home, { agent, run }: OfRun): void {
  const folder = folderOf(home, agent)
  for (const name of namesIn(folder)) if (name.startsWith(`${run}.json`)) rmSync(join(folder, name), { force: true })
}

/** The journal of a run, as it is on the disk; `undefined` where there is none, so that nothing is left to be done. */
export function readJournal(home: Home, of: OfRun): Journal | undefined {
  return readOne(home, of)[0]
}

/** All journals of a home. What is no journal of ours is passed over (see {@link strangeJournals}): nothing may be moved or removed by it. */
export function readJournals(home: Home): Journal[] {
  return journalFiles(home).flatMap((of) => readOne(home, of))
}

/** The files that are no journals of ours, and stand where those are: damaged ones, or somebody else's. */
export function strangeJournals(home: Home): OfRun[] {
  return journalFiles(home).filter((of) => readOne(home, of).length === 0 && existsSync(fileOf(home, of)))
}

/** Puts a file that is no journal of ours where nobody reads it as one. @returns where it is now; `undefined` where there is none */
export function putAside(home: Home, of: OfRun): string | undefined {
  const file = fileOf(home, of)
  if (!existsSync(file)) return undefined
  const aside = join(folderOf(home, of.agent), `${of.run}.unreadable`)
  renameSync(file, aside)
  return aside
}

function journalFiles(home: Home): OfRun[] {
  return namesIn(join(home.root, 'agents')).flatMap((agent) =>
    namesIn(folderOf(home, agent))
      .filter((name) => name.endsWith('.json'))
      .map((name) => ({ agent, run: basename(name, '.json') })),
  )
}

function readOne(home: Home, of: OfRun): Journal[] {
  try {
    const read: unknown = JSON.parse(readFileSync(fileOf(home, of), 'utf8'))
    return isJournal(read, of) ? [read] : []
  } catch (error) {
    // It was removed by who was at it just now; one is never half written. Nor is one ever a folder.
    if (error instanceof SyntaxError || ['ENOENT', 'EISDIR'].includes(systemCode(error))) return []
    throw error
  }
}

/** Where the journal of a run is. */
export function fileOf(home: Home, { agent, run }: OfRun): string {
  return join(folderOf(home, agent), `${run}.json`)
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
