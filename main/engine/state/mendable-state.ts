import { rmSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import type { Home } from '../home/home.ts'
import { isCorrupt } from './is-corrupt.ts'
import { passesQuickCheck } from './is-sound-inside.ts'
import { DamagedColumnError } from './json-column.ts'
import { openState, type State } from './state.ts'

/** A state that can be made anew while it is in use. */
export type MendableState = State & {
  /**
   * Looks over all of it, whatever its size, and makes it anew where it is damaged.
   * @param met what was thrown when it was read: that a column is damaged is not to be seen by looking over it
   * @returns whether it was
   */
  readonly mend: (met?: unknown) => Promise<boolean>
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
  const makeAnew = async (met: unknown) => {
    if (!(met instanceof DamagedColumnError) && isSound(state.database)) return false
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
    mend: async (met) => {
      mending ??= makeAnew(met).finally(() => {
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
    return passesQuickCheck(database)
  } catch (error) {
    if (isCorrupt(error)) return false
    throw error
  }
}
