import type { Kind } from '../kind.ts'
import { badCertificate } from '../over-tls.ts'

/** The right authority vouches for it, and for another machine. */
export const kind: Kind = {
  id: 'C7c',
  says: 'certificate of the server is of another name',
  operations: ['backup', 'verify', 'copy', 'drill'],
  needs: ['rest-server'],
  weight: 0.5,
  arm: badCertificate('C7c', 'other-name'),
}
