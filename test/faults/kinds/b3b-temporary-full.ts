import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Kind } from '../kind.ts'
import { onSmallDisk } from '../small-disk.ts'

/** No room in the folder for temporary files. It works all the same, or that folder is named, not the repository. */
export const kind: Kind = {
  id: 'B3b',
  says: 'disk of TMPDIR full',
  tellsOf: 'full',
  operations: ['backup', 'copy', 'prune'],
  asPerson: true,
  arm: (bench) => {
    const disk = onSmallDisk(bench.temporary, path.join(bench.folder, 'fault', 'disk'), '16k')
    const filler = path.join(bench.temporary, 'filler')
    writeFileSync(filler, Buffer.alloc(disk.free()))
    return {
      hit: () => disk.free() === 0,
      wrong: ({ code, answer }) =>
        code === 0 || (answer?.problem?.sentence ?? '').includes(bench.temporary)
          ? []
          : [`B3b: ended with ${code}: ${answer?.problem?.code}: ${answer?.problem?.sentence}`],
      disarm: () => {
        disk.leave()
        rmSync(filler, { force: true })
      },
    }
  },
}
