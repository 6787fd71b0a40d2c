import { DatabaseSync } from 'node:sqlite'
import { isBusy } from './is-busy.ts'
import { forgetPrepared } from './prepared.ts'
import { withFile } from './with-file.ts'

/** How long to wait for others that use a database, in ms. */
const patience = 10_000

class SharedDatabase extends DatabaseSync {
  override close(): void {
    forgetPrepared(this)
    super.close()
  }
}

/**
 * Opens a database that several processes read and write at once (write-ahead log), and makes it one the first time. SQLite waits for others by itself, but
 * not in these moments: two that make the same file one with a log at once each hold what the other waits for, and one of them is refused at once.
 * Here that one waits, too (https://www.sqlite.org/wal.html, "Sometimes Queries Return SQLITE_BUSY In WAL Mode").
 */
export function openShared(file: string): DatabaseSync {
  const until = performance.now() + patience
  for (;;) {
    const database = opened(file)
    try {
      database.exec('PRAGMA journal_mode = WAL')
      return database
    } catch (error) {
      // Closed, so that what it holds is given back to the other.
      database.close()
      if (!isBusy(error) || performance.now() >= until) throw withFile(error, file)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5 + Math.random() * 20)
    }
  }
}

function opened(file: string): SharedDatabase {
  try {
    return new SharedDatabase(file, { timeout: patience })
  } catch (error) {
    throw withFile(error, file)
  }
}
