import { killAt } from '../kill-at.ts'
import type { Kind } from '../kind.ts'

/** As when the power goes: everything stands still, and then is gone. */
export const kind: Kind = {
  id: 'A4',
  says: 'all killed at one moment, as by a power cut',
  operations: ['backup', 'scheduled', 'prune', 'copy', 'backup', 'drill', 'verify'],
  weight: 27,
  kills: true,
  arm: (_bench, { moment, span }) => killAt({ whom: 'all', after: moment * span }),
}
