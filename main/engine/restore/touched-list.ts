import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { Core } from '../core.ts'
import { pathBytes } from '../verify/walk-source.ts'

/** Paths in a private temporary file, one character per byte, so that a million of them take no memory. To be closed. */
export type TouchedList = {
  readonly add: (path: string) => void
  readonly count: () => number
  readonly paths: () => Generator<string>
  readonly close: () => void
}

const chunkSize = 64 * 1024

/** Makes an empty list. */
export function touchedList(core: Core): TouchedList {
  const folder = mkdtempSync(join(core.home.temporary, `${process.pid}-touched-`))
  const descriptor = openSync(join(folder, 'list'), 'wx+', 0o600)
  let count = 0
  let waiting = ''
  const flush = () => {
    if (waiting !== '') writeSync(descriptor, pathBytes(waiting))
    waiting = ''
  }
  return {
    add: (path) => {
      count += 1
      waiting += `${path}\0`
      if (waiting.length > chunkSize) flush()
    },
    count: () => count,
    *paths() {
      flush()
      const buffer = Buffer.allocUnsafe(chunkSize)
      let rest = ''
      for (let position = 0; ; ) {
        const read = readSync(descriptor, buffer, 0, chunkSize, position)
        if (read === 0) return
        position += read
        const parts = (rest + buffer.toString('latin1', 0, read)).split('\0')
        rest = parts.pop() ?? ''
        yield* parts
      }
    },
    close: () => {
      closeSync(descriptor)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
