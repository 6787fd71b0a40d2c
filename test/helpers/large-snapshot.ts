import { hostname } from 'node:os'
import type { Core } from '../../main/engine/core.ts'
import { fileOf } from '../../main/engine/index/open-index.ts'
import { updateIndex } from '../../main/engine/index/update-index.ts'
import { openRepository } from '../../main/engine/repositories/open-repository.ts'
import type { MasterKey } from '../../main/engine/repositories/quick-key/restic-key.ts'
import { homeHost } from '../../main/engine/state/queries.ts'
import { forgeSnapshot, forgeTree } from './forge-snapshots.ts'

/** How large a snapshot is to be: so many folders, each with so many files. */
export type Size = { readonly folders: number; readonly files: number }

/** Puts a snapshot of a vault into a local repository that is as large as wanted, without a single file on the disk, and indexes it. @returns its id */
export async function forgeLargeSnapshot(
  core: Core,
  of: { repository: string; vault: string; location: string; key: MasterKey },
  size: Size,
): Promise<string> {
  const { repository, vault, location, key } = of
  const common = {
    mode: 0o644,
    mtime: '2026-11-02T08:00:00Z',
    atime: '2026-11-02T08:00:00Z',
    ctime: '2026-11-02T08:00:00Z',
    uid: 0,
    gid: 0,
  }
  const padded = (number: number) => String(number).padStart(6, '0')
  const folders = Array.from({ length: size.folders }, (_, folder) => {
    const nodes = Array.from({ length: size.files }, (_, file) => ({
      ...common,
      name: `note ${padded(file)}.md`,
      type: 'file',
      inode: 1 + folder * size.files + file,
      size: 1_000 + file,
      content: [],
    }))
    const subtree = forgeTree(location, key, nodes)
    return { ...common, name: `folder ${padded(folder)}`, type: 'dir', mode: 0o20000000755, subtree }
  })
  const tree = forgeTree(location, key, folders)
  const tags = [`vault:${vault}`, 'label:manual/2026-11-02-080000']
  const id = forgeSnapshot(location, key, {
    time: '2026-11-02T08:00:00Z',
    hostname: homeHost(core.state.database) ?? hostname(),
    tags,
    tree,
  })
  const host = { signal: new AbortController().signal, onProgress: () => undefined }
  const opened = await openRepository(core, repository, 'read', host)
  await updateIndex(core, opened, fileOf(core, repository), host, { only: [id] })
  return id
}
