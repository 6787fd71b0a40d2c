import { setImmediate as turn } from 'node:timers/promises'
import { below, folderState, kindAt, namesIn, openFolder } from './folder-state.ts'
import type { FolderState } from './journal.ts'

/**
 * What was restored into a folder of ours: all of its folders can be looked into and changed, whatever their rights are to be; `states` has how each is to stand in the end, the outer
 * before the inner. Paths hold one character per byte.
 */
export type RestoredTree = { readonly root: string; readonly states: Map<string, FolderState> }

/** Opens all folders of a tree. No link is followed. @param root real path, one character per byte */
export async function openTree(root: string): Promise<RestoredTree> {
  const states = new Map<string, FolderState>()
  await enter(root, '', states)
  return { root, states }
}

async function enter(root: string, folder: string, states: Map<string, FolderState>): Promise<void> {
  states.set(folder, folderState(root, folder))
  openFolder(root, folder)
  if (states.size % 100 === 0) await turn()
  for (const name of namesIn(root, folder)) {
    const path = below(folder, name)
    if (kindAt(root, path) === 'folder') await enter(root, path, states)
  }
}
