import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import path from 'node:path'
import type { Kind } from '../kind.ts'
import { onSmallDisk } from '../small-disk.ts'
import { toldAs } from '../told-as.ts'

/** The disk of the home, with the repository on it, is full to the last byte. What is in there can be had back all the same. */
export const kind: Kind = {
  id: 'B2',
  says: 'home and repository full to the last byte',
  tellsOf: 'full',
  operations: ['backup', 'restore', 'prune', 'copy'],
  asPerson: true,
  arm: (bench, { operation }) => {
    const disk = onSmallDisk(bench.home, path.join(bench.folder, 'fault', 'disk'), '64m')
    const filler = path.join(bench.home, 'filler')
    spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k'], { stdio: 'ignore' })
    const full = disk.free() === 0
    return {
      hit: () => full,
      // A restore has the reserve to be recorded with. The rest may work by it too, or be told.
      wrong: (end) =>
        operation === 'restore'
          ? end.code === 0
            ? []
            : [`B2: nothing can be had back: ${end.answer?.problem?.sentence}`]
          : end.code === 0
            ? []
            : toldAs('B2', end, /space|full/),
      disarm: () => {
        rmSync(filler, { force: true })
        disk.leave()
      },
    }
  },
}
