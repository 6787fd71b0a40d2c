import { createHash } from 'node:crypto'
import type { Outcome } from 'restic-wrapper'
import { extract, type Header } from 'tar-stream'
import type { RunHost } from '../core.ts'
import { fail } from '../problem-error.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { CancelledError } from '../runs/record-run.ts'
import type { Entry } from './entry.ts'

/** Part of a snapshot, and what is wanted of it. */
export type EntriesRequest = {
  readonly snapshot: string
  /** A folder in the snapshot, such as `/em`; `/` is all of it. One that is not there has no entries. */
  readonly folder: string
  /** Which paths, relative to the vault; the others are read over. */
  readonly wanted: (path: string) => boolean
  /** Contents up to so many bytes are handed out. */
  readonly keepUpTo: number
}

/** An entry as it comes out of the repository: its content has to be read before the next one is asked for. */
export type StreamedEntry = { readonly path: string; readonly header: Header; readonly content: AsyncIterable<unknown> }

/**
 * Files and links of a folder in a snapshot, in restic's order, with their content, read out of the repository by one restic process. Names that are no
 * UTF-8 hold U+FFFD.
 */
export async function* streamEntries(
  opened: OpenRepository,
  { snapshot, folder }: { snapshot: string; folder: string },
  host: RunHost,
): AsyncGenerator<StreamedEntry> {
  const dump = opened.restic.dump(opened.readTarget, { snapshot, path: folder, archive: 'tar' }, { signal: host.signal })
  const archive = extract()
  dump.stdout.on('error', (error) => archive.destroy(error))
  dump.stdout.pipe(archive)
  let broken: unknown
  let left = true
  try {
    for await (const content of archive) {
      const { header } = content
      const path = header.name.replace(/^\/+/, '')
      if (header.type === 'file' || header.type === 'symlink') yield { path, header, content: explained(opened, content, dump.outcome) }
      content.resume()
    }
    left = false
  } catch (error) {
    // An archive that ends too early is explained by restic's outcome; without one it is a fault of ours.
    broken = error
    left = false
  } finally {
    // Whoever wants no more of it leaves here.
    if (left) dump.stdout.destroy()
    else dump.stdout.resume()
  }
  const outcome = await dump.outcome
  if (outcome.kind === 'failed' && outcome.reason === 'path-not-found') return
  throwWhereCut(opened, outcome)
  if (broken !== undefined) throw broken
}

/** What goes wrong in the middle of a content is explained by restic's outcome, too: whoever reads it would get the fault of a stream otherwise. */
async function* explained(
  opened: OpenRepository,
  content: AsyncIterable<unknown>,
  outcome: Promise<Outcome<true>>,
): AsyncGenerator<unknown> {
  try {
    yield* content
  } catch (error) {
    throwWhereCut(opened, await outcome)
    throw error
  }
}

function throwWhereCut(opened: OpenRepository, outcome: Outcome<true>): void {
  if (outcome.kind === 'cancelled') throw new CancelledError()
  if (outcome.kind !== 'failed') return
  // restic has many words for damaged data when it dumps, and no reason of its own.
  if (outcome.reason === 'unknown')
    fail(
      'read-back-failed',
      `The repository "${opened.name}" does not give back what a snapshot should hold (${outcome.message}).`,
      'Find out what is damaged with: vaultkeeper verify',
    )
  throw opened.problemOf(outcome)
}

/** The wanted entries of a part of a snapshot, by their content. */
export async function* readEntries(
  opened: OpenRepository,
  request: EntriesRequest,
  host: RunHost,
): AsyncGenerator<{ readonly path: string; readonly entry: Entry }> {
  for await (const { path, header, content } of streamEntries(opened, request, host)) {
    if (!request.wanted(path)) continue
    const target = header.type === 'symlink' ? (header.linkname ?? '') : null
    const size = header.size ?? 0
    const hash = createHash('sha256')
    if (target !== null) hash.update(target)
    const keep = target === null && size <= request.keepUpTo
    const chunks: Buffer[] = []
    for await (const chunk of content) {
      hash.update(chunk as Buffer)
      if (keep) chunks.push(chunk as Buffer)
    }
    const kind = target === null ? 'file' : 'link'
    yield { path, entry: { kind, size, sha256: hash.digest('hex'), target, content: keep ? Buffer.concat(chunks) : null } }
  }
}
