import { killAt } from '../kill-at.ts'
import type { Kind } from '../kind.ts'

/** Vaultkeeper is killed at any moment, and restic goes on by itself. */
export const kind: Kind = {
  id: 'A3',
  says: 'Vaultkeeper killed at random, restic left behind',
  operations: ['backup', 'scheduled', 'copy', 'prune', 'drill', 'backup', 'verify'],
  weight: 27,
  kills: true,
  arm: (_bench, { moment, span }) => killAt({ whom: 'engine', after: moment * span }),
}
