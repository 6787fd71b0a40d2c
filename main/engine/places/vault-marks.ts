import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { VaultMark } from '../../contract/procedures/places.ts'

const names: readonly (readonly [string, VaultMark])[] = [
  ['.obsidian', 'obsidian'],
  ['.git', 'git'],
  ['.claude', 'claude'],
  ['SOUL.md', 'soul'],
]

/** What in a folder tells that it is one that people keep safe: notes, code, the home of an agent. A folder that may not be read has none. */
export async function vaultMarks(folder: string): Promise<VaultMark[]> {
  const found = await Promise.all(names.map(async ([name, mark]) => ((await isThere(join(folder, name))) ? mark : undefined)))
  return found.filter((mark) => mark !== undefined)
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
