import { streamEntries } from '../changes/read-entries.ts'
import type { RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'

/** How much of a copied snapshot came back, in files and bytes of content; `all` of it, or what came first. */
export type ReadBack = { readonly files: number; readonly bytes: number; readonly all: boolean }

/** So much is read at most, in bytes of content. */
const most = 64 * 2 ** 20

/**
 * Reads a copied snapshot out of its new repository, at most {@link most} of it. restic names everything by the SHA-256 of its content and compares when it
 * reads: with the tree of the original, what comes back is what the original holds. Throws a problem where it does not come back.
 */
export async function readBackCopy(opened: OpenRepository, snapshot: string, host: RunHost): Promise<ReadBack> {
  let [files, bytes] = [0, 0]
  for await (const { content } of streamEntries(opened, { snapshot, folder: '/' }, host)) {
    for await (const chunk of content) bytes += (chunk as Buffer).length
    files += 1
    if (bytes >= most) return { files, bytes, all: false }
  }
  return { files, bytes, all: true }
}
