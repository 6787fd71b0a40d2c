import { walkSource } from '../verify/walk-source.ts'
import { isIncluded, type Selection } from './selection.ts'

/**
 * What restic must be told to save so that it saves a selection with `include`: the topmost things that are taken, each with all that is below. Paths are
 * relative to the vault, one character per byte.
 * @param root real path of the vault
 */
export async function* listIncluded(root: string, selection: Selection): AsyncGenerator<string> {
  for await (const { path } of walkSource(root, selection, (folder) => !isIncluded(selection, folder)))
    if (isIncluded(selection, path)) yield path
}
