import type { Core, RunHost } from '../core.ts'
import { openRepository } from '../repositories/open-repository.ts'
import type { Where } from '../runs/look-into.ts'
import type { SnapshotReference } from '../runs/resolve-snapshot.ts'
import { type FileAt, fileAt } from './file-at.ts'
import { type Preview, preview } from './preview.ts'

/** What there is to see of a file as a person names it. Throws problems. */
export async function previewOf(
  core: Core,
  reference: SnapshotReference,
  where: Where,
  host: RunHost,
): Promise<FileAt & { readonly preview: Preview }> {
  const found = await fileAt(core, reference, where, host)
  const opened = await openRepository(core, found.repository, 'read', host)
  const { snapshot, entry } = found
  return { ...found, preview: await preview(core, opened, { snapshot, path: entry.path, entry }, host) }
}
