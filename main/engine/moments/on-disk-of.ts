import { existsSync } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import type { OnDisk, Saved } from '../../contract/procedures/moments.ts'
import type { Core } from '../core.ts'
import { systemCode } from '../problem-error.ts'
import { knownVaults } from '../state/queries.ts'
import { isInside } from '../vaults.ts'

/** Looks how files of vaults stand on the disk beside what was saved of them: by kind, size and time, without reading them. */
export function onDiskOf(core: Core): (saved: Saved) => Promise<OnDisk> {
  const roots = new Map(knownVaults(core.state.database).map(({ id, path }) => [id, { path, there: existsSync(path) }]))
  return async ({ vault, path, type, size, mtime }) => {
    const root = roots.get(vault ?? '')
    const place = join(root?.path ?? '', path)
    if (root === undefined || !root.there || path.includes('\uFFFD') || path.includes('\0') || !isInside(place, root.path)) return 'unknown'
    try {
      const now = await lstat(place)
      if (type === 'dir') return now.isDirectory() ? 'as-saved' : 'changed'
      if (type === 'symlink') return now.isSymbolicLink() && sameTime(now.mtimeMs, mtime) ? 'as-saved' : 'changed'
      return now.isFile() && now.size === size && sameTime(now.mtimeMs, mtime) ? 'as-saved' : 'changed'
    } catch (error) {
      return systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR' ? 'missing' : 'unknown'
    }
  }
}

/** To the millisecond: what was saved has nanoseconds, which a number of JavaScript does not hold. */
function sameTime(milliseconds: number, saved: string): boolean {
  return Math.abs(milliseconds - Date.parse(saved)) < 2
}
