import { killAt } from '../kill-at.ts'
import type { Kind } from '../kind.ts'

/** restic is killed in the moment in which it removes snapshots. */
export const kind: Kind = {
  id: 'A2b',
  says: 'restic killed in forget',
  operations: ['prune'],
  weight: 4,
  kills: true,
  arm: (_bench, { moment }) => killAt({ whom: 'restic', command: 'forget', after: moment * 60 }),
}
