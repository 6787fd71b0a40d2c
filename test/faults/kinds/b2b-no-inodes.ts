import { spawnSync } from 'node:child_process'
import path from 'node:path'
import type { Kind } from '../kind.ts'
import { onSmallDisk } from '../small-disk.ts'
import { toldAs } from '../told-as.ts'

/** There is room, but not for one more file. */
export const kind: Kind = {
  id: 'B2b',
  says: 'no inodes left where the repository is',
  tellsOf: 'full',
  operations: ['backup', 'copy'],
  asPerson: true,
  arm: (bench, { operation, random }) => {
    const place = operation === 'copy' ? bench.drive : bench.repository
    const disk = onSmallDisk(place, path.join(bench.folder, 'fault', 'disk'), '64m')
    const count = Number(spawnSync('sh', ['-c', `find '${place}' | wc -l`], { encoding: 'utf8' }).stdout)
    disk.remount(`nr_inodes=${count + 1 + Math.floor(random() * 4)}`)
    return {
      hit: ({ code }) => code !== 0,
      wrong: (end) => (end.code === 0 ? [] : toldAs('B2b', end, /space|full|inode/)),
      disarm: () => {
        disk.remount('nr_inodes=0')
        disk.leave()
      },
    }
  },
}
