import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Kind } from '../kind.ts'
import { onSmallDisk } from '../small-disk.ts'
import { toldAs } from '../told-as.ts'

/** Known before the first byte. */
export const kind: Kind = {
  id: 'J8',
  says: 'target of a restore read-only',
  tellsOf: 'read-only',
  operations: ['restore'],
  asPerson: true,
  arm: (bench) => {
    mkdirSync(bench.back)
    const disk = onSmallDisk(bench.back, path.join(bench.folder, 'fault', 'disk'), '16m')
    disk.remount('ro')
    return { hit: () => true, wrong: (end) => toldAs('J8', end, /target-read-only/, 15_000, end.took), disarm: () => disk.leave() }
  },
}
