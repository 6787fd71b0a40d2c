import { lstatSync, mkdtempSync, readdirSync, rmdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Which names a file system takes for one: those that differ in upper and lower case, those that are put together of other characters. */
export type Folding = { readonly case: boolean; readonly normal: boolean }

/**
 * Finds out what the file system of a target folds, by looking something up that is there under its name in other letters. An empty folder has nothing
 * to look up: with `mayWrite` a folder is made in it for a moment. Otherwise it is what is usual on this platform.
 */
export function foldingOf(target: string, mayWrite: boolean): Folding {
  const usual = process.platform === 'darwin' || process.platform === 'win32'
  const folds = foldsCase(target, mayWrite) ?? usual
  return { case: folds, normal: folds && process.platform === 'darwin' }
}

/** A name as a folding file system compares it. Pure. */
export function foldedName(name: string, folding: Folding): string {
  const normal = folding.normal || folding.case ? name.normalize('NFC') : name
  return folding.case ? normal.toLocaleLowerCase('en') : normal
}

function foldsCase(target: string, mayWrite: boolean): boolean | undefined {
  const names = namesIn(target)
  if (names === undefined)
    return dirname(target) === target ? undefined : (foldsName(dirname(target), basename(target)) ?? foldsCase(dirname(target), false))
  const telling = names.find((name) => swapped(name) !== name && !names.includes(swapped(name)))
  if (telling !== undefined) return foldsName(target, telling)
  if (names.some((name) => swapped(name) !== name)) return false
  return (mayWrite ? tried(target) : undefined) ?? foldsName(dirname(target), basename(target))
}

function tried(target: string): boolean | undefined {
  try {
    const made = mkdtempSync(join(target, '.vaultkeeper-Probe-'))
    try {
      return foldsName(target, basename(made))
    } finally {
      rmdirSync(made)
    }
  } catch {
    return undefined
  }
}

/** Whether the same thing answers to a name in other letters; `undefined` when the name has none, or is not there. */
function foldsName(folder: string, name: string): boolean | undefined {
  const other = swapped(name)
  if (other === name) return undefined
  try {
    const [one, two] = [lstatSync(join(folder, name)), lstatSync(join(folder, other), { throwIfNoEntry: false })]
    return two !== undefined && one.ino === two.ino && one.dev === two.dev
  } catch {
    return undefined
  }
}

function namesIn(folder: string): string[] | undefined {
  try {
    return readdirSync(folder)
  } catch {
    return undefined
  }
}

function swapped(name: string): string {
  const upper = name.toUpperCase()
  return upper === name ? name.toLowerCase() : upper
}
