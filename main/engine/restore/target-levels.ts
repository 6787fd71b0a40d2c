import { accessSync, constants } from 'node:fs'
import { posix } from 'node:path'
import { pathBytes } from '../verify/walk-source.ts'
import { type Folding, foldedName } from './folding.ts'
import { ShownNames } from './shown-names.ts'
import { diskSide } from './two-sides.ts'

/**
 * A folder that entries of the snapshot go into. `there`: a real folder that stays; `new`: it is not there yet, or takes the place of something else;
 * `beside`: it is put beside what is there; `closed`: it is not restored, and nothing below it is either.
 */
export type Level = {
  /** Relative to the target, as shown; '' is the target itself. */
  readonly at: string
  /** Absolute, one character per byte. */
  readonly place: string
  readonly state: 'there' | 'new' | 'beside' | 'closed'
  /** Why it is closed, where that is not told of a folder of the snapshot. */
  readonly why?: string
  /** Folders above it that are not there either, relative to the target. */
  readonly missing: readonly string[]
  readonly names: Map<string, string>
  last: string
  asked: boolean
}

/** The folders on the way to the entry that is looked at: entries come depth first. */
export type TargetLevels = {
  /** The folder that the entry at a place goes into. */
  readonly above: (at: string) => Level
  readonly enter: (at: string, place: string, state: Level['state']) => void
}

/** Begins at a target. @param root absolute, its real path; @param exists whether it is there */
export function targetLevels(root: string, exists: boolean): TargetLevels {
  const base = Buffer.from(root).toString('latin1').replace(/\/$/, '')
  const bases = new Map<string, Level>()
  const open: Level[] = []
  const baseAt = (folder: string): Level => {
    const known = bases.get(folder)
    if (known !== undefined) return known
    const made = lookDown(base, folder, exists)
    bases.set(folder, made)
    return made
  }
  return {
    above: (at) => {
      const folder = posix.dirname(at) === '.' ? '' : posix.dirname(at)
      for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
        if (level.at === folder) return level
        open.pop()
      }
      return baseAt(folder)
    },
    enter: (at, place, state) => {
      open.push(level(at, place, state))
    },
  }
}

function level(at: string, place: string, state: Level['state'], more: { why?: string; missing?: readonly string[] } = {}): Level {
  return { at, place, state, missing: [], ...more, names: new Map(), last: '', asked: false }
}

/** A folder that is not in the listing: the target itself, or one above what was picked. Links on the way are not followed. */
function lookDown(base: string, folder: string, exists: boolean): Level {
  let place = base
  const missing: string[] = []
  let at = ''
  for (const name of folder === '' ? [] : folder.split('/')) {
    at = at === '' ? name : `${at}/${name}`
    place = `${place}/${new ShownNames().of(place, name)[0] ?? Buffer.from(name).toString('latin1')}`
    const there = missing.length > 0 || !exists ? 'nothing' : diskSide(place, false)
    if (there === 'nothing') missing.push(at)
    else if ('code' in there) return level(folder, place, 'closed', { why: `${at} may not be looked into` })
    else if (there.kind === 'link')
      return level(folder, place, 'closed', { why: `${at} is a link, and a restore does not write through links` })
    else if (there.kind !== 'folder') return level(folder, place, 'closed', { why: `${at} is not a folder` })
  }
  return level(folder, place, exists && missing.length === 0 ? 'there' : 'new', { missing })
}

/** Whether something can be written into a folder; asked once. */
export function isClosedToUs(folder: Level): boolean {
  if (folder.asked || folder.state !== 'there') return false
  folder.asked = true
  return !mayWriteInto(folder.place)
}

/** Whether the system lets us make something in a folder. One character per byte. */
export function mayWriteInto(place: string): boolean {
  try {
    accessSync(pathBytes(place === '' ? '/' : place), constants.W_OK | constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** What a name merges with on a folding file system: the name that came before; `undefined` for none. Notes the name. */
export function mergesWith(folder: Level, name: string, folding: Folding): string | undefined {
  if (!folding.case && !folding.normal) return undefined
  const folded = foldedName(name, folding)
  const before = folder.names.get(folded)
  if (before === undefined) folder.names.set(folded, name)
  return before
}
