import { type Stats, statSync, watch } from 'node:fs'
import { join } from 'node:path'
import { bundled } from '../engine/bundled.ts'

/** How long the files have to be left alone before they count as complete, in ms. */
const settling = 5_000

/** Tells, by its signal, that the program which runs was replaced on the disk. */
export type Replaced = { readonly signal: AbortSignal; readonly close: () => void }

/**
 * Watches the files of the built program. What a process comes to need later (a carrier of news, a helper) is read from the disk when it does: once another
 * version lies there, that may be missing, or not fit, and a daemon that went on would fail at its work for months. In a checkout nothing is watched.
 */
export function watchProgram(): Replaced {
  const controller = new AbortController()
  if (!bundled) return { signal: controller.signal, close: () => undefined }
  const file = join(import.meta.dirname, 'cli.js')
  const before = identity(file)
  let timer: NodeJS.Timeout | undefined
  const look = () => {
    const now = identity(file)
    // Taken away, and nothing put in its place yet: what comes is not told by a folder that is gone.
    if (now === undefined) return lookSoon()
    if (now !== before) controller.abort()
  }
  const lookSoon = () => {
    clearTimeout(timer)
    timer = setTimeout(look, settling).unref()
  }
  // The folder itself, wherever it is moved: whoever replaces a program removes its files in the end, or writes over them.
  const watcher = watch(import.meta.dirname, { persistent: false }, lookSoon)
  watcher.on('error', lookSoon)
  return {
    signal: controller.signal,
    close: () => {
      clearTimeout(timer)
      watcher.close()
    },
  }
}

function identity(file: string): string | undefined {
  const stats: Stats | undefined = statSync(file, { throwIfNoEntry: false })
  return stats === undefined ? undefined : `${stats.dev} ${stats.ino} ${stats.mtimeMs} ${stats.size}`
}
