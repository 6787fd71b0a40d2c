import { readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive } from '../../helpers/cli-processes.ts'
import { openFreezer } from '../../helpers/freezer.ts'
import { pick } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { wrongClock } from '../wrong-clock.ts'

const minute = 60_000

/** The machine sleeps in the middle, for minutes or for longer than a lock counts. With its lock it goes on; a backup without one is said to be none, or checked. */
export const kind: Kind = {
  id: 'F8',
  says: 'machine sleeps in the middle: minutes, hours, its lock there or gone',
  operations: ['backup', 'scheduled', 'copy', 'restore', 'verify', 'prune', 'drill'],
  needs: ['freezer'],
  weight: 2,
  waits: true,
  arm: (bench, { operation, random, moment, span }) => {
    const slept = pick(random, [5 * minute, 120 * minute, 9 * 60 * minute] as const)
    const stores = operation === 'backup' || operation === 'scheduled' || operation === 'copy'
    const takesLocks = stores && random() < 0.5
    const clock = wrongClock(bench, 0)
    const freezer = openFreezer()
    bench.prefix.push(...freezer.prefix)
    let suspended = false
    let taken = 0
    return {
      strike: async (running) => {
        await Promise.race([delay(moment * span * 0.45), running.ended])
        if (isAlive(running.pid)) {
          await freezer.freeze()
          suspended = isAlive(running.pid)
        }
        const locks = [bench.repository, bench.drive].map((place) => path.join(place, 'locks'))
        if (suspended && takesLocks)
          for (const folder of locks)
            for (const name of readdirSync(folder)) {
              rmSync(path.join(folder, name))
              taken += 1
            }
        if (suspended) clock.jump(slept)
        freezer.thaw()
      },
      hit: () => suspended,
      wrong: ({ code, answer }) =>
        code === 0 || (taken > 0 && answer?.problem?.code === 'lock-lost')
          ? []
          : [
              `F8: ${operation} that slept ${slept / minute} min${taken > 0 ? ' and lost its lock' : ''} ended with ${code}: ${answer?.problem?.sentence}`,
            ],
      disarm: () => freezer.end(),
    }
  },
}
