import { createHash } from 'node:crypto'
import type { Outcome } from 'restic-wrapper'
import type { OpenRepository } from '../repositories/open-repository.ts'

/** What a repository gave back of one file, which need not be all of it where `outcome` is a failure. */
export type HashedDump = { readonly size: number; readonly sha256: string; readonly outcome: Outcome<unknown> }

/** How many bytes are read from one word of progress to the next. */
const step = 16 * 1024 * 1024

/**
 * Reads one file out of a snapshot as it comes: nothing of it is kept.
 * @param path absolute in the snapshot, and text
 * @param onBytes is told now and then how much was read
 */
export async function hashDump(
  opened: OpenRepository,
  snapshot: string,
  path: string,
  signal: AbortSignal,
  onBytes: (read: number) => void = () => undefined,
): Promise<HashedDump> {
  const dump = opened.restic.dump(opened.readTarget, { snapshot, path }, { signal })
  const hash = createHash('sha256')
  let size = 0
  let broken: unknown
  try {
    for await (const chunk of dump.stdout) {
      hash.update(chunk as Buffer)
      const before = size
      size += (chunk as Buffer).length
      if (Math.floor(size / step) > Math.floor(before / step)) onBytes(size)
    }
  } catch (error) {
    // What ends too early is explained by restic's outcome; without one it is a fault of ours.
    broken = error
  }
  const outcome = await dump.outcome
  if (broken !== undefined && outcome.kind === 'done') throw broken
  return { size, sha256: hash.digest('hex'), outcome }
}
