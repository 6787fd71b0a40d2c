import { basename } from 'node:path'
import { systemCode } from '../problem-error.ts'
import { statOf } from '../verify/walk-source.ts'
import { whenEventsAreLost } from './event-pressure.ts'
import { giveWay } from './give-way.ts'
import { limitInWords } from './limit-in-words.ts'
import { oneAfterAnother } from './one-after-another.ts'
import { below, cacheTag, readFolder, type Takes } from './read-folder.ts'
import { WatchedFolder } from './watched-folder.ts'
import type { Watching, WatchingHost } from './watching.ts'

/** A folder that is gone by now, or not for us to read: looked at again when its rights change, and at each rescan. */
const passing = new Set(['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENAMETOOLONG'])

/**
 * Watches each folder of a vault that may hold files which are watched for: what Linux offers (inotify). A new folder is watched before it is read,
 * so that nothing made in between is missed.
 * @param base path of the vault, one character per byte
 */
export function watchFolders(base: string, takes: Takes, host: WatchingHost): Watching {
  let closed = false
  let root: WatchedFolder | undefined
  const touched = new Set<WatchedFolder>()
  const looks = new Set<string>()

  const close = () => {
    closed = true
    stopWaiting()
    root?.close()
  }
  const giveUp = (error: unknown) => {
    if (closed) return
    close()
    host.onFailed(limitInWords(error))
  }
  // One after the other: two that read the same folder would set its watches twice.
  const inTurn = oneAfterAnother(giveUp)
  const tell = (found: boolean) => {
    if (found && !closed) host.onTouched()
  }
  const rescan = () =>
    inTurn(async () => {
      if (closed || root === undefined) return false
      const before = root.printOfAll()
      root.close()
      root = open('')
      await readInto(root)
      return root.printOfAll() !== before
    })
  // They may have been those of another vault.
  const rescanIfThere = async () => tell((await host.answers()) && (await rescan()))
  const stopWaiting = whenEventsAreLost(() => void rescanIfThere())

  const onEvent = (folder: WatchedFolder, type: string, name: string | null) => {
    if (closed || !folder.isWatched) return
    if (name === null) {
      void inTurn(async () => folder.isWatched && readInto(folder)).then(tell)
      return
    }
    // A folder tells of itself by its own name: it was moved, removed or unmounted. Of the others the one above tells as well.
    if (folder === root && type === 'rename' && name === basename(base)) host.onRootMoved()
    if (folder.isCache && name !== cacheTag) return
    const path = below(folder.path, name)
    if (takes(path, false)) {
      touched.add(folder)
      host.onTouched()
    }
    // What is in a folder counts from now on, or no longer.
    if (name === cacheTag) void inTurn(async () => folder.isWatched && readInto(folder)).then(tell)
    // Its rights are told as "change": what could not be read may be readable now.
    const shut = folder.folders.get(name)?.isWatched === false
    if (!shut && (type !== 'rename' || !takes(path, true))) return
    if (looks.has(path)) return
    looks.add(path)
    void inTurn(async () => {
      looks.delete(path)
      return folder.isWatched && meet(folder, name)
    }).then(tell)
  }
  const owner = { onEvent, onError: giveUp }

  /**
   * Brings our picture of one name in a folder up to date. A folder is watched anew even if it looks the same: one that was removed and made again may have
   * got the same inode number, and the old watch is dead. @returns whether anything that is watched for differs from what was known
   */
  const meet = async (parent: WatchedFolder, name: string): Promise<boolean> => {
    const path = below(parent.path, name)
    const before = parent.folders.get(name)?.printOfAll() ?? 0
    parent.drop(name)
    if (statOf(below(base, path))?.isDirectory() !== true || !takes(path, true)) return before !== 0
    const folder = open(path)
    parent.put(name, folder)
    await readInto(folder)
    return folder.printOfAll() !== before
  }

  /** Reads a folder, and watches those in it that are new. @returns whether anything differs from what was known */
  const readInto = async (folder: WatchedFolder): Promise<boolean> => {
    touched.delete(folder)
    const content = await readFolder(base, folder.path, takes)
    await giveWay()
    const { print, folders, cache } = content ?? { print: 0, folders: [], cache: false }
    let differs = print !== folder.print
    folder.print = print
    folder.isCache = cache
    const names = new Set(folders)
    const gone = [...folder.folders.keys()].filter((name) => !names.has(name))
    const added = folders.filter((name) => !folder.folders.has(name))
    for (const name of [...gone, ...added]) if (!closed && (await meet(folder, name))) differs = true
    return differs
  }

  const open = (path: string): WatchedFolder => {
    const folder = new WatchedFolder(path, owner)
    if (closed) return folder
    try {
      folder.watch(below(base, path))
    } catch (error) {
      // The vault itself is another matter: where it cannot be watched, nothing would be noticed.
      if (!passing.has(systemCode(error)) || (path === '' && systemCode(error) !== 'ENOENT')) throw error
    }
    return folder
  }

  const settle = async () => {
    for (const folder of [...touched]) if (folder.isWatched) await readInto(folder)
    touched.clear()
    return false
  }

  const ready = inTurn(async () => {
    root = open('')
    return readInto(root)
  }).then(() => undefined)
  return { ready, rescan, settle: () => void inTurn(settle), print: () => root?.printOfAll() ?? 0, close }
}
