import { chmodSync, lstatSync, readdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { systemCode } from '../problem-error.ts'

const protectedByRights = new Set(['EACCES', 'EPERM', 'ENOTEMPTY'])

/**
 * Removes a folder with all that is in it, also what its rights protect: folders come out of a snapshot with the rights that they had, and an ordinary user
 * cannot empty one that is read-only. Does nothing where there is nothing; a link in its place goes, and not what it leads to. Throws what the system says.
 */
export async function removeTree(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  } catch (error) {
    openToRemove(folder, error)
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** As {@link removeTree}, at once: for what is small, or on the way out. */
export function removeTreeSync(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch (error) {
    openToRemove(folder, error)
    rmSync(folder, { recursive: true, force: true })
  }
}

function openToRemove(folder: string, error: unknown): void {
  if (!protectedByRights.has(systemCode(error))) throw error
  if (lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) openFolders(Buffer.from(folder))
}

/** Gives us the right to look into, and to empty, each folder of a tree. No link is followed. Names are bytes. */
export function openFolders(folder: Buffer): void {
  chmodSync(folder, 0o700)
  for (const entry of readdirSync(folder, { withFileTypes: true, encoding: 'buffer' }))
    if (entry.isDirectory()) openFolders(Buffer.concat([folder, Buffer.from('/'), entry.name]))
}
