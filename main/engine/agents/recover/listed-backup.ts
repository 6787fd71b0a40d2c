import type { Node } from 'restic-wrapper'
import type { Core, RunHost } from '../../core.ts'
import { openRepository } from '../../repositories/open-repository.ts'
import { toBytes } from '../../selection/parse-pattern.ts'
import type { LayerToRestore } from './backup-of-agent.ts'
import { coverOf } from './cover-of.ts'

/** A file, link or folder of a backup. */
export type ListedEntry = Pick<Node, 'type' | 'size' | 'mtime'>

/** What an agent's folder would hold, by its path as shown, relative to it: as it is composed, from the lists of its layers alone. `used`: those that hold something of it. Throws problems. */
export async function listBackup(
  core: Core,
  layers: readonly LayerToRestore[],
  host: RunHost,
): Promise<{ readonly entries: Map<string, ListedEntry>; readonly used: LayerToRestore[] }> {
  let whole: Map<string, ListedEntry> | undefined
  const used: LayerToRestore[] = []
  for (const layer of layers) {
    const part = await listLayer(core, layer, host)
    // What the others are laid over has to hold something, or an earlier one is taken.
    if (part.size === 0 && whole === undefined) break
    if (part.size === 0) continue
    used.push(layer)
    if (whole === undefined) whole = part
    else layOver(whole, part, layer)
  }
  return { entries: whole ?? new Map(), used }
}

async function listLayer(core: Core, { repository, snapshot, within }: LayerToRestore, host: RunHost): Promise<Map<string, ListedEntry>> {
  const opened = await openRepository(core, repository, 'read', host)
  const found = new Map<string, ListedEntry>()
  const options = within === '' ? { snapshot } : { snapshot, path: `/${within}`, recursive: true }
  const task = opened.restic.ls(opened.readTarget, options, { signal: host.signal })
  const start = within === '' ? '/' : `/${within}/`
  for await (const { path, type, size, mtime } of task)
    if (path.startsWith(start) && (type === 'file' || type === 'symlink' || type === 'dir'))
      found.set(path.slice(start.length), { type, size, mtime })
  opened.done(await task.outcome)
  return found
}

function layOver(whole: Map<string, ListedEntry>, part: ReadonlyMap<string, ListedEntry>, layer: LayerToRestore): void {
  const covers = coverOf(part.keys().map(toBytes), layer)
  for (const path of whole.keys()) if (!part.has(path) && covers(toBytes(path))) whole.delete(path)
  for (const [path, entry] of part) whole.set(path, entry)
}
