import { z } from 'zod'
import { list, procedure } from './procedure.ts'

/** Where a password is, never the password. `name`: of the repository, or `smtp:password`. `why`: what the keychain says where it is not ready. */
export const SecretListing = z.object({
  name: z.string(),
  kept: z.enum(['keychain', 'file', 'environment', 'command', 'nowhere']),
  keychain: z.enum(['ready', 'not-set', 'locked', 'absent', 'not-answering']),
  why: z.string().nullable(),
})
/** See the schema of this name. */
export type SecretListing = z.infer<typeof SecretListing>

const Place = z.enum(['keychain', 'file'])

/** The passwords of repositories and of the mail server: they come in, and never out. */
export const secrets = {
  list: procedure
    .route({ method: 'GET', path: '/secrets', summary: 'Where each password is kept, and how the keychain stands' })
    .output(list(SecretListing)),
  set: procedure
    .route({ method: 'PUT', path: '/secrets/{name}', summary: 'Store a password; one that does not open the repository is refused' })
    .input(
      z.object({ name: z.string(), value: z.string(), in: Place.default('keychain').describe('file: one that only its owner can read.') }),
    )
    .output(z.object({ name: z.string(), kept: Place })),
  remove: procedure
    .route({ method: 'DELETE', path: '/secrets/{name}', summary: 'Forget a password' })
    .input(z.object({ name: z.string(), sure: z.boolean().default(false).describe('It is kept elsewhere.') }))
    .output(z.object({ name: z.string() })),
}
