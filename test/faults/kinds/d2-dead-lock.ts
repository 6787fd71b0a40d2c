import { spawnSync } from 'node:child_process'
import { hostname } from 'node:os'
import type { Kind } from '../kind.ts'
import { plantLock } from '../plant-lock.ts'

/** A process of this machine died and left its lock, exclusive or not. It is taken away by itself. */
export const kind: Kind = {
  id: 'D2',
  says: 'lock of a dead process of this machine',
  operations: ['backup', 'prune', 'verify', 'copy'],
  arm: async (bench, { operation, random }) => {
    // One that is in nobody's way may stay until it is in somebody's: all but a prune are stopped by an exclusive one alone.
    // A number that was somebody's a moment ago.
    const { pid } = spawnSync('true')
    const place = operation === 'copy' ? bench.drive : bench.repository
    const lock = await plantLock(bench, place, {
      pid,
      hostname: hostname(),
      exclusive: operation !== 'prune' || random() < 0.5,
      age: random() * 3_600_000,
    })
    return {
      hit: () => true,
      wrong: ({ code, answer }) => (code === 0 ? [] : [`D2: ended with ${code}: ${answer?.problem?.sentence}`]),
      // A verify takes no lock and removes none, and not behind each of them comes a backup.
      disarm: () => {
        if (operation === 'verify') lock.remove()
      },
    }
  },
}
