import { existsSync } from 'node:fs'
import type { Kind } from '../kind.ts'
import { plantLock } from '../plant-lock.ts'

const halfAnHour = 30 * 60_000

/** The lock of another machine: a young one is respected, an old one is stale. */
export const kind: Kind = {
  id: 'D3',
  says: 'exclusive lock of another machine, 31 min old',
  tellsOf: 'locked',
  operations: ['backup', 'prune', 'copy'],
  arm: async (bench, { operation, random }) => {
    const place = operation === 'copy' ? bench.drive : bench.repository
    const lock = await plantLock(bench, place, {
      pid: 4242,
      hostname: 'another-machine',
      exclusive: true,
      age: halfAnHour + 60_000 * (1 + random() * 600),
    })
    return {
      hit: () => true,
      wrong: ({ code, answer }) => [
        ...(code === 0 ? [] : [`D3: ended with ${code}: ${answer?.problem?.sentence}`]),
        ...(existsSync(lock.file) ? ['D3: the stale lock is still there'] : []),
      ],
      disarm: lock.remove,
    }
  },
}
