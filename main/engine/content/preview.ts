import type { Core, RunHost } from '../core.ts'
import type { EntryState, EntryType } from '../index/types.ts'
import { fail } from '../problem-error.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import { decodeText, wholeCharacters } from './encoding.ts'
import { type KnownKind, kindBytes, kindOf } from './kind-of.ts'
import { linkTarget } from './link-target.ts'
import { type FileInSnapshot, streamFile } from './stream-file.ts'

/** So much of a text is shown, in bytes. */
export const previewBytes = 256 * 1024

/**
 * What there is to see of a file or a link. `text`: its beginning (without a byte order mark), `shown` bytes of `size`; line ends and control characters
 * are as they are. `bytes`: what is no text, with its beginning. A link leads to `target`, as it is written in it; `null` when that cannot be told.
 */
export type Preview =
  | { readonly what: 'text'; readonly kind: KnownKind; readonly size: number; readonly shown: number; readonly text: string }
  | { readonly what: 'bytes'; readonly kind: KnownKind; readonly size: number; readonly beginning: Buffer }
  | { readonly what: 'link'; readonly target: string | null }

/** Which file, as the index has it, and how many bytes of it at most (a whole {@link previewBytes} if left out). */
export type PreviewRequest = FileInSnapshot & { readonly entry: Pick<EntryState, 'type' | 'size'>; readonly most?: number }

/**
 * Reads the beginning of a file out of a snapshot: restic is ended as soon as there is enough. Of what is no text only the first bytes are read. Throws a
 * problem for folders, devices and the like.
 */
export async function preview(core: Core, opened: OpenRepository, request: PreviewRequest, host: RunHost): Promise<Preview> {
  const { path, entry, most = previewBytes } = request
  if (entry.type === 'symlink') return { what: 'link', target: await linkTarget(core, opened, request, host) }
  refuseOthers(path, entry.type)
  const { size } = entry
  const name = path.slice(path.lastIndexOf('/') + 1)
  const chunks: Buffer[] = []
  let length = 0
  let kind: KnownKind | undefined
  const kindNow = () => kindOf(name, Buffer.concat(chunks), length < size)
  for await (const chunk of streamFile(opened, request, host)) {
    chunks.push(chunk)
    length += chunk.length
    if (kind === undefined && length >= kindBytes) {
      kind = kindNow()
      if (kind.encoding === null) break
    }
    if (length >= most) break
  }
  kind ??= kindNow()
  const read = Buffer.concat(chunks)
  if (kind.encoding === null) return { what: 'bytes', kind, size, beginning: read.subarray(0, kindBytes) }
  const capped = read.subarray(0, most)
  const shown = capped.length < size ? wholeCharacters(capped, kind.encoding) : capped
  return { what: 'text', kind, size, shown: shown.length, text: decodeText(shown, kind.encoding) }
}

const others: Readonly<Record<EntryType, string | undefined>> = {
  file: undefined,
  symlink: undefined,
  dir: 'a folder',
  fifo: 'a named pipe',
  socket: 'a socket',
  dev: 'a device',
  chardev: 'a device',
  irregular: 'no file',
}

/** Throws a problem for what has no content to show. */
export function refuseOthers(path: string, type: EntryType): void {
  const what = others[type]
  if (what === undefined) return
  fail(
    'not-a-file',
    `"${path}" is ${what} in that snapshot.`,
    type === 'dir' ? 'Name a file in it; vaultkeeper ls shows what it holds.' : 'Name a file: there is no content in it.',
  )
}
