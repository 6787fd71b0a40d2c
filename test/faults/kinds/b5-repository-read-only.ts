import path from 'node:path'
import type { Kind } from '../kind.ts'
import { onSmallDisk } from '../small-disk.ts'
import { toldAs } from '../told-as.ts'

/** What only reads goes on; what writes is told soon. restic by itself says nothing for a quarter of an hour. */
export const kind: Kind = {
  id: 'B5',
  says: 'repository read-only',
  tellsOf: 'read-only',
  operations: ['backup', 'restore', 'prune', 'copy', 'verify', 'drill'],
  asPerson: true,
  arm: (bench, { operation }) => {
    const place = operation === 'copy' ? bench.drive : bench.repository
    const disk = onSmallDisk(place, path.join(bench.folder, 'fault', 'disk'), '64m')
    disk.remount('ro')
    const reads = operation === 'restore' || operation === 'verify' || operation === 'drill'
    return {
      hit: () => true,
      wrong: (end) =>
        reads
          ? end.code === 0
            ? []
            : [`B5: ${operation} does not read: ${end.answer?.problem?.sentence}`]
          : toldAs('B5', end, /read-only/, 15_000, end.took),
      disarm: () => disk.leave(),
    }
  },
}
