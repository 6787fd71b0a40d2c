import { mkdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pathBytes, shownPath } from '../../verify/walk-source.ts'
import { at, kindAt, namesIn } from './folder-state.ts'
import type { Journal } from './journal.ts'
import { moveOne } from './move-one.ts'

/** What was put aside, but is not what was saved before: its name begins with the number of its move. */
export const changedName = /^(\d+)\.changed-/

/**
 * Moves what was put aside, but was written after it was seen and saved, out of the staging folder before that is removed: it may be nowhere else. Twice is as once. Throws what the system says.
 * @returns a sentence for a person; `null` where there is none of it
 */
export function keepChanged({ folder, staging, run, replacement }: Journal): string | null {
  const aside = Buffer.from(join(staging, 'before')).toString('latin1')
  if (replacement === null || kindAt(aside, '') !== 'folder') return null
  const kept = join(dirname(staging), `${basename(folder)}.kept-${run}`)
  const place = Buffer.from(kept).toString('latin1')
  const found = namesIn(aside, '').flatMap((name) => {
    const move = replacement.moves[Number(changedName.exec(name)?.[1] ?? -1)]
    return move === undefined ? [] : [{ name, path: move.path === '' ? Buffer.from(basename(folder)).toString('latin1') : move.path }]
  })
  for (const { name, path } of found) {
    const free = kindAt(place, path) === 'nothing' ? path : `${path}.${name}`
    const above = free.includes('/') ? `${place}/${free.slice(0, free.lastIndexOf('/'))}` : place
    mkdirSync(pathBytes(above), { recursive: true, mode: 0o700 })
    moveOne(at(aside, name), at(place, free))
  }
  if (kindAt(place, '') !== 'folder') return null
  const names = found.slice(0, 3).map(({ path }) => shownPath(path))
  const which = found.length > names.length ? `${names.join(', ')} and ${found.length - names.length} more` : names.join(' and ')
  return `${which === '' ? 'Something' : which} was written while the folder was being replaced: as it was then it is kept in ${kept}.`
}
