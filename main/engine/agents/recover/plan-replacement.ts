import { accessSync, constants, lstatSync, readlinkSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { fail, systemCode } from '../../problem-error.ts'
import { patternSet } from '../../selection/match-pattern.ts'
import { hashFile } from '../../verify/compare-file.ts'
import { pathBytes, shownPath } from '../../verify/walk-source.ts'
import { at, below, folderState, kindAt, namesIn } from './folder-state.ts'
import type { FolderState, Move, Replacement } from './journal.ts'
import { markOf } from './mark-of.ts'
import type { RestoredTree } from './restored-tree.ts'

/** What stays as it is. `foreign`: folders of others, relative, one character per byte; `preserve`: patterns. */
export type Staying = { readonly preserve: readonly string[]; readonly foreign: readonly string[] }

/** What is to be moved, and how many files that is. `left`: what cannot be brought back for what is in its way, as half sentences. */
export type PlannedReplacement = {
  readonly replacement: Replacement
  readonly added: number
  readonly replaced: number
  readonly same: number
  readonly left: readonly string[]
}

type Planning = Staying & {
  readonly tree: RestoredTree
  readonly folder: string
  readonly moves: Move[]
  readonly before: FolderState[]
  readonly after: FolderState[]
  readonly left: string[]
  readonly count: { added: number; replaced: number; same: number }
}

/**
 * Holds a restored tree against an agent's folder: what only the folder has stays, and what `preserve` names; what only the tree has is brought back, and what differs, by its content or
 * its rights, is replaced. Writes nothing. Throws a problem where something could not be moved.
 * @param folder real path of the agent's folder, one character per byte; it need not be there
 */
export async function planReplacement(tree: RestoredTree, folder: string, staying: Staying): Promise<PlannedReplacement> {
  const count = { added: 0, replaced: 0, same: 0 }
  const planning: Planning = { ...staying, tree, folder, moves: [], before: [], after: [], left: [], count }
  if (kindAt(folder, '') === 'nothing') add(planning, '', false)
  else await meetFolder(planning, '')
  const { moves, before, after, left } = planning
  return { replacement: { from: tree.root, moves, before, after }, ...count, left }
}

async function meetFolder(planning: Planning, path: string): Promise<void> {
  const { tree, folder } = planning
  await turn()
  const moves = planning.moves.length
  planning.before.push(folderState(folder, path))
  planning.after.push(stateOf(planning, path))
  for (const name of namesIn(tree.root, path)) await meet(planning, below(path, name))
  if (planning.moves.length > moves) refuseUnmovable(planning, path)
}

async function meet(planning: Planning, path: string): Promise<void> {
  const { tree, folder, count } = planning
  if (planning.foreign.includes(path)) return
  const [coming, there] = [kindAt(tree.root, path), kindAt(folder, path)]
  if (there === 'nothing') return add(planning, path, false)
  if (isPreserved(planning, path)) return
  if (coming === 'folder' && there === 'folder') return meetFolder(planning, path)
  if (there === 'folder' && holdsStaying(planning, path)) {
    planning.left.push(`${shownPath(path)} (it is a folder now, and something in it is to stay)`)
    return
  }
  if (coming === there && (await isSame(at(tree.root, path), at(folder, path), coming))) {
    count.same += 1
    return
  }
  add(planning, path, true)
}

function add(planning: Planning, path: string, had: boolean): void {
  const { tree, folder, moves, after, count } = planning
  moves.push({ path, was: had ? markOf(folder, path) : null })
  const files = filesBelow(tree.root, path)
  if (had) count.replaced += files
  else count.added += files
  const inside = (one: string) => path === '' || one === path || one.startsWith(`${path}/`)
  if (kindAt(tree.root, path) === 'folder')
    for (const state of tree.states.values()) if (inside(state.path) && kindAt(tree.root, state.path) === 'folder') after.push(state)
}

function stateOf({ tree, folder }: Planning, path: string): FolderState {
  return tree.states.get(path) ?? folderState(folder, path)
}

/** Whether `preserve` names a path. What matches a folder matches all below it, so that a folder is preserved as a whole. Pure. */
export function isPreserved({ preserve }: Pick<Staying, 'preserve'>, path: string): boolean {
  return preserve.length > 0 && patternSet(preserve).matches(path)
}

function holdsStaying(planning: Planning, path: string): boolean {
  if (planning.foreign.some((one) => one.startsWith(`${path}/`))) return true
  return namesIn(planning.folder, path).some((name) => {
    const inside = below(path, name)
    return isPreserved(planning, inside) || (kindAt(planning.folder, inside) === 'folder' && holdsStaying(planning, inside))
  })
}

/** Files and links, not folders. */
function filesBelow(root: string, path: string): number {
  if (kindAt(root, path) !== 'folder') return 1
  return namesIn(root, path).reduce((sum, name) => sum + filesBelow(root, below(path, name)), 0)
}

async function isSame(coming: string, there: string, kind: string): Promise<boolean> {
  if (kind === 'link') return readlinkSync(pathBytes(coming), 'latin1') === readlinkSync(pathBytes(there), 'latin1')
  const [one, other] = [lstatSync(pathBytes(coming), { bigint: true }), lstatSync(pathBytes(there), { bigint: true })]
  const alike =
    one.size === other.size && one.mode === other.mode && one.mtimeNs === other.mtimeNs && one.uid === other.uid && one.gid === other.gid
  if (kind !== 'file' || !alike || other.nlink > 1n) return false
  const hash = await hashFile(coming, Number(one.size))
  return hash !== '' && hash === (await hashFile(there, Number(other.size)))
}

/** Moving is renaming: on one disk, in a folder that is ours to change. */
function refuseUnmovable({ tree, folder }: Planning, path: string): void {
  const place = pathBytes(at(folder, path))
  const { dev, uid } = lstatSync(place)
  const shown = shownPath(at(folder, path))
  if (dev !== lstatSync(pathBytes(tree.root)).dev)
    fail(
      'agent-other-disk',
      `${shown} is another disk than the agent's folder, so that the backup could not take its place in one go. Nothing was changed.`,
      'Name it under "preserve" of the agent, and restore what it holds by itself; or make it an agent\'s folder of its own.',
    )
  try {
    accessSync(place, constants.W_OK | constants.X_OK)
  } catch (error) {
    if (systemCode(error) === 'EACCES' && uid === process.geteuid?.()) return
    fail(
      'agent-folder-not-writable',
      `${shown} may not be written to (${systemCode(error)}). Nothing was changed.`,
      'Give yourself the right to, or run Vaultkeeper as the owner of that folder.',
    )
  }
}
