import { z } from 'zod'
import { list, procedure } from './procedure.ts'

/**
 * An emergency kit: all that is needed to get everything back with plain restic, but for the password. `location` is as restic takes it, `place` as a
 * person would say it. `key` is the id of the key that the password opens. `showable`: the password may still be shown on a page. `text` is the whole kit
 * as text, with `blank` in the password's place.
 */
export const Kit = z.object({
  repository: z.string(),
  place: z.string(),
  location: z.string(),
  onThisComputer: z.boolean(),
  id: z.string(),
  keys: list(z.string()),
  restic: z.string().nullable(),
  made: z.string(),
  host: z.string(),
  kept: z.enum(['keychain', 'file', 'environment', 'command']),
  checked: z.string().nullable(),
  showable: z.boolean(),
  vaults: list(z.object({ id: z.string(), name: z.string(), path: z.string() })),
  steps: list(z.object({ title: z.string(), commands: list(z.string()) })),
  text: z.string(),
  blank: z.string(),
})
/** See the schema of this name. */
export type Kit = z.infer<typeof Kit>

const which = z.object({ repository: z.string() })

/** The emergency kit of each repository. */
export const kit = {
  list: procedure
    .route({ method: 'GET', path: '/kits', summary: 'Whose emergency kits there are, and when each was last checked' })
    .output(list(z.object({ repository: z.string(), place: z.string(), shown: z.string().nullable(), checked: z.string().nullable() }))),
  get: procedure.route({ method: 'GET', path: '/kits/{repository}', summary: 'A kit without its password' }).input(which).output(Kit),
  password: procedure
    .route({
      method: 'POST',
      path: '/kits/{repository}/password',
      summary: 'The password, to be written down: until somebody has proved to have it',
    })
    .input(which)
    .output(z.object({ password: z.string() })),
  check: procedure
    .route({ method: 'POST', path: '/kits/{repository}/check', summary: 'Whether these are the last four characters of the password' })
    .input(which.extend({ last: z.string().max(100) }))
    .output(z.object({ right: z.boolean() })),
}
