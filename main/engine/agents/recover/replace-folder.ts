import { lstatSync, mkdirSync, rmdirSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { fsyncFolder } from '../../home/write-private-file.ts'
import { systemCode } from '../../problem-error.ts'
import { pathBytes } from '../../verify/walk-source.ts'
import { at, giveState, kindAt, namesIn, openFolder } from './folder-state.ts'
import type { Journal, Move, Replacement } from './journal.ts'
import { changedName } from './keep-changed.ts'
import { markOf } from './mark-of.ts'
import { moveOne } from './move-one.ts'

const isThere = (place: string) => lstatSync(pathBytes(place), { throwIfNoEntry: false }) !== undefined

/**
 * Brings what a journal says to its end, however much of it was done before: what is in the way is put aside, and what was composed takes its place, each by one rename. Throws what the
 * system says; then it can be put back, or tried again.
 */
export async function moveIn(journal: Journal): Promise<void> {
  const { folder, aside, replacement } = partsOf(journal)
  if (replacement === null) return
  makeAside(aside)
  await eachMove(replacement.moves, ({ path, was }, index) => {
    const [coming, place, old] = [at(replacement.from, path), at(folder, path), `${aside}/${index}`]
    if (!isThere(coming)) return
    open(folder, path)
    // What was written since it was planned, and saved, may be nowhere else.
    if (isThere(place)) moveOne(place, !isThere(old) && markOf(folder, path) === was ? old : nameOfChanged(old, place))
    moveOne(coming, place)
  })
  settleStates(folder, replacement.after)
  flush(folder, replacement.moves)
}

/** Takes back what was moved, and gives the folders the rights and times that they had. */
export async function moveBack(journal: Journal): Promise<void> {
  const { folder, aside, replacement } = partsOf(journal)
  if (replacement === null) return
  makeAside(aside)
  const changed = new Map(namesIn(aside, '').flatMap((name) => (changedName.test(name) ? [[Number.parseInt(name, 10), name]] : [])))
  await eachMove(replacement.moves.toReversed(), ({ path }, reversed) => {
    const index = replacement.moves.length - 1 - reversed
    const [coming, place, old] = [at(replacement.from, path), at(folder, path), `${aside}/${index}`]
    if (!isThere(coming) && isThere(place)) {
      open(folder, path)
      moveOne(place, coming)
    }
    const written = changed.get(index)
    const back = isThere(old) ? old : written === undefined ? undefined : `${aside}/${written}`
    if (back === undefined || !isThere(back)) return
    open(folder, path)
    if (isThere(place)) moveOne(place, nameOfChanged(old, place))
    moveOne(back, place)
  })
  settleStates(folder, replacement.before)
  flush(folder, replacement.moves)
}

/** Removes the folders above an agent's that were made for it and are empty. */
export function removeMade({ made }: Journal): void {
  for (const folder of made.toReversed()) {
    try {
      rmdirSync(folder)
    } catch (error) {
      if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(systemCode(error))) throw error
      return
    }
  }
}

function partsOf({ folder, staging, replacement }: Journal): { folder: string; aside: string; replacement: Replacement | null } {
  const bytes = (path: string) => Buffer.from(path).toString('latin1')
  return { folder: bytes(folder), aside: `${bytes(staging)}/before`, replacement }
}

async function eachMove(moves: readonly Move[], work: (move: Move, index: number) => void): Promise<void> {
  for (const [index, one] of moves.entries()) {
    if (index % 200 === 199) await turn()
    work(one, index)
  }
}

/** The folder that something is moved in is ours to change, whatever its rights are: they are set at the end. */
function open(folder: string, path: string): void {
  if (path === '') return
  const above = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : ''
  if (kindAt(folder, above) === 'folder') openFolder(folder, above)
}

/** The staging folder has to be there: where its disk is not, nothing may pass for done. Throws what the system says. */
function makeAside(aside: string): void {
  try {
    mkdirSync(pathBytes(aside), { mode: 0o700 })
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error
  }
}

/** Where something goes that is not what was saved; see keepChanged. */
function nameOfChanged(old: string, place: string): string {
  return `${old}.changed-${lstatSync(pathBytes(place)).ino}`
}

/** The inner before the outer, which may be closed to us then. */
function settleStates(folder: string, states: Replacement['after']): void {
  for (const state of states.toReversed()) giveState(folder, state)
}

function flush(folder: string, moves: readonly Move[]): void {
  const above = ({ path }: Move) => at(folder, path).slice(0, at(folder, path).lastIndexOf('/'))
  for (const one of new Set(moves.map(above))) {
    try {
      fsyncFolder(Buffer.from(one, 'latin1').toString())
    } catch (error) {
      // A folder that may not be read any more, or whose name is no text: the rename lies in the journal of the disk all the same.
      if (!['EACCES', 'ENOENT', 'EINVAL'].includes(systemCode(error))) throw error
    }
  }
}
