import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, sep } from 'node:path'
import type { Core } from '../core.ts'
import { isNetworkFileSystem } from '../machine/is-network-file-system.ts'
import { type Mount, readMounts } from '../machine/mounts.ts'
import { silentMountOf } from '../machine/silent-mounts.ts'
import { type KnownRepository, knownSnapshots } from '../state/queries.ts'
import { isInside } from '../vaults.ts'
import { compareLedger } from '../verify/compare-ledger.ts'
import { fingerprintIn, snapshotIds } from './local-files.ts'

/**
 * Where a repository in a folder is now. A drive is mounted at one place today and at another tomorrow, and two of them may have one name: what the repository
 * is tells its fingerprint, and so it is found on whichever drive it lies, below the same folders. An older copy of it is left alone, and so is one of two that
 * cannot be told apart: a person has to say which it is. Costs a look at one file while it is where it belongs.
 * @param configured where it should be
 * @returns where it is; `configured` where it is not found
 */
export function whereDriveIs(
  core: Pick<Core, 'home' | 'state'>,
  configured: string,
  known: KnownRepository | undefined,
  drives: () => readonly string[] = mountedHere,
): string {
  if (silentMountOf(configured) !== undefined) return configured
  const fingerprint = known?.fingerprint
  if (!known?.id || !fingerprint || isInside(configured, core.home.root) || fingerprintIn(configured) === fingerprint) return configured
  const found = placesOn(configured, drives()).filter((path) => fingerprintIn(path) === fingerprint)
  const [first, ...others] = [...new Map(found.map((path) => [identity(path), path])).values()]
  if (first === undefined || others.length > 0) return configured
  const ledger = knownSnapshots(core.state.database, known.name).filter(({ vanished, removing }) => vanished === null && removing === null)
  const { vanished } = compareLedger(
    ledger.map(({ id }) => id),
    snapshotIds(first),
  )
  return vanished.length === 0 ? first : configured
}

/** The folders on some drives that a path could be: each drive itself, and the path's own last folders below it. Pure. */
export function placesOn(path: string, drives: readonly string[]): string[] {
  const folders = path.split(sep).filter((name) => name !== '' && !/^[A-Za-z]:$/.test(name))
  const ends = folders.map((_, at) => folders.slice(at))
  return drives.flatMap((drive) => [...ends.map((end) => join(drive, ...end)), drive]).filter((place) => place !== path)
}

/** The same folder may be seen in two ways: one config file is one repository. */
function identity(path: string): string {
  const { dev, ino } = statSync(join(path, 'config'))
  return `${dev}:${ino}`
}

/** Where drives are mounted now; not what lies on another machine, which may keep whoever looks there waiting. */
function mountedHere(): string[] {
  switch (process.platform) {
    case 'win32':
      return [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter) => `${letter}:\\`).filter((drive) => existsSync(drive))
    case 'darwin':
      return foldersIn('/Volumes')
    default:
      return drivesIn(readMounts())
  }
}

/** The mount points of drives, and of nothing else that is mounted. Pure. */
export function drivesIn(mounts: readonly Mount[]): string[] {
  const points = mounts.filter(({ type }) => !isNetworkFileSystem(type)).map(({ point }) => point)
  return [...new Set(points)].filter((point) => /^\/(?:media|mnt|run\/media)\//.test(point) || point === '/mnt')
}

function foldersIn(parent: string): string[] {
  try {
    return readdirSync(parent).map((name) => join(parent, name))
  } catch {
    return []
  }
}
