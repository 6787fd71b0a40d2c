import { z } from 'zod'
import { list, procedure } from './procedure.ts'

/** News to people. */
export const notifications = {
  carriers: procedure.route({ method: 'GET', path: '/notifications', summary: 'Who is told of news, and of which' }).output(
    list(
      z.object({
        id: z.string(),
        type: z.enum(['desktop', 'webhook', 'ntfy', 'email', 'command', 'ping']),
        /** For a sentence: *the webhook at hooks.example.com*. */
        name: z.string(),
        on: list(z.string()),
        /** Whether this host can reach it: a desktop only the tray app can. */
        here: z.boolean(),
        /** Since when nothing arrives, and why; `null` where nothing is known to be wrong. */
        failing: z.object({ since: z.string(), why: z.string() }).nullable(),
      }),
    ),
  ),
  test: procedure
    .route({ method: 'POST', path: '/notifications/test', summary: 'Send a test message' })
    // The id of a carrier, or its kind for all of that kind; all that are configured, if left out.
    .input(z.object({ carrier: z.string().optional() }))
    .output(list(z.object({ carrier: z.string(), name: z.string(), arrived: z.boolean(), why: z.string().nullable() }))),
}
