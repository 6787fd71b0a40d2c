import { mkdirSync, mkdtempSync, realpathSync, rmSync, statfsSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

/** Where everything of a sample lies. Nothing of it is anywhere else. */
export type SamplePlaces = {
  /** Holds all the rest, but for what `elsewhere` names. */
  readonly root: string
  /** VAULTKEEPER_HOME. */
  readonly home: string
  /** HOME: the folder of a person who does not exist. */
  readonly person: string
  readonly notes: string
  readonly code: string
  readonly agents: string
  /** The repository on the same disk. */
  readonly local: string
  /** The repository on "the backup drive". */
  readonly drive: string
  /** Where the remotes of what is in git lie, each a bare repository. */
  readonly remotes: string
  /** What stands for the backup drive: a folder on another file system where there is one; null: below `root`. */
  readonly elsewhere: string | null
}

const memoryDisk = '/dev/shm'
/** A sample takes a tenth of that. */
const enough = 400 * 2 ** 20

/** Names the places of a sample below a folder without touching the disk. */
function placesBelow(root: string, elsewhere: string | null): SamplePlaces {
  const person = path.join(root, 'ada')
  return {
    root,
    home: path.join(root, 'home'),
    person,
    notes: path.join(person, 'My Life Lab'),
    code: path.join(person, 'Opus'),
    agents: path.join(person, 'agents'),
    local: path.join(person, 'Backups', 'vaultkeeper'),
    drive: path.join(root, 'drive', 'vaultkeeper'),
    remotes: path.join(root, 'remotes'),
    elsewhere,
  }
}

/** Makes the folders of a new sample. */
export function makePlaces(folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'vaultkeeper-sample-')))): SamplePlaces {
  mkdirSync(folder, { recursive: true })
  const elsewhere = isOtherDisk(folder) ? mkdtempSync(path.join(memoryDisk, 'vaultkeeper-sample-')) : null
  const places = placesBelow(folder, elsewhere)
  mkdirSync(places.person, { recursive: true })
  if (elsewhere === null) mkdirSync(path.dirname(places.drive))
  else symlinkSync(elsewhere, path.dirname(places.drive))
  return places
}

/** Removes a sample with all that belongs to it. */
export function removePlaces({ root, elsewhere }: Pick<SamplePlaces, 'root' | 'elsewhere'>): void {
  rmSync(root, { recursive: true, force: true })
  if (elsewhere !== null) rmSync(elsewhere, { recursive: true, force: true })
}

function isOtherDisk(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(memoryDisk)
    return statSync(memoryDisk).dev !== statSync(folder).dev && bavail * bsize > enough
  } catch {
    return false
  }
}
