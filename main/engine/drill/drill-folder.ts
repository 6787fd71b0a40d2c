import { mkdirSync, readdirSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import type { Core } from '../core.ts'
import { removeTree } from '../home/remove-tree.ts'
import { systemCode } from '../problem-error.ts'
import { openRuns } from '../state/queries.ts'

function drillsOf({ home }: Core): string {
  return join(home.cache, 'drills')
}

/**
 * Of a drill: the name of its run. A history that came back with a repository is somebody else's word: a run of which a path could be made (`../..`, or nothing at all)
 * has no folder.
 */
function folderOf(core: Core, run: string): string | undefined {
  return /^[\w-]+$/.test(run) ? join(drillsOf(core), run) : undefined
}

/** Makes the folder that a drill restores into: private, for what was private in the vault is so here. @returns its real path */
export function makeDrillFolder(core: Core, run: string): string {
  const folder = folderOf(core, run)
  if (folder === undefined) throw new TypeError('a run has a name')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return realpathSync(folder)
}

/** Removes what a drill restored, also folders that their rights protect. Does nothing where there is nothing. Throws what the system says. */
export async function removeDrillFolder(core: Core, run: string): Promise<void> {
  const folder = folderOf(core, run)
  if (folder === undefined) return
  await removeTree(folder)
}

/** Removes what drills left that are over: a folder that could not be removed then may be by now. */
export async function clearDrillFolders(core: Core): Promise<void> {
  const open = new Set(openRuns(core.state.database).map(({ id }) => id))
  for (const name of namesIn(drillsOf(core))) if (!open.has(name)) await removeDrillFolder(core, name)
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return []
    throw error
  }
}
