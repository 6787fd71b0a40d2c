import type { Core, RunHost } from '../core.ts'
import { fail } from '../problem-error.ts'
import { openRepository } from '../repositories/open-repository.ts'
import type { Where } from '../runs/look-into.ts'
import type { SnapshotReference } from '../runs/resolve-snapshot.ts'
import { fileAt } from './file-at.ts'
import { refuseOthers } from './preview.ts'
import { formatOfBytes } from './signatures.ts'
import { streamFile } from './stream-file.ts'

/** Larger pictures are not shown. */
const mostPictureBytes = 20_000_000

/** What browsers show, by our names of the formats. An SVG is none of them: it is a text that may hold programs. */
const types: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  bmp: 'image/bmp',
  icon: 'image/x-icon',
}

/** The bytes of a picture in a snapshot. Throws a problem for what is none by its first bytes, whatever its name, and for what is too large. */
export async function readPicture(core: Core, reference: SnapshotReference, where: Where, host: RunHost): Promise<File> {
  const { repository, snapshot, entry } = await fileAt(core, reference, where, host)
  refuseOthers(entry.path, entry.type)
  if (entry.type !== 'file') noPicture(entry.path)
  if (entry.size > mostPictureBytes)
    fail('picture-too-large', `"${entry.path}" is larger than 20 MB.`, 'Restore it into a folder, and look at it there.')
  const opened = await openRepository(core, repository, 'read', host)
  const chunks: Buffer<ArrayBuffer>[] = []
  let length = 0
  let type: string | undefined
  for await (const chunk of streamFile(opened, { snapshot, path: entry.path }, host)) {
    chunks.push(Buffer.from(chunk))
    length += chunk.length
    // The index knew its size; what goes on beyond it is not read for ever.
    if (length > mostPictureBytes) break
    if (type === undefined && (length >= 32 || length >= entry.size)) {
      type = types[formatOfBytes(Buffer.concat(chunks))?.format ?? '']
      if (type === undefined) break
    }
  }
  return new File(chunks, entry.name, { type: type ?? noPicture(entry.path) })
}

function noPicture(path: string): never {
  return fail('not-a-picture', `"${path}" is no picture that can be shown.`, 'Restore it into a folder, and open it there.')
}
