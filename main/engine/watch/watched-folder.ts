import { together } from './fingerprint.ts'
import { letGo, type SharedWatch, shareWatch, type WatchListener } from './share-watch.ts'

/** Who is told what happens in a folder. */
export type FolderOwner = {
  readonly onEvent: (folder: WatchedFolder, type: string, name: string | null) => void
  readonly onError: (error: unknown) => void
}

/**
 * A folder that is watched, in a tree of them. There may be many thousands: of its files only their sum is kept, and nothing is made for each that all can
 * share.
 */
export class WatchedFolder implements WatchListener {
  readonly path: string
  readonly owner: FolderOwner
  /** Of its own files; see fingerprint.ts. */
  print = 0
  /** Marked as a cache: nothing but the mark matters. */
  isCache = false
  #watch: SharedWatch | undefined
  #folders: Map<string, WatchedFolder> | undefined

  constructor(path: string, owner: FolderOwner) {
    this.path = path
    this.owner = owner
  }

  /** Whether its events are heard: not where it may not be read, nor when it is watched no longer. */
  get isWatched(): boolean {
    return this.#watch !== undefined
  }

  /** The folders in it, by name. */
  get folders(): ReadonlyMap<string, WatchedFolder> {
    return this.#folders ?? none
  }

  /** Throws what the system says. */
  watch(place: string): void {
    this.#watch = shareWatch(place, this)
  }

  put(name: string, folder: WatchedFolder): void {
    this.#folders ??= new Map()
    this.#folders.set(name, folder)
  }

  /** Stops watching a folder in it, with all below. */
  drop(name: string): void {
    this.#folders?.get(name)?.close()
    this.#folders?.delete(name)
  }

  /** Stops watching it, with all below. */
  close(): void {
    if (this.#watch !== undefined) letGo(this.#watch, this)
    this.#watch = undefined
    for (const folder of this.folders.values()) folder.close()
  }

  /** The fingerprint of it with all below. */
  printOfAll(): number {
    let { print } = this
    for (const folder of this.folders.values()) print = together(print, folder.printOfAll())
    return print
  }

  onEvent(type: string, name: string | null): void {
    this.owner.onEvent(this, type, name)
  }

  onError(error: unknown): void {
    this.owner.onError(error)
  }
}

const none: ReadonlyMap<string, WatchedFolder> = new Map()
