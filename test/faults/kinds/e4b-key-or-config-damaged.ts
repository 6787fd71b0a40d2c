import path from 'node:path'
import { damage, filesOf } from '../damage.ts'
import type { Kind } from '../kind.ts'

/** A bit of the config, or of a key, is wrong: told in words, and not as a new repository. */
export const kind: Kind = {
  id: 'E4b',
  says: 'key or config of a repository with a wrong bit, or cut',
  operations: ['backup', 'verify', 'prune', 'copy'],
  arm: (bench, { operation, random }) => {
    const place = operation === 'copy' ? bench.drive : bench.repository
    const config = random() < 0.5
    const done = damage(random, config ? [path.join(place, 'config')] : filesOf(place, 'keys'), ['flip', 'cut'])
    return {
      hit: ({ code }) => code !== 0,
      wrong: ({ code, answer }) => [
        // Of two keys one is whole.
        ...(code === 0 && config ? [`E4: ${done.how}, and it said that all is well`] : []),
        ...(code !== 0 && (answer?.problem?.sentence ?? '').includes('panic') ? [`E4: ${done.how}: ${answer?.problem?.sentence}`] : []),
      ],
      disarm: done.mend,
    }
  },
}
