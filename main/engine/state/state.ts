import { rmSync, statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { HistoryLine } from '../../contract/history-event.ts'
import { historySegments } from '../history/segments.ts'
import type { Home } from '../home/home.ts'
import { applyEvent } from './apply-event.ts'
import { takeBack, wasSetBack } from './clock-stepped.ts'
import { isCorrupt } from './is-corrupt.ts'
import { isSoundInside } from './is-sound-inside.ts'
import { openShared } from './open-shared.ts'
import { prepared } from './prepared.ts'
import { stateSchema, stateVersion } from './schema.ts'
import { withFile } from './with-file.ts'

/**
 * What the history adds up to, kept in SQLite so that a start does not read years of lines. It is never the truth: it can be deleted at
 * any time and is then made anew from the history.
 */
export type State = {
  readonly database: DatabaseSync
  /** Takes in one line that was just appended by this process. */
  readonly take: (line: HistoryLine) => void
  /** Takes in what other processes, or one that was killed, appended meanwhile. */
  readonly catchUp: () => Promise<void>
  /** The last line taken in; `undefined` when there is none. */
  readonly last: () => { seq: number; hash: string; time: string } | undefined
  readonly close: () => void
}

/** Opens the state of a home, making it anew when it is missing, damaged, or of another version, and brings it up to the history's end. */
export async function openState(home: Home): Promise<State> {
  try {
    return await openUpToDate(home)
  } catch (error) {
    if (!isDamage(error)) throw error
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${home.stateFile}${suffix}`, { force: true })
    return openUpToDate(home)
  }
}

async function openUpToDate(home: Home): Promise<State> {
  const state = openDatabase(home)
  try {
    await state.catchUp()
    return state
  } catch (error) {
    // Windows removes no file that is open.
    state.close()
    throw error
  }
}

function openDatabase(home: Home): State {
  const database = openShared(home.stateFile)
  try {
    // Without fsync: a lost state costs a rebuild, and the history is flushed.
    database.exec('PRAGMA synchronous = OFF')
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number }
    if (version !== 0 && version !== stateVersion) throw new Error('state of another version')
    if (!isSoundInside(home.stateFile, database)) throw new Error('damaged inside')
    if (version === 0) database.exec(`BEGIN IMMEDIATE; ${stateSchema} PRAGMA user_version = ${stateVersion}; COMMIT`)
  } catch (error) {
    database.close()
    throw error
  }
  const last = () => cursorOf(database)
  let caughtUpAt = 0
  return {
    database,
    last,
    take: (line) => takeLine(database, line),
    // A look at the size is all that it costs while nobody writes: the scheduler asks each time it looks.
    catchUp: async () => {
      const size = sizeOf(home.historyFile)
      if (size === caughtUpAt && size !== 0) return
      await catchUp(home, database, last)
      caughtUpAt = size
    },
    close: () => database.close(),
  }
}

function takeLine(database: DatabaseSync, line: HistoryLine): void {
  const seen = cursorOf(database)
  // A gap means that another process appended in between; catchUp reads both lines, in order.
  if (seen !== undefined ? line.seq === seen.seq + 1 : line.seq === 1)
    applyInTransaction(database, [{ seq: line.seq, hash: line.hash, time: line.time, event: line }])
}

/** A sound line of the history. One of a newer program has no event that we know, and only moves the cursor. */
type ReadUpTo = { readonly seq: number; readonly hash: string; readonly time: string; readonly event: HistoryLine | undefined }

function applyInTransaction(database: DatabaseSync, lines: readonly ReadUpTo[]): void {
  const moveCursor = database.prepare(
    'INSERT INTO cursor (id, seq, hash, time) VALUES (1, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, time = excluded.time',
  )
  database.exec('BEGIN IMMEDIATE')
  try {
    // Looked at again inside: another process may have taken the same lines in since.
    const seen = cursorOf(database)
    let before = seen?.time ?? ''
    for (const { seq, hash, time, event } of lines) {
      if (seq <= (seen?.seq ?? 0)) continue
      // Whoever comes first after the clock was set back writes the first line: the schedule may come to look only later.
      if (wasSetBack(before, time)) takeBack(database, before, time)
      before = time
      if (event !== undefined) applyEvent(database, event)
      moveCursor.run(seq, hash, time)
    }
    database.exec('COMMIT')
  } catch (error) {
    // A disk that is full or fails ends it by itself.
    if (database.isTransaction) database.exec('ROLLBACK')
    throw withFile(error, database.location())
  }
}

function cursorOf(database: DatabaseSync): { seq: number; hash: string; time: string } | undefined {
  return prepared(database, 'SELECT seq, hash, time FROM cursor').get() as { seq: number; hash: string; time: string } | undefined
}

async function catchUp(home: Home, database: DatabaseSync, last: State['last']): Promise<void> {
  const from = last()?.seq ?? 0
  const newest = await newestSequence(home)
  if (newest !== undefined && newest <= from) return
  // Rare: only after another process wrote or this one died between the two writes. Hence loaded here and not at every start.
  const [{ parseHistoryLine }, { readSegment }] = await Promise.all([
    import('../../contract/history-event.ts'),
    import('../history/read-history.ts'),
  ])
  for (const file of historySegments(home.historyFile)) {
    let batch: ReadUpTo[] = []
    for await (const { line } of readSegment(file, 0)) {
      if (line.kind !== 'sound' || line.seq <= from) continue
      const event = parseHistoryLine(line.value)
      batch.push({ seq: line.seq, hash: line.hash, time: event?.time ?? last()?.time ?? '', event })
      if (batch.length >= 1000) {
        applyInTransaction(database, batch)
        batch = []
      }
    }
    if (batch.length > 0) applyInTransaction(database, batch)
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

/** The number of the last line in the current segment, from its last bytes; `undefined` when they do not tell. */
async function newestSequence(home: Home): Promise<number | undefined> {
  const segments = historySegments(home.historyFile)
  if (!segments.includes(home.historyFile)) return segments.length > 0 ? undefined : 0
  const { size } = statSync(home.historyFile)
  const { readSegment } = await import('../history/read-history.ts')
  // A line may be longer than what is looked at first: then more is, rather than all there is.
  for (let span = 8192; ; span *= 8) {
    let newest: number | undefined
    for await (const { line } of readSegment(home.historyFile, Math.max(0, size - span))) if (line.kind === 'sound') newest = line.seq
    if (newest !== undefined || span >= size) return newest
  }
}

function isDamage(error: unknown): boolean {
  const message = error instanceof Error ? error.message : ''
  return isCorrupt(error) || /^damaged inside$|state of another version|no such table|no such column/.test(message)
}
