import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { systemCode } from '../problem-error.ts'

/**
 * Makes a folder of a person's and those above it that are missing. Instead of `recursive` of `mkdirSync`, which tries again for ever, and the whole program with it, where a
 * file system says of a folder that is there that nothing can be made in it (ENOENT: a mount point whose server is away). Throws what the system says.
 * @param mode of those that are made
 */
export function makeFolders(path: string, mode = 0o777): void {
  if (makeOne(path, mode)) return
  makeFolders(dirname(path), mode)
  // Not there still, with all above it: that is the answer.
  mkdirUnlessThere(path, mode)
}

/** @returns `false` where something above it is missing */
function makeOne(path: string, mode: number): boolean {
  try {
    mkdirUnlessThere(path, mode)
    return true
  } catch (error) {
    if (systemCode(error) !== 'ENOENT' || dirname(path) === path) throw error
    return false
  }
}

function mkdirUnlessThere(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode })
  } catch (error) {
    // For a folder that is there systems have several codes: EEXIST, EPERM for a drive of Windows, EROFS.
    if (systemCode(error) === 'ENOENT' || !isFolder(path)) throw error
  }
}

/** Throws what keeps it from being looked at: that something is there already would be no answer. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false
    throw error
  }
}
