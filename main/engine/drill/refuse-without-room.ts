import type { Core } from '../core.ts'
import { sayBytes } from '../health/say-when.ts'
import { fail } from '../problem-error.ts'
import { freeBytes } from '../restore/look-at-target.ts'

/** Each file ends in the middle of a block, and a disk is not to be filled to its brim: history is written there, too. */
const [block, spare] = [4096, 64 * 2 ** 20]

/** How much has to be free for a restore on trial, in bytes. Pure. */
export function roomFor({ files, bytes }: { readonly files: number; readonly bytes: number }): number {
  return Math.round(bytes * 1.05) + files * block + spare
}

/** Throws a problem where there is no room for a restore on trial, before the first byte. */
export function refuseWithoutRoom(core: Core, size: { readonly files: number; readonly bytes: number }): void {
  const [needed, free] = [roomFor(size), freeBytes(core.home.cache)]
  if (free < needed) noRoom(core, `it needs ${sayBytes(needed)}, and ${sayBytes(free)} are free`)
}

/** Throws the problem of a disk that has no room for a restore on trial. */
export function noRoom(core: Core, why: string): never {
  return fail(
    'drill-no-space',
    `There is no room for a restore on trial in ${core.home.cache}: ${why}.`,
    'Free some space there, or lower "drillUpTo" in the configuration, so that a smaller part is restored each time. Your backups go on.',
  )
}
