import { chmodSync, chownSync, existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { streamFile } from '../content/stream-file.ts'
import type { Core, RunHost } from '../core.ts'
import { sayBytes } from '../health/say-when.ts'
import { removeTreeSync } from '../home/remove-tree.ts'
import { fail } from '../problem-error.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { freeBytes } from '../restore/look-at-target.ts'
import { CancelledError } from '../runs/record-run.ts'
import { packIndexHas } from './pack-index.ts'

/** The `.git` of a repository in a snapshot. `path` from the snapshot's root, without a slash in front. */
export type GitInSnapshot = { readonly opened: OpenRepository; readonly snapshot: string; readonly path: string }

/** Indexes of packs that were read before, by their names: a pack's name says what is in it. */
export type SeenPacks = Map<string, boolean>

/**
 * Whether a commit is in the objects of a `.git` in a snapshot, told by names of files and by the indexes of packs: nothing is restored. `bytes`: how large that
 * `.git` is. Throws problems.
 */
export async function snapshotHolds(
  { opened, snapshot, path }: GitInSnapshot,
  commit: string,
  seen: SeenPacks,
  host: RunHost,
): Promise<{ readonly holds: boolean; readonly bytes: number }> {
  const folder = `/${path}/objects`
  const task = opened.restic.ls(opened.readTarget, { snapshot, path: folder, recursive: true }, { signal: host.signal })
  const loose = `${folder}/${commit.slice(0, 2)}/${commit.slice(2)}`
  const indexes: string[] = []
  let [holds, bytes] = [false, 0]
  for await (const node of task) {
    bytes += node.size
    holds ||= node.path === loose
    if (node.path.startsWith(`${folder}/pack/`) && node.path.endsWith('.idx')) indexes.push(node.path)
  }
  const outcome = await task.outcome
  if (outcome.kind === 'cancelled') throw new CancelledError()
  // A snapshot of a plan that takes a part of the vault has none.
  if (outcome.kind === 'failed' && outcome.reason === 'path-not-found') return { holds: false, bytes: 0 }
  opened.done(outcome)
  for (const index of indexes) {
    if (holds) break
    const known = seen.get(index)
    holds = known ?? packIndexHas(await readAll(streamFile(opened, { snapshot, path: index.slice(1) }, host)), commit)
    seen.set(index, holds)
  }
  return { holds, bytes }
}

async function readAll(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = []
  for await (const chunk of chunks) all.push(chunk)
  return Buffer.concat(all)
}

/** The commit at which a branch was in a snapshot; `undefined` where it had no such branch. Throws problems. */
export async function branchInSnapshot(core: Core, where: GitInSnapshot, branch: string, host: RunHost): Promise<string | undefined> {
  const restored = await restoreGit(core, where, { includes: ['/packed-refs', '/refs/heads'], bytes: 0 }, host)
  try {
    const loose = join(restored.folder, 'refs', 'heads', ...branch.split('/'))
    const text = existsSync(loose) ? readFileSync(loose, 'utf8') : ''
    const packed = join(restored.folder, 'packed-refs')
    const lines = existsSync(packed) ? readFileSync(packed, 'utf8').split('\n') : []
    const found = text.trim() || lines.find((line) => line.endsWith(` refs/heads/${branch}`))?.split(' ')[0]
    return found !== undefined && /^[0-9a-f]{40,64}$/.test(found) ? found : undefined
  } finally {
    restored.remove()
  }
}

/** A `.git` of a snapshot in a folder of ours. */
type RestoredGit = { readonly folder: string; readonly remove: () => void }

/** Restores a `.git`, or some of it, into a folder of this home; its hooks are left out. Throws problems, also where there is no room. */
export async function restoreGit(
  core: Core,
  { opened, snapshot, path }: GitInSnapshot,
  { includes, bytes }: { readonly includes?: readonly string[]; readonly bytes: number },
  host: RunHost,
): Promise<RestoredGit> {
  const free = freeBytes(core.home.temporary)
  if (free < bytes * 1.1)
    fail(
      'branch-no-space',
      `There is no room for the repository of that snapshot in ${core.home.temporary}: it needs ${sayBytes(bytes)}, and ${sayBytes(free)} are free.`,
      'Free some space there, and run it again.',
    )
  const folder = mkdtempSync(join(core.home.temporary, `${process.pid}-branch-`))
  const remove = () => removeTreeSync(folder)
  try {
    const only = includes === undefined ? { excludes: ['/hooks', '/modules', '/lfs'] } : { includes }
    const options = { snapshot: `${snapshot}:/${path}`, target: folder, ...only }
    const outcome = await opened.restic.restore(opened.readTarget, options, { signal: host.signal }).outcome
    if (outcome.kind === 'cancelled') throw new CancelledError()
    if (!(outcome.kind === 'failed' && outcome.reason === 'path-not-found') && outcome.kind !== 'partial') opened.done(outcome)
    // git reads nothing that belongs to another user; who restores as root gets files of theirs.
    if (process.getuid?.() === 0) chownSync(folder, 0, 0)
    chmodSync(folder, 0o700)
    return { folder, remove }
  } catch (error) {
    remove()
    throw error
  }
}
