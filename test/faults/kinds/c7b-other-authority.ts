import type { Kind } from '../kind.ts'
import { badCertificate } from '../over-tls.ts'

/** An authority that the configuration does not name has signed it: somebody may sit in between. */
export const kind: Kind = {
  id: 'C7b',
  says: 'certificate of the server is signed by somebody unknown',
  operations: ['backup', 'verify', 'copy', 'drill'],
  needs: ['rest-server'],
  weight: 0.5,
  arm: badCertificate('C7b', 'nobody-knows-who-signed'),
}
