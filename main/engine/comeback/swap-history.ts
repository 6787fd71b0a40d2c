import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Core } from '../core.ts'
import { historySegments } from '../history/segments.ts'
import { takeLock } from '../home/lock.ts'
import { fsyncFolder } from '../home/write-private-file.ts'
import { fail } from '../problem-error.ts'
import { emptyState } from '../state/empty-state.ts'

/**
 * Puts another history in the place of this home's, which has nothing to tell yet. All of its segments become one file, so that there is one rename: before it the home
 * is the new one, after it the one that came back. The state is emptied first and last, for it may never be ahead of a history that it was not made from.
 * @param file the history that comes in, with its older segments beside it
 */
export async function swapHistory(core: Core, file: string): Promise<void> {
  const { home, state } = core
  const incoming = join(home.root, '.history-coming-back')
  const lock = await takeLock(home.locks, 'history', { doing: 'bringing the history back', patience: 30_000 })
  if (lock === undefined) fail('history-busy', 'The history is held by another program.', 'End other Vaultkeepers, and try again.')
  try {
    joinFiles(historySegments(file), incoming)
    emptyState(state.database)
    for (const old of historySegments(home.historyFile)) if (basename(old) !== basename(home.historyFile)) rmSync(old, { force: true })
    renameSync(incoming, home.historyFile)
    emptyState(state.database)
    fsyncFolder(dirname(home.historyFile))
  } finally {
    lock?.release()
    rmSync(incoming, { force: true })
  }
  await state.catchUp()
}

function joinFiles(files: readonly string[], into: string): void {
  const descriptor = openSync(into, 'w', 0o600)
  try {
    for (const file of files) {
      // A segment is put aside at 8 MB.
      const bytes = readFileSync(file)
      for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done)
    }
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
