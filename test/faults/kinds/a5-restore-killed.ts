import { pick } from '../../helpers/seeded.ts'
import { killAt } from '../kill-at.ts'
import type { Kind } from '../kind.ts'

/** A restore is killed: what it wrote so far has the right sizes and any content. Asked for again, it ends with the very same files. */
export const kind: Kind = {
  id: 'A5',
  says: 'restore killed: restic, Vaultkeeper or both',
  operations: ['restore'],
  weight: 19,
  kills: true,
  arm: (_bench, { random, moment, span }) => {
    const whom = pick(random, ['restic', 'engine', 'all'] as const)
    return killAt(whom === 'restic' ? { whom, command: 'restore', after: moment * span * 0.3 } : { whom, after: moment * span })
  },
}
