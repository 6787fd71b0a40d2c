import { streamEntries } from '../changes/read-entries.ts'
import type { RunHost } from '../core.ts'
import { fail } from '../problem-error.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { CancelledError } from '../runs/record-run.ts'

/** A file in a snapshot. The path is relative to the snapshot's root. */
export type FileInSnapshot = { readonly snapshot: string; readonly path: string }

/**
 * The bytes of a file, as they come out of the repository. Leaving early ends restic, and is waited for. Throws a problem where the path is not there or
 * is no file, and where the repository does not give it back.
 */
export async function* streamFile(opened: OpenRepository, file: FileInSnapshot, host: RunHost): AsyncGenerator<Buffer> {
  // A name that is no text cannot be handed to restic: then it is found among its neighbours.
  if (file.path.includes('\uFFFD')) return yield* streamByNeighbours(opened, file, host)
  const dump = opened.restic.dump(opened.readTarget, { snapshot: file.snapshot, path: `/${file.path}` }, { signal: host.signal })
  let left = true
  try {
    for await (const chunk of dump.stdout) yield chunk as Buffer
    left = false
  } catch {
    // The stream fails because restic did, which the outcome explains.
    left = false
  } finally {
    if (left) {
      dump.stdout.destroy()
      await dump.outcome
    }
  }
  const outcome = await dump.outcome
  if (outcome.kind === 'done' || outcome.kind === 'partial') return
  if (outcome.kind === 'cancelled') throw new CancelledError()
  if (outcome.reason === 'path-not-found') notThere(file)
  if (/should be a file, but is/.test(outcome.message)) fail('not-a-file', `"${file.path}" is no file in that snapshot.`, 'Name a file.')
  // restic has many words for damaged data when it dumps, and no reason of its own.
  if (outcome.reason === 'unknown')
    fail(
      'read-back-failed',
      `The repository "${opened.name}" does not give back what a snapshot should hold (${outcome.message}).`,
      'Find out what is damaged with: vaultkeeper verify',
    )
  throw opened.problemOf(outcome)
}

async function* streamByNeighbours(opened: OpenRepository, file: FileInSnapshot, host: RunHost): AsyncGenerator<Buffer> {
  // The folder itself has to have a name that is text.
  const folders = file.path.split('/').slice(0, -1)
  const odd = folders.findIndex((name) => name.includes('\uFFFD'))
  const folder = `/${(odd < 0 ? folders : folders.slice(0, odd)).join('/')}`
  for await (const { path, header, content } of streamEntries(opened, { snapshot: file.snapshot, folder }, host)) {
    if (path !== file.path || header.type !== 'file') continue
    for await (const chunk of content) yield chunk as Buffer
    return
  }
  notThere(file)
}

function notThere({ path }: FileInSnapshot): never {
  return fail('path-not-found', `There is no "${path}" in that snapshot.`, 'See what there is with: vaultkeeper ls SNAPSHOT')
}

/** The first bytes of a file in a snapshot, at most so many; restic is ended as soon as they are there. Throws as {@link streamFile} does. */
export async function readBeginning(opened: OpenRepository, file: FileInSnapshot, most: number, host: RunHost): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of streamFile(opened, file, host)) {
    chunks.push(chunk)
    length += chunk.length
    if (length >= most) break
  }
  return Buffer.concat(chunks).subarray(0, most)
}
