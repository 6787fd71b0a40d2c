import { createHash } from 'node:crypto'
import { linkBytes } from '../content/link-target.ts'
import type { FileInSnapshot } from '../content/stream-file.ts'
import type { Core, RunHost } from '../core.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import type { Entry } from './entry.ts'

/**
 * An entry of a snapshot, with the hash of the very bytes that a link leads to. An archive tells where it leads as text, and of names that are no UTF-8 two different
 * ones are the same text. What is no such link is handed back as it is.
 */
export async function exactLink<Some extends Entry | null>(
  core: Core,
  opened: OpenRepository,
  where: FileInSnapshot,
  entry: Some,
  host: RunHost,
): Promise<Some> {
  if (!entry?.target?.includes('\uFFFD')) return entry
  const bytes = await linkBytes(core, opened, where, host)
  return bytes === null ? entry : { ...entry, sha256: createHash('sha256').update(bytes).digest('hex') }
}
