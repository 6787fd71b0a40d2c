import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import about from '../../../package.json' with { type: 'json' }
import { isBusy } from '../state/is-busy.ts'
import { processAlive, processStart } from './process-identity.ts'
import { refuseClosedFile } from './refuse-closed-file.ts'

/** Who holds a lock, for people to read: the lock itself is the operating system's and does not depend on this. */
export type LockOwner = {
  readonly pid: number
  readonly started: string
  readonly doing: string
  readonly since: string
  /** Of the Vaultkeeper that holds it; empty where it is so old that it does not say. */
  readonly version: string
}

/** A lock that is held. Released by `release`, or by the operating system when this process ends, however it ends. */
export type Lock = { readonly release: () => void }

const pollEvery = 150

/**
 * Takes the lock `name` that all Vaultkeepers on one home share, waiting for whoever holds it.
 *
 * It is an exclusive transaction on an empty SQLite file: a file lock kept by the kernel, on every platform, which ends with its process
 * even on `kill -9`. So there are no stale locks to guess about; Node itself offers no file locks.
 *
 * @param onWait told once who is in the way, before the first wait
 * @returns the lock, or `undefined` when `signal` or `patience` (ms) ended the wait
 */
export async function takeLock(
  folder: string,
  name: string,
  options: { doing: string; onWait?: (owner: LockOwner | undefined) => void; signal?: AbortSignal | undefined; patience?: number },
): Promise<Lock | undefined> {
  const until = performance.now() + (options.patience ?? Number.POSITIVE_INFINITY)
  let told = false
  for (;;) {
    const lock = tryLock(folder, name, options.doing)
    if (lock !== undefined) return lock
    if (!told) {
      told = true
      options.onWait?.(readOwner(folder, name))
    }
    if (options.signal?.aborted || performance.now() >= until) return undefined
    await delay(pollEvery, undefined, options.signal ? { signal: options.signal } : {}).catch(() => undefined)
  }
}

/** One attempt at the lock; `undefined` when another process, or another part of this one, holds it. Throws where its file may not be written. */
export function tryLock(folder: string, name: string, doing: string): Lock | undefined {
  const file = join(folder, `${name}.lock`)
  refuseClosedFile(file)
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    if (isBusy(error)) return undefined
    throw error
  }
  const since = new Date().toISOString()
  const owner: LockOwner = { pid: process.pid, started: processStart(process.pid) ?? '', doing, since, version: about.version }
  const ownerFile = join(folder, `${name}.owner.json`)
  try {
    writeFileSync(ownerFile, JSON.stringify(owner), { mode: 0o600 })
  } catch {
    // Only for people to read: a full disk must not keep anybody from the lock.
  }
  return {
    release: () => {
      try {
        rmSync(ownerFile, { force: true })
      } catch {
        // The next one to take the lock writes over it. That it cannot be removed must not keep the lock, or hide what was done under it.
      } finally {
        database.close()
      }
    },
  }
}

/** Who says to hold the lock, or `undefined` when nobody alive does. */
export function readOwner(folder: string, name: string): LockOwner | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, `${name}.owner.json`), 'utf8'))
    if (typeof value !== 'object' || value === null) return undefined
    const { pid, started, doing, since, version } = value as Record<string, unknown>
    if (typeof pid !== 'number' || typeof started !== 'string' || typeof doing !== 'string' || typeof since !== 'string') return undefined
    if (!processAlive(pid, started)) return undefined
    return { pid, started, doing, since, version: typeof version === 'string' ? version : '' }
  } catch {
    return undefined
  }
}
