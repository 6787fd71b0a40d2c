import path from 'node:path'
import type { Kind } from '../kind.ts'
import { onSmallDisk } from '../small-disk.ts'
import { toldAs } from '../told-as.ts'

/** Nothing can be recorded: nothing begins. */
export const kind: Kind = {
  id: 'B4',
  says: 'home read-only',
  tellsOf: 'read-only',
  operations: ['backup', 'restore', 'prune', 'copy', 'verify', 'drill'],
  asPerson: true,
  arm: (bench) => {
    const disk = onSmallDisk(bench.home, path.join(bench.folder, 'fault', 'disk'), '64m')
    disk.remount('ro')
    return { hit: () => true, wrong: (end) => toldAs('B4', end, /home-read-only/, 15_000, end.took), disarm: () => disk.leave() }
  },
}
