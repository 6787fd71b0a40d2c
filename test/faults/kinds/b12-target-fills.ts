import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Kind } from '../kind.ts'
import { onSmallDisk } from '../small-disk.ts'
import { toldAs } from '../told-as.ts'

/** A restore into a disk that is too small for it: by far, or by a little. */
export const kind: Kind = {
  id: 'B12',
  says: 'target of a restore too small',
  tellsOf: 'full',
  operations: ['restore'],
  asPerson: true,
  arm: (bench, { random }) => {
    mkdirSync(bench.back)
    const disk = onSmallDisk(bench.back, path.join(bench.folder, 'fault', 'disk'), '8m')
    disk.remount(`size=${Math.ceil((0.1 + 0.85 * random()) * 300) * 4096}`)
    return {
      hit: ({ code }) => code !== 0,
      wrong: (end) => toldAs('B12', end, /target-no-space|target-full|no-space/),
      disarm: () => {
        disk.remount('size=64m')
        disk.leave()
      },
    }
  },
}
