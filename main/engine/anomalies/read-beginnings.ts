import { lstatSync, mkdtempSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { patternForPath } from 'restic-wrapper'
import type { Core, RunHost } from '../core.ts'
import { removeTreeSync } from '../home/remove-tree.ts'
import { ProblemError, systemCode } from '../problem-error.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { CancelledError } from '../runs/record-run.ts'
import type { SeenFile } from './sort-changes.ts'

/** So much of a file tells what it is, in bytes. */
const beginning = 64 * 1024
/** Larger files are not fetched out of a repository for their beginning, nor more than so much in all, in bytes. */
const largest = 4 * 2 ** 20
const most = 32 * 2 ** 20

/**
 * The first bytes of files of a snapshot, by path: from the vault on disk where a file still is as it was, else by one restic process. What cannot be
 * had is left out. Throws problems, where the repository itself is the reason.
 * @param root the folder of the vault; `null` when it has moved on since
 */
export async function readBeginnings(
  core: Core,
  opened: OpenRepository,
  { snapshot, files, root }: { snapshot: string; files: readonly SeenFile[]; root: string | null },
  host: RunHost,
): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>()
  const rest: SeenFile[] = []
  let bytes = 0
  for (const file of files) {
    const there = root === null ? undefined : await beginningOf(join(root, file.path), file)
    if (there !== undefined) found.set(file.path, there)
    // A name that is no UTF-8 cannot be asked for.
    else if (file.size <= largest && bytes + file.size <= most && !file.path.includes('\uFFFD')) {
      rest.push(file)
      bytes += file.size
    }
  }
  if (rest.length === 0) return found
  const scratch = mkdtempSync(join(core.home.temporary, `${process.pid}-unusual-`))
  try {
    const includes = rest.map(({ path }) => patternForPath(`/${path}`))
    const outcome = await opened.restic.restore(opened.readTarget, { snapshot, target: scratch, includes }, { signal: host.signal }).outcome
    if (outcome.kind === 'cancelled') throw new CancelledError()
    // Single files that are damaged, or may not be written here, are not what is asked about.
    if (outcome.kind === 'failed' && outcome.reason !== 'item-errors' && outcome.reason !== 'damaged')
      throw new ProblemError(opened.problemOf(outcome).problem)
    for (const { path } of rest) {
      const fetched = await beginningOf(join(scratch, path), null)
      if (fetched !== undefined) found.set(path, fetched)
    }
  } finally {
    removeTreeSync(scratch)
  }
  return found
}

/** The first bytes of a regular file, if it is the one that was seen; never of what would make the reader wait. */
async function beginningOf(path: string, seen: SeenFile | null): Promise<Buffer | undefined> {
  try {
    const stats = lstatSync(path)
    if (!stats.isFile() || (seen !== null && (stats.size !== seen.size || Math.floor(stats.mtimeMs) !== Date.parse(seen.mtime))))
      return undefined
    const file = await open(path, 'r')
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(beginning, stats.size)), 0)
      return buffer.subarray(0, bytesRead)
    } finally {
      await file.close()
    }
  } catch (error) {
    // Gone meanwhile, or not to be read: then the repository is asked.
    if (systemCode(error) === '') throw error
    return undefined
  }
}
