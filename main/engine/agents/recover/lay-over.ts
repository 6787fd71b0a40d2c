import { renameSync, rmdirSync, rmSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { pathBytes } from '../../verify/walk-source.ts'
import { type Covers, coverOf, type LayerRule } from './cover-of.ts'
import { at, below, kindAt, namesIn } from './folder-state.ts'
import type { RestoredTree } from './restored-tree.ts'

/**
 * Lays a newer part over a tree, both on one disk: what the part holds takes its place, and what it speaks for but does not hold was deleted since, and goes. The part is used up.
 * @param isComplete all that its patterns name could be read when it was taken: else that something is missing in it says nothing
 */
export async function layOver(base: RestoredTree, part: RestoredTree, rule: LayerRule, isComplete = true): Promise<void> {
  await merge(base.root, part.root, '', isComplete ? coverOf(pathsOf(part), rule) : () => false)
  for (const [path, state] of part.states) base.states.set(path, state)
}

/** All that a tree holds. */
function* pathsOf({ root, states }: RestoredTree): Generator<string> {
  for (const folder of states.keys()) {
    yield folder
    for (const name of namesIn(root, folder)) yield below(folder, name)
  }
}

async function merge(base: string, part: string, folder: string, covers: Covers): Promise<void> {
  await turn()
  const newer = new Set(namesIn(part, folder))
  for (const name of namesIn(base, folder)) if (!newer.has(name)) removeCovered(base, below(folder, name), covers)
  for (const name of newer) {
    const path = below(folder, name)
    const [there, coming] = [kindAt(base, path), kindAt(part, path)]
    if (there === 'folder' && coming === 'folder') {
      await merge(base, part, path, covers)
      continue
    }
    if (there !== 'nothing') rmSync(pathBytes(at(base, path)), { recursive: true })
    renameSync(pathBytes(at(part, path)), pathBytes(at(base, path)))
  }
}

/** Removes what a part speaks for; of a folder that it does not speak for as a whole, what it does in it. */
function removeCovered(base: string, path: string, covers: Covers): void {
  const place = pathBytes(at(base, path))
  if (kindAt(base, path) !== 'folder') {
    if (covers(path)) rmSync(place)
    return
  }
  for (const name of namesIn(base, path)) removeCovered(base, below(path, name), covers)
  if (covers(path) && namesIn(base, path).length === 0) rmdirSync(place)
}
