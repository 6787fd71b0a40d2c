import { rmSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { Home } from '../home/home.ts'
import { openState, type State } from './state.ts'

/** A state that can be made anew while it is in use. */
export type MendableState = State & {
  /** Looks over all of it, whatever its size, and makes it anew where it is damaged. @returns whether it was */
  readonly mend: () => Promise<boolean>
}

/**
 * Opens the state of a home. A large one is not looked over each time it is opened, so a damaged page of it may be met later: then, and before each run,
 * `mend` puts it right.
 */
export async function openMendableState(home: Home): Promise<MendableState> {
  let state = await openState(home)
  // Who reads the damaged one just now finds it open still.
  const replaced: State[] = []
  let mending: Promise<boolean> | undefined
  const makeAnew = async () => {
    if (isSound(state.database)) return false
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${home.stateFile}${suffix}`, { force: true })
    replaced.push(state)
    state = await openState(home)
    return true
  }
  return {
    get database() {
      return state.database
    },
    take: (line) => state.take(line),
    catchUp: () => state.catchUp(),
    last: () => state.last(),
    // Two that ask at once must not remove what the first has made.
    mend: async () => {
      mending ??= makeAnew().finally(() => {
        mending = undefined
      })
      return mending
    },
    close: () => {
      for (const one of [...replaced, state]) one.close()
    },
  }
}

function isSound(database: DatabaseSync): boolean {
  try {
    return database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] === 'ok'
  } catch (error) {
    if (isCorrupt(error)) return false
    throw error
  }
}

/** Whether SQLite says that its file is not what it should be (https://www.sqlite.org/rescode.html: SQLITE_CORRUPT, SQLITE_NOTADB). */
export function isCorrupt(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errcode' in error && [11, 26].includes(Number(error.errcode) & 0xff)
}
