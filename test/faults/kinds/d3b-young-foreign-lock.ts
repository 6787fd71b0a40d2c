import { existsSync } from 'node:fs'
import { between } from '../../helpers/seeded.ts'
import type { Kind } from '../kind.ts'
import { plantLock } from '../plant-lock.ts'

/** Another machine has locked the repository just now, and nobody can tell whether it is alive. Its lock stays, whoever asks, and it is said whose it is. */
export const kind: Kind = {
  id: 'D3b',
  says: 'exclusive lock of another machine, a few minutes old',
  tellsOf: 'locked',
  operations: ['prune', 'backup', 'copy', 'scheduled'],
  weight: 0.5,
  arm: async (bench, { operation, random }) => {
    const place = operation === 'copy' ? bench.drive : bench.repository
    const age = 60_000 * between(random, 1, 25)
    const lock = await plantLock(bench, place, { pid: 4242, hostname: 'another-machine', exclusive: true, age })
    return {
      once: ['unlock', '--repository', operation === 'copy' ? 'drive' : 'default'],
      hit: () => true,
      vaultMoved: true,
      wrong: ({ code, stdout, stderr }) => {
        const stays = existsSync(lock.file)
        return [
          ...(stays ? [] : ['D3b: the lock of somebody who may be at work was removed']),
          ...(stays && code === 0 && !/another-machine/.test(`${stdout}${stderr}`) ? ['D3b: whose lock it is, is not said'] : []),
        ]
      },
      disarm: () => lock.remove(),
    }
  },
}
