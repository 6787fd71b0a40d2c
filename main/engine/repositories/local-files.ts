import { createHash } from 'node:crypto'
import { accessSync, closeSync, constants, existsSync, fstatSync, openSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { silentMountOf } from '../machine/silent-mounts.ts'
import { leftByMaking } from './left-by-making.ts'

/**
 * What can be told of a repository on a local disk from its files alone, without a restic process and its half second of key derivation.
 * The layout is part of restic's documented format: https://restic.readthedocs.io/en/stable/100_references.html#repository-layout
 * (`config`, `keys/`, `snapshots/`, `locks/`; files are named by the SHA-256 of their content and never change).
 */

const fileId = /^[0-9a-f]{64}$/

/** `nothing` means: the folder is missing or empty, a repository may be made there. */
export type PlaceState = 'nothing' | 'repository' | 'half-made' | 'other-files' | 'not-reachable'

/** What lies where a repository should be. */
export function lookAtPlace(location: string): PlaceState {
  if (silentMountOf(location) !== undefined) return 'not-reachable'
  let names: string[]
  try {
    names = readdirSync(location)
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case 'ENOENT':
        return 'nothing'
      case 'ENOTDIR':
        return 'other-files'
      default:
        return 'not-reachable'
    }
  }
  if (names.length === 0) return 'nothing'
  if (names.includes('config')) return mayBeConfig(join(location, 'config')) ? 'repository' : 'other-files'
  try {
    return leftByMaking(location) === undefined ? 'other-files' : 'half-made'
  } catch {
    // One of its folders lets nobody look into it.
    return 'not-reachable'
  }
}

/** Other programs have folders of that name. What cannot be looked at may be one. */
function mayBeConfig(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true
  } catch {
    return true
  }
}

/**
 * The SHA-256 of the encrypted `config` file, which holds the repository's id and is written once: an equal fingerprint is the same
 * repository. A different one may still be (after `restic migrate`): then restic has to say the id.
 */
export function fingerprintOf(location: string): string {
  // Whoever reads a FIFO without this waits for ever.
  const descriptor = openSync(join(location, 'config'), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  try {
    const found = fstatSync(descriptor)
    const isConfig = found.isFile() && found.size <= mostConfig
    return createHash('sha256')
      .update(isConfig ? readFileSync(descriptor) : '')
      .digest('hex')
  } finally {
    closeSync(descriptor)
  }
}

/** The same of a folder that may be anything; `undefined` where there is nothing to be read. */
export function fingerprintIn(location: string): string | undefined {
  try {
    return fingerprintOf(location)
  } catch {
    return undefined
  }
}

/** It has a few hundred bytes; what is far larger is none. */
const mostConfig = 1024 * 1024

/** Ids of the snapshots that are in the repository now. */
export function snapshotIds(location: string): string[] {
  return idsIn(join(location, 'snapshots'))
}

/** Those of them whose file does not hold what it was named by: nobody can read it any more. */
export function brokenSnapshots(location: string): string[] {
  return snapshotIds(location).filter((id) => {
    try {
      const content = readFileSync(join(location, 'snapshots', id))
      return createHash('sha256').update(content).digest('hex') !== id
    } catch {
      // Nothing is known of what may not be read, or of a disk that fails.
      return false
    }
  })
}

/** Ids of the locks that are in the repository now. */
export function lockIds(location: string): string[] {
  return idsIn(join(location, 'locks'))
}

/** Whether the repository has a key at all: without one restic says "wrong password" to everybody. */
export function hasKeys(location: string): boolean {
  return keyIds(location).length > 0
}

/** Ids of the keys that open the repository, each with its password. */
export function keyIds(location: string): string[] {
  return idsIn(join(location, 'keys'))
}

/**
 * Why the repository cannot be written, if so. restic itself would try for a quarter of an hour before it says anything.
 * `access` tells a read-only disk even to root.
 */
export function whyNotWritable(location: string): 'read-only' | 'not-allowed' | undefined {
  for (const folder of ['data', 'index', 'locks', 'snapshots']) {
    const path = join(location, folder)
    if (!existsSync(path)) continue
    try {
      accessSync(path, constants.W_OK | constants.X_OK)
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EROFS' ? 'read-only' : 'not-allowed'
    }
  }
  return undefined
}

/** A snapshot or index that this user may not read, as one `sudo` leaves them: nothing can be done with the repository then. */
export function closedFile(location: string): string | undefined {
  const files = ['index', 'snapshots'].flatMap((folder) => idsIn(join(location, folder)).map((id) => join(location, folder, id)))
  return files.find((file) => {
    try {
      accessSync(file, constants.R_OK)
      return false
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EACCES'
    }
  })
}

/**
 * Removes files that restic was killed over while it wrote them (`ID-tmp-NUMBER`): nothing ever looks at them again, and they fill the disk. Only
 * for a repository in which nobody is at work.
 * @returns how many there were
 */
export function removeHalfWritten(location: string): number {
  const folders = ['data', 'index', 'keys', 'locks', 'snapshots'].map((name) => join(location, name))
  const packs = readdirSync(join(location, 'data'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
  folders.push(...packs.map(({ name }) => join(location, 'data', name)))
  let removed = 0
  for (const folder of folders.filter((one) => existsSync(one))) {
    for (const name of readdirSync(folder)) {
      if (!/^[0-9a-f]{64}-tmp-\d+$/.test(name)) continue
      rmSync(join(folder, name), { force: true })
      removed += 1
    }
  }
  return removed
}

function idsIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => fileId.test(name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
