import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Has this process read our files as JavaScript that was made of them before, from `folder`. Node's TypeScript compiler (18 MB) is then never loaded, nor
 * its compile cache, which keeps 10 MB for as long as the process lives: for a daemon that is months. Measured: 88 instead of 113 MB.
 * @param strip makes the JavaScript of a file's text, for the process that fills the folder; the others take a file that is not there as it is
 */
export function readStripped(folder, strip) {
  registerHooks({
    load(url, context, next) {
      if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context)
      const file = fileURLToPath(url)
      const { mtimeMs, size } = statSync(file)
      const place = join(folder, `${createHash('sha256').update(`${file} ${mtimeMs} ${size}`).digest('hex')}.js`)
      const source = readOr(place, () => strip && keep(folder, place, strip(readFileSync(file, 'utf8'))))
      return source === undefined ? next(url, context) : { format: 'module', source, shortCircuit: true }
    },
  })
}

function readOr(place, otherwise) {
  try {
    return readFileSync(place, 'utf8')
  } catch {
    return otherwise?.()
  }
}

function keep(folder, place, source) {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    writeFileSync(`${place}.${process.pid}`, source, { mode: 0o600 })
    renameSync(`${place}.${process.pid}`, place)
  } catch {
    // A full or read-only disk: nothing is kept, and the daemon is larger.
  }
  return source
}
