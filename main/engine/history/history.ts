import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, renameSync, writeSync } from 'node:fs'
import type { HistoryEvent, HistoryLine } from '../../contract/history-event.ts'
import type { Home } from '../home/home.ts'
import { prepareHome, throwHomeProblem } from '../home/home.ts'
import { takeLock } from '../home/lock.ts'
import type { Clock } from '../ports.ts'
import { fail } from '../problem-error.ts'
import type { Redactor } from '../secrets/redact.ts'
import { chainStart, readLine, sealLine } from './chain.ts'
import { historySegments, nextSegmentName } from './segments.ts'

/** Size in bytes at which a segment of the history is put aside and a new one begun. */
const segmentSize = 8 * 1024 * 1024
/** How much of the end of the file is looked at to find the last line. */
const tailSize = 64 * 1024

/** The append-only record of everything that happened: `system-history.jsonl`. */
export type History = {
  /**
   * Writes one event and flushes it to the disk before it returns. Throws a problem when that cannot be done: then what was to be
   * recorded must not be called done.
   */
  readonly append: (event: HistoryEvent) => Promise<HistoryLine>
}

/**
 * Opens the history of a home. Several processes may append at once; a lock orders them.
 * @param knownSeq the number of the last line that the state has taken in: a history that ends before it was cut or put back, which is then
 *   written into it, and numbers go on from there
 */
export function openHistory(
  home: Home,
  clock: Clock,
  redactor: Redactor,
  onAppended: (line: HistoryLine) => void,
  knownSeq: () => number = () => 0,
): History {
  const append = async (event: HistoryEvent): Promise<HistoryLine> => {
    const lock = await takeLock(home.locks, 'history', { doing: 'writing the history', patience: 30_000 }).catch((error: unknown) =>
      throwLockProblem(home, error),
    )
    if (lock === undefined)
      return fail(
        'history-busy',
        'The history is held by another program and could not be written.',
        'End other Vaultkeepers and try again.',
      )
    try {
      return appendLine(home, clock, redactor, event, onAppended, knownSeq())
    } finally {
      lock.release()
    }
  }
  return { append }
}

/** SQLite's words for a home that cannot be written tell nobody anything: the home itself is looked at. */
function throwLockProblem(home: Home, error: unknown): never {
  prepareHome(home)
  return throwHomeProblem(home, error)
}

function appendLine(
  home: Home,
  clock: Clock,
  redactor: Redactor,
  event: HistoryEvent,
  onAppended: (line: HistoryLine) => void,
  known: number,
): HistoryLine {
  let descriptor: number
  try {
    descriptor = openSync(home.historyFile, 'a+', 0o600)
  } catch (error) {
    return throwHomeProblem(home, error)
  }
  try {
    let tail = readTail(descriptor)
    // A segment was begun, and the crash or the full disk came before its first line: the chain goes on from the one before.
    const before = tail.seq === 0 ? historySegments(home.historyFile).at(-2) : undefined
    if (before !== undefined) tail = { ...tailOf(before), size: tail.size, torn: tail.torn }
    if (tail.size > segmentSize && tail.torn === 0) {
      const { path, segment } = nextSegmentName(home.historyFile)
      renameSync(home.historyFile, path)
      closeSync(descriptor)
      descriptor = openSync(home.historyFile, 'a+', 0o600)
      tail = write(descriptor, clock, redactor, tail, { event: 'history.segment', segment }, onAppended)
    }
    if (tail.torn > 0) tail = write(descriptor, clock, redactor, tail, { event: 'history.torn', bytes: tail.torn }, onAppended)
    if (known > tail.seq) {
      const cut: HistoryEvent = { event: 'history.break', expectedSeq: known, foundSeq: tail.seq }
      tail = write(descriptor, clock, redactor, { ...tail, seq: known }, cut, onAppended)
    }
    return write(descriptor, clock, redactor, tail, event, onAppended).line
  } catch (error) {
    return throwHomeProblem(home, error)
  } finally {
    closeSync(descriptor)
  }
}

type Tail = { readonly seq: number; readonly hash: string; readonly size: number; readonly torn: number }

function write(
  descriptor: number,
  clock: Clock,
  redactor: Redactor,
  tail: Tail,
  event: HistoryEvent,
  onAppended: (line: HistoryLine) => void,
) {
  // Redacted before it is sealed, so that the seal covers what stands on the disk.
  const clean = redacted(event, redactor) as HistoryEvent
  const link = { seq: tail.seq + 1, time: clock.now().toISOString(), previous: tail.hash }
  const { line, hash } = sealLine({ ...link, ...clean })
  // A cut-off line is ended first. The space spoils one of which only the newline is missing: it was not flushed, so nobody was told of it, and
  // the next line counts anew.
  const bytes = Buffer.from(`${tail.torn > 0 ? ' \n' : ''}${line}\n`)
  // One write call, so that a crash leaves all of it, or a torn last line that the next append accounts for.
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done)
    fsyncSync(descriptor)
  } catch (error) {
    // What was not flushed does not count: it is taken back, so that writing it again does not make it two.
    tryToCut(descriptor, tail.size)
    throw error
  }
  const written: HistoryLine = { ...link, hash, ...clean }
  onAppended(written)
  return { seq: link.seq, hash, size: tail.size + bytes.length, torn: 0, line: written }
}

function tryToCut(descriptor: number, size: number): void {
  try {
    ftruncateSync(descriptor, size)
  } catch {
    // Then the next append finds a cut-off line and says so.
  }
}

/**
 * What the program itself understands, and by what things are found again. It is not masked: a password such as "backup" or "2026" is a piece of
 * these too, and would make the record unreadable. Numbers and field names are not masked either.
 */
const structure = new Set(
  [
    'event run kind verdict code repository vault password host id ids tree time snapshot label name path location fingerprint target processStart packs',
    // Whose a run, a copy or a snapshot is, and for when: a password may be "daily", and the ID of an access key "local".
    'plan source trigger due reason user paths original safety of proven from to since until schedule timeZone outcome key before',
    'vanishedSnapshots unknownSnapshots policy continues undoes anomaly against answer change diffHash fileHash decision when how finding',
    'news subject carrier carriers where snapshots',
  ].flatMap((names) => names.split(' ')),
)

function redacted(value: unknown, redactor: Redactor, field = ''): unknown {
  if (typeof value === 'string') return structure.has(field) ? value : redactor.redact(value)
  if (Array.isArray(value)) return value.map((one) => redacted(one, redactor, field))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, redacted(one, redactor, name)]))
}

function tailOf(file: string): Tail {
  const descriptor = openSync(file, 'r')
  try {
    return readTail(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Finds the last sound line by reading backwards from the end, and how many bytes of a cut-off line lie behind the last newline. */
function readTail(descriptor: number): Tail {
  const size = fstatSync(descriptor).size
  for (let span = tailSize; ; span *= 4) {
    const start = Math.max(0, size - span)
    const bytes = Buffer.alloc(size - start)
    readSync(descriptor, bytes, 0, bytes.length, start)
    const torn = bytes.length - (bytes.lastIndexOf(10) + 1)
    const lines = bytes.toString('utf8', 0, bytes.length - torn).split('\n')
    for (let i = lines.length - 1; i >= (start === 0 ? 0 : 1); i--) {
      const line = readLine(lines[i] ?? '')
      if (line.kind === 'sound') return { seq: line.seq, hash: line.hash, size, torn }
    }
    if (start === 0) return { seq: 0, hash: chainStart, size, torn }
  }
}
