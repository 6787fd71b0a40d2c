import { renameSync, rmdirSync, rmSync } from 'node:fs'
import { setImmediate as turn } from 'node:timers/promises'
import { patternSet } from '../../selection/match-pattern.ts'
import { toBytes } from '../../selection/parse-pattern.ts'
import { pathBytes } from '../../verify/walk-source.ts'
import { at, below, kindAt, namesIn } from './folder-state.ts'
import type { RestoredTree } from './restored-tree.ts'

/** What a layer is by its plan: what `patterns` take of a vault but for `exclude`; `within` is the folder's place in it. */
export type LayerRule = { readonly patterns: readonly string[]; readonly exclude: readonly string[]; readonly within: string }

type Covers = (path: string) => boolean

/**
 * Lays a newer part over a tree, both on one disk: what the part holds takes its place, and what its patterns take but it does not hold was deleted since, and goes. A pattern that takes
 * nothing at all in the part removes nothing: whether it was in force already when the part was taken nobody knows. The part is used up.
 */
export async function layOver(base: RestoredTree, part: RestoredTree, rule: LayerRule): Promise<void> {
  await merge(base.root, part.root, '', await coverOf(part, rule))
  for (const [path, state] of part.states) base.states.set(path, state)
}

/** Which paths a part speaks for. */
async function coverOf({ root, states }: RestoredTree, { patterns, exclude, within }: LayerRule): Promise<Covers> {
  const start = toBytes(within)
  const inVault = (path: string) => (start === '' ? path : path === '' ? start : `${start}/${path}`)
  const left = new Set(patterns)
  for (const folder of states.keys()) {
    if (left.size === 0) break
    await turn()
    for (const path of [folder, ...namesIn(root, folder).map((name) => below(folder, name))])
      for (const pattern of left) if (patternSet([pattern]).matches(inVault(path))) left.delete(pattern)
  }
  const included = patternSet(patterns.filter((pattern) => !left.has(pattern)))
  const excluded = patternSet(exclude)
  return (path) => included.matches(inVault(path)) && !excluded.matches(inVault(path))
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
