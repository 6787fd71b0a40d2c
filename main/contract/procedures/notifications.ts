import { z } from 'zod'
import { list, procedure } from './procedure.ts'

/** News to people. */
export const notifications = {
  test: procedure
    .route({ method: 'POST', path: '/notifications/test', summary: 'Send a test message' })
    // The id of a carrier, or its kind for all of that kind; all that are configured, if left out.
    .input(z.object({ carrier: z.string().optional() }))
    .output(list(z.object({ carrier: z.string(), name: z.string(), arrived: z.boolean(), why: z.string().nullable() }))),
}
