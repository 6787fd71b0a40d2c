import path from 'node:path'
import { damage, filesOf } from '../damage.ts'
import type { Kind } from '../kind.ts'
import { rawRepository } from '../raw-repository.ts'

/** A bit of a pack flips, a piece of it turns to zeros, or its end is gone. A full verification always finds it; a restore and a drill never say that all is well over it. */
export const kind: Kind = {
  id: 'E1',
  says: 'data pack damaged: a bit, zeros, cut',
  operations: ['verify', 'restore', 'drill'],
  weight: 3,
  asPerson: true,
  arm: (bench, { operation, random }) => {
    const done = damage(random, filesOf(bench.repository, 'data'), ['flip', 'zeros', 'cut'])
    return {
      hit: () => true,
      wrong: async ({ code, answer }) => {
        if (code !== 0) return answer?.problem ? [] : [`E1: ${done.how}: it failed and told no problem`]
        if (operation === 'verify') return [`E1: ${done.how} of ${done.file}: verified all the same`]
        // What it read was not what is damaged: then the newest snapshot is whole for plain restic too.
        const raw = rawRepository(bench, bench.repository)
        const said = await raw.restore(await raw.newestOf('notes'), path.join(bench.folder, 'fault', 'raw'))
        return said === null ? [] : [`E1: ${done.how}: ${operation} said that all is well: ${said}`]
      },
      disarm: done.mend,
    }
  },
}
