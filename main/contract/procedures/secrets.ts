import { z } from 'zod'
import { list, procedure } from './procedure.ts'

/**
 * Where a password or a credential is, never the secret itself. `name`: of the repository; with a part, such as `offsite:secret-access-key`, for what its place asks for;
 * or `carrier:email`. `label`: what a person calls it, `null` for the password of a repository. `why`: what the keychain says where it is not ready.
 */
export const SecretListing = z.object({
  name: z.string(),
  label: z.string().nullable(),
  optional: z.boolean(),
  kept: z.enum(['keychain', 'file', 'environment', 'command', 'nowhere']),
  keychain: z.enum(['ready', 'not-set', 'locked', 'absent', 'not-answering']),
  why: z.string().nullable(),
})
/** See the schema of this name. */
export type SecretListing = z.infer<typeof SecretListing>

const Place = z.enum(['keychain', 'file'])

/** The passwords of repositories and of the mail server, and the credentials of places: they come in, and never out. */
export const secrets = {
  list: procedure
    .route({ method: 'GET', path: '/secrets', summary: 'Where each password is kept, and how the keychain stands' })
    .output(list(SecretListing)),
  set: procedure
    .route({
      method: 'PUT',
      path: '/secrets/{name}',
      summary: 'Store a password or credential; one that is refused does not replace one that works',
    })
    .input(
      z.object({ name: z.string(), value: z.string(), in: Place.default('keychain').describe('file: one that only its owner can read.') }),
    )
    .output(
      z.object({
        name: z.string(),
        kept: Place,
        note: z.string().nullable().describe('What else there is to know: it could not be tried, say.'),
      }),
    ),
  remove: procedure
    .route({ method: 'DELETE', path: '/secrets/{name}', summary: 'Forget a password' })
    .input(z.object({ name: z.string(), sure: z.boolean().default(false).describe('It is kept elsewhere.') }))
    .output(z.object({ name: z.string() })),
}
