import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, extname, join } from 'node:path'
import { fsyncFolder } from '../home/write-private-file.ts'
import { systemCode } from '../problem-error.ts'

/**
 * Writes a file that others write, too: complete or not at all, flushed, with the mode and owner that it had; a link stays a link. The file
 * is compared once more when nothing is left to do but the rename.
 * @param before what the new content was made from; `null` for no file
 * @param unique twelve hexadecimal digits for the name of the temporary file
 * @returns whether it was written; `false` when the file is not `before` any more
 */
export function replaceFile(path: string, before: Uint8Array | null, content: string | Uint8Array, unique: string): boolean {
  const target = realOrSame(path)
  const temporary = join(dirname(target), `.${basename(target)}.${unique}.tmp`)
  try {
    write(temporary, content, target)
    if (!isStill(target, before)) return false
    renameSync(temporary, target)
    fsyncFolder(dirname(target))
    return true
  } finally {
    rmSync(temporary, { force: true })
  }
}

/** Temporary files of `path`, and of its older versions beside it, that a killed program left. Only for whoever keeps all others from writing meanwhile. */
export function leftovers(path: string): string[] {
  const target = realOrSame(path)
  try {
    const begin = `.${basename(target, extname(target))}.`
    const names = readdirSync(dirname(target)).filter((name) => name.startsWith(begin) && /\.[0-9a-f]{12}\.tmp$/.test(name))
    return names.map((name) => join(dirname(target), name))
  } catch (error) {
    if (['ENOENT', 'EACCES', 'ENOTDIR'].includes(systemCode(error))) return []
    throw error
  }
}

function write(temporary: string, content: string | Uint8Array, target: string): void {
  const descriptor = openSync(temporary, 'wx', 0o600)
  try {
    writeFileSync(descriptor, content)
    keepOwnerAndMode(descriptor, target)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

function keepOwnerAndMode(descriptor: number, target: string): void {
  try {
    const { mode, uid, gid } = statSync(target)
    // Only root may give a file away; to anybody else the file is their own, or stays as readable as it was by its mode.
    if (process.getuid?.() === 0) fchownSync(descriptor, uid, gid)
    fchmodSync(descriptor, mode & 0o777)
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error
  }
}

function isStill(target: string, before: Uint8Array | null): boolean {
  try {
    const now = readFileSync(target)
    return before !== null && now.equals(before)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return before === null
    throw error
  }
}

function realOrSame(path: string): string {
  try {
    return realpathSync(path)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return path
    throw error
  }
}
