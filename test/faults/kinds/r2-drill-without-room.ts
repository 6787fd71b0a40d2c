import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { onSmallDisk } from '../small-disk.ts'
import { toldAs } from '../told-as.ts'

/** There is no room for a restore on trial, from the beginning or from its middle on: that is no damage of the backups, and nothing of it is left. */
export const kind: Kind = {
  id: 'R2',
  says: 'no room for a restore on trial, or none any more in the middle',
  tellsOf: 'full',
  operations: ['drill'],
  arm: (bench, { random, moment, span }) => {
    const how = pick(random, ['before', 'in the middle'] as const)
    const cache = path.join(bench.home, 'cache')
    mkdirSync(cache, { recursive: true })
    const disk = onSmallDisk(cache, path.join(bench.folder, 'fault', 'disk'), '128m')
    const fill = (tries = 10): void => {
      try {
        disk.remount(`size=${Math.ceil((128 * 2 ** 20 - disk.free()) / 4096) * 4096}`)
      } catch (error) {
        // More was written between the look and the remount: no disk becomes smaller than what is on it.
        if (tries === 0) throw error
        fill(tries - 1)
      }
    }
    if (how === 'before') fill()
    let over = false
    return {
      strike: async (running) => {
        await Promise.race([
          delay(moment * span * 0.6),
          running.ended.then(() => {
            over = true
          }),
        ])
        if (how === 'in the middle' && !over) fill()
      },
      hit: ({ code }) => code !== 0,
      wrong: (end) => [
        ...(end.code === 0 ? [] : toldAs(`R2, ${how}`, end, /^(drill-no-space|no-space|cache-full)$/, 15_000, end.took)),
        ...(how === 'before' && end.code === 0 ? ['R2: it says that all came back, where nothing could be written'] : []),
      ],
      disarm: () => disk.leave(),
    }
  },
}
