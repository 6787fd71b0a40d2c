import { randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import type { Home } from './home.ts'

const size = 4 * 1024 * 1024

/**
 * Keeps a few megabytes in reserve beside the embedded repository. A disk that is full to the last byte cannot even be cleaned up:
 * restic needs room for a lock, and the history for the line that says what happened.
 */
export function keepBallast(home: Home): void {
  try {
    if (existsSync(home.ballast)) return
    const { bavail, bsize } = statfsSync(home.root)
    if (bavail * bsize < size * 8) return
    const descriptor = openSync(home.ballast, 'wx', 0o600)
    try {
      // Random, so that no file system squeezes it to nothing.
      writeSync(descriptor, randomBytes(size))
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  } catch {
    rmSync(home.ballast, { force: true })
  }
}

/** Gives the reserve back to the disk; `false` when there was none. It is made anew once there is room. */
export function releaseBallast(home: Home): boolean {
  if (!existsSync(home.ballast)) return false
  rmSync(home.ballast, { force: true })
  return true
}
