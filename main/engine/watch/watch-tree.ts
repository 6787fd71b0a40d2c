import { type FSWatcher, watch } from 'node:fs'
import { pathBytes, statOf } from '../verify/walk-source.ts'
import { limitInWords } from './limit-in-words.ts'
import { oneAfterAnother } from './one-after-another.ts'
import { below, cacheTag, readTree, type Takes } from './read-folder.ts'
import type { Watching, WatchingHost } from './watching.ts'

/** How long to wait for more before the vault is read because a folder came or went, in ms. */
const patience = 500

/**
 * Watches a whole vault with one watch, which macOS (FSEvents) and Windows (ReadDirectoryChangesW) offer. Of a folder that is moved they tell but its
 * own name, so the vault is read to see what came or went with it.
 * @param base path of the vault, one character per byte
 */
export function watchTree(base: string, takes: Takes, host: WatchingHost): Watching {
  let closed = false
  let watcher: FSWatcher | undefined
  let known = 0
  let folders = new Set<string>()
  let unsure: NodeJS.Timeout | undefined
  const close = () => {
    closed = true
    clearTimeout(unsure)
    watcher?.close()
  }
  const giveUp = (error: unknown) => {
    if (closed) return
    close()
    host.onFailed(limitInWords(error))
  }
  const inTurn = oneAfterAnother(giveUp)

  const look = async () => {
    const seen = new Set<string>()
    const found = await readTree(
      base,
      takes,
      () => closed,
      (path) => seen.add(path),
    )
    const differs = found !== known
    known = found
    folders = seen
    return differs
  }
  const lookSoon = () => {
    unsure ??= setTimeout(() => {
      unsure = undefined
      void inTurn(look).then((differs) => {
        if (differs && !closed) host.onTouched()
      })
    }, patience)
  }
  const onEvent = (type: string, name: string | null) => {
    if (closed) return
    // More happened than the system could keep: it tells that something did, without a name.
    if (name === null) return lookSoon()
    const path = Buffer.from(process.platform === 'win32' ? name.replaceAll('\\', '/') : name).toString('latin1')
    const slash = path.lastIndexOf('/')
    // In a cache, or in a folder that is new: that one is told of itself.
    if (path.slice(slash + 1) === cacheTag) lookSoon()
    else if (!folders.has(slash < 0 ? '' : path.slice(0, slash))) return
    if (takes(path, false)) host.onTouched()
    if (type !== 'rename' || !takes(path, true)) return
    const isFolder = statOf(below(base, path))?.isDirectory() === true
    if (isFolder !== folders.has(path)) lookSoon()
    if (statOf(base) === undefined) host.onRootMoved()
  }

  const ready = inTurn(async () => {
    // Names are text on these systems, and Node takes no bytes here.
    watcher = watch(pathBytes(base).toString(), { recursive: true }, onEvent)
    watcher.on('error', giveUp)
    return look()
  }).then(() => undefined)
  return { ready, rescan: () => inTurn(look), settle: () => void inTurn(look), print: () => known, close }
}
