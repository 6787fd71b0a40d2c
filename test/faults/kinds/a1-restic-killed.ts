import { killAt } from '../kill-at.ts'
import type { Kind } from '../kind.ts'

/** restic alone is killed while it stores, at any moment. */
export const kind: Kind = {
  id: 'A1',
  says: 'restic killed in a backup',
  operations: ['backup', 'scheduled'],
  weight: 27,
  kills: true,
  arm: (_bench, { moment, span }) => killAt({ whom: 'restic', command: 'backup', after: moment * span * 0.35 }),
}
