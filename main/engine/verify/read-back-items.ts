import { createHash } from 'node:crypto'
import { readlinkSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { extract, type Header } from 'tar-stream'
import { allRestored } from '../selection/selection.ts'
import { hashFile, type ReadBackFile } from './compare-file.ts'
import { pathBytes, shownPath, walkSource } from './walk-source.ts'

/** One thing of a snapshot as the repository gave it back. `path` and `link` as people and JSON see them, relative to the vault. */
export type ReadBackItem = { readonly path: string; readonly type: Header['type']; readonly link: string; readonly file: ReadBackFile }

/** Of a tar archive that is streamed out of the repository: nothing is written, but each file is a question of its own. Rejects where it is cut off. */
export async function* itemsOfTar(tar: Readable): AsyncGenerator<ReadBackItem> {
  const archive = extract()
  tar.on('error', (error) => archive.destroy(error))
  tar.pipe(archive)
  for await (const entry of archive) {
    const { name, type, size = 0, mtime, linkname } = entry.header
    const hash = createHash('sha256')
    for await (const chunk of entry) hash.update(chunk as Buffer)
    const path = name.endsWith('/') ? name.slice(0, -1) : name
    yield {
      path: path.startsWith('/') ? path.slice(1) : path,
      type,
      link: linkname ?? '',
      file: { size, mtime, sha256: hash.digest('hex') },
    }
  }
}

/** Of a folder into which it was restored, which asks a server for whole packs, many at a time. What is neither file, folder nor link is passed over. */
export async function* itemsOfFolder(folder: string): AsyncGenerator<ReadBackItem> {
  const base = Buffer.from(folder).toString('latin1')
  const nothing = { size: 0, mtime: undefined, sha256: '' }
  for await (const { path, kind, stats } of walkSource(folder, allRestored)) {
    const place = `${base}/${path}`
    const shown = shownPath(path)
    if (kind === 'folder') yield { path: shown, type: 'directory', link: '', file: nothing }
    else if (kind === 'link') yield { path: shown, type: 'symlink', link: readlinkSync(pathBytes(place), 'utf8'), file: nothing }
    else if (kind === 'file')
      yield {
        path: shown,
        type: 'file',
        link: '',
        file: { size: stats.size, mtime: stats.mtime, sha256: await hashFile(place, stats.size) },
      }
  }
}
