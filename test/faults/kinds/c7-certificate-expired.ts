import type { Kind } from '../kind.ts'
import { badCertificate } from '../over-tls.ts'

/** It was good until yesterday. */
export const kind: Kind = {
  id: 'C7',
  says: 'certificate of the server has expired',
  operations: ['backup', 'verify', 'copy', 'drill'],
  needs: ['rest-server'],
  weight: 0.5,
  arm: badCertificate('C7', 'expired'),
}
