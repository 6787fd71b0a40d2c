import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Kind } from '../kind.ts'
import { onSmallDisk } from '../small-disk.ts'

/** No room for the cache: it works all the same, or that folder is named, not the repository. */
export const kind: Kind = {
  id: 'B3',
  says: 'disk of the cache full',
  tellsOf: 'full',
  operations: ['backup', 'restore', 'copy', 'prune'],
  asPerson: true,
  arm: (bench) => {
    const cache = path.join(bench.home, 'cache')
    mkdirSync(cache, { recursive: true })
    const disk = onSmallDisk(cache, path.join(bench.folder, 'fault', 'disk'), '16m')
    disk.remount(`size=${Math.ceil((16 * 2 ** 20 - disk.free()) / 4096) * 4096}`)
    const full = disk.free() < 4096
    return {
      hit: () => full,
      wrong: ({ code, answer }) =>
        code === 0 || (answer?.problem?.sentence ?? '').includes(cache) ? [] : [`B3: ended with ${code}: ${answer?.problem?.sentence}`],
      disarm: () => disk.leave(),
    }
  },
}
