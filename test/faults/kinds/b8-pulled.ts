import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive } from '../../helpers/cli-processes.ts'
import type { Kind } from '../kind.ts'
import { onSmallDisk } from '../small-disk.ts'

/** The drive is pulled in the middle, and plugged in again. */
export const kind: Kind = {
  id: 'B8',
  says: 'drive of the repository pulled in the middle',
  tellsOf: 'gone',
  operations: ['backup', 'copy', 'restore', 'prune', 'verify', 'drill'],
  weight: 2,
  arm: (bench, { operation, moment, span }) => {
    const disk = onSmallDisk(
      operation === 'copy' ? path.dirname(bench.drive) : bench.repository,
      path.join(bench.folder, 'fault', 'disk'),
      '64m',
    )
    let pulled = false
    return {
      strike: async (running) => {
        await Promise.race([delay(moment * span), running.ended])
        if (!isAlive(running.pid)) return
        disk.pull()
        pulled = true
      },
      hit: ({ code }) => pulled && code !== 0,
      disarm: () => {
        if (pulled) disk.plugIn()
        disk.leave()
      },
    }
  },
}
