import { killAt } from '../kill-at.ts'
import type { Kind } from '../kind.ts'
import { operations } from '../operations.ts'

/** restic alone is killed while it removes, copies or reads. */
export const kind: Kind = {
  id: 'A2',
  says: 'restic killed in prune, copy, check or a drill',
  operations: ['prune', 'copy', 'verify', 'drill'],
  weight: 22,
  kills: true,
  arm: (_bench, { operation, moment, span }) =>
    killAt({ whom: 'restic', command: operations[operation].restic, after: moment * span * (operation === 'copy' ? 0.35 : 0.2) }),
}
