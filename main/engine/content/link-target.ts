import { mkdtempSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { patternForPath } from 'restic-wrapper'
import type { Core, RunHost } from '../core.ts'
import { removeTreeSync } from '../home/remove-tree.ts'
import { systemCode } from '../problem-error.ts'
import type { OpenRepository } from '../repositories/open-repository.ts'
import type { FileInSnapshot } from './stream-file.ts'

/** Where a link in a snapshot leads, as text; see {@link linkBytes}. */
export async function linkTarget(core: Core, opened: OpenRepository, link: FileInSnapshot, host: RunHost): Promise<string | null> {
  return (await linkBytes(core, opened, link, host))?.toString() ?? null
}

/**
 * Where a link in a snapshot leads, as it is; `null` when it cannot be told (its own name is no text). restic tells it to nobody but a restore, so the link alone is
 * restored into a folder of ours, and read there: nothing follows it. Throws problems.
 */
export async function linkBytes(
  core: Core,
  opened: OpenRepository,
  { snapshot, path }: FileInSnapshot,
  host: RunHost,
): Promise<Buffer | null> {
  if (path.includes('\uFFFD')) return null
  const scratch = mkdtempSync(join(core.home.temporary, `${process.pid}-link-`))
  try {
    // Of its own folder, which need not be made then: its rights might keep us from looking into it.
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')))
    const name = path.slice(path.lastIndexOf('/') + 1)
    const request = { snapshot: `${snapshot}:/${folder}`, target: scratch, includes: [patternForPath(`/${name}`)] }
    opened.done(await opened.restic.restore(opened.readTarget, request, { signal: host.signal }).outcome)
    return readlinkSync(join(scratch, name), 'buffer')
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'EINVAL') return null
    throw error
  } finally {
    removeTreeSync(scratch)
  }
}
