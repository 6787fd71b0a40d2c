import { type FSWatcher, watch } from 'node:fs'
import { pathBytes } from '../verify/walk-source.ts'
import { countEvent } from './event-pressure.ts'

/** Told of each event; names hold one character per byte, and are missing where the system does not tell them. */
export type WatchListener = { onEvent(type: string, name: string | null): void; onError(error: unknown): void }

/** A watch that is held by one or more. */
export type SharedWatch = { readonly path: string; readonly watcher: FSWatcher; readonly listeners: Set<WatchListener> }

/** By path. A watch that somebody let go of is not handed out again: its folder may be another one by now. */
const open = new Map<string, SharedWatch>()

/** Watches one folder; plans over the same vault share its watches. Throws what the system says. */
export function shareWatch(path: string, listener: WatchListener): SharedWatch {
  const shared = open.get(path) ?? openWatch(path)
  shared.listeners.add(listener)
  return shared
}

/** Lets go of a watch, which ends when nobody holds it. */
export function letGo(shared: SharedWatch, listener: WatchListener): void {
  if (open.get(shared.path) === shared) open.delete(shared.path)
  shared.listeners.delete(listener)
  if (shared.listeners.size === 0) shared.watcher.close()
}

function openWatch(path: string): SharedWatch {
  const listeners = new Set<WatchListener>()
  const watcher = watch(pathBytes(path), { encoding: 'latin1' }, (type, name) => {
    countEvent()
    for (const listener of [...listeners]) listener.onEvent(type, name)
  })
  watcher.on('error', (error) => {
    for (const listener of [...listeners]) listener.onError(error)
  })
  const shared = { path, watcher, listeners }
  open.set(path, shared)
  return shared
}
