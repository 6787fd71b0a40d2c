import { killAt } from '../kill-at.ts'
import type { Kind } from '../kind.ts'
import { operations } from '../operations.ts'

/** restic alone is killed, at any moment of its work. */
export const kind: Kind = {
  id: 'A1',
  says: 'restic killed (SIGKILL)',
  operations: ['backup', 'copy', 'prune', 'restore', 'verify', 'drill'],
  weight: 4,
  arm: (_bench, { operation, moment, span }) =>
    killAt({ whom: 'restic', command: operations[operation].restic, after: moment * span * 0.3 }),
}
