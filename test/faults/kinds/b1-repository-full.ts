import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Kind } from '../kind.ts'
import { randomBytes } from '../operations.ts'
import { onSmallDisk } from '../small-disk.ts'

const megabyte = 2 ** 20

/** The disk of the repository fills up in the middle; a person makes room. */
export const kind: Kind = {
  id: 'B1',
  says: 'disk of the repository full in the middle',
  tellsOf: 'full',
  operations: ['backup', 'scheduled', 'copy'],
  asPerson: true,
  arm: (bench, { operation, random, moment }) => {
    const place = operation === 'copy' ? bench.drive : bench.repository
    // A copy takes what the other repository has more: most of the last three backups.
    if (operation === 'backup') writeFileSync(path.join(bench.vault, 'film.bin'), randomBytes(random, 12 * megabyte))
    const disk = onSmallDisk(place, path.join(bench.folder, 'fault', 'disk'), '64m')
    const { used, room } = { used: 64 * megabyte - disk.free(), room: operation === 'backup' ? moment * 8 * megabyte : moment * 200_000 }
    disk.remount(`size=${Math.ceil((used + room) / 4096) * 4096}`)
    return {
      hit: ({ code }) => code !== 0,
      wrong: ({ answer, code }) =>
        code === 0 || /no-space|disk-full/.test(answer?.problem?.code ?? '')
          ? []
          : [`B1: told as ${answer?.problem?.code}: ${answer?.problem?.sentence}`],
      disarm: () => {
        disk.remount('size=64m')
        disk.leave()
      },
    }
  },
}
