import { z } from 'zod'
import { JobBegun } from './jobs.ts'
import { list, procedure } from './procedure.ts'

/**
 * A key of a repository: a password that opens it. `current`: the one that is used here. `user` and `host` as whoever added it called them; `created` in the
 * time of this machine, as restic tells it: `2026-11-20 13:55:02`.
 */
export const RepositoryKey = z.object({
  id: z.string(),
  current: z.boolean(),
  user: z.string(),
  host: z.string(),
  created: z.string(),
})
/** See {@link RepositoryKey}. */
export type RepositoryKey = z.infer<typeof RepositoryKey>

const which = z.object({ repository: z.string() })
const NewPassword = z.string().min(1).max(1000)

/** The keys of a repository: each is a password that opens it. */
export const keys = {
  list: procedure
    .route({ method: 'GET', path: '/repositories/{repository}/keys', summary: 'Which passwords open a repository, never the passwords' })
    .input(which)
    .output(list(RepositoryKey)),
  add: procedure
    .route({
      method: 'POST',
      path: '/repositories/{repository}/keys',
      summary: 'Have a further password open a repository, such as one for recovery',
    })
    .input(which.extend({ password: NewPassword, label: z.string().trim().min(1).max(60).default('recovery') }))
    .output(JobBegun),
  remove: procedure
    .route({
      method: 'DELETE',
      path: '/repositories/{repository}/keys/{key}',
      summary: 'Have a password open a repository no more; never the one in use',
    })
    .input(which.extend({ key: z.string().regex(/^[0-9a-f]{8,64}$/) }))
    .output(JobBegun),
}

/** A new password that a person may write down. It is kept nowhere. */
export const newPassword = procedure
  .route({ method: 'POST', path: '/repositories/new-password', summary: 'A new password, made here and kept nowhere' })
  .output(z.object({ password: z.string() }))

/** The password that is used here is replaced; the one before opens the repository no more, and its emergency kit is out of date. */
export const changePassword = procedure
  .route({ method: 'POST', path: '/repositories/{repository}/password', summary: 'Change the password of a repository' })
  .input(
    which.extend({
      password: z.discriminatedUnion('how', [
        z.object({ how: z.literal('generated') }),
        z.object({ how: z.literal('typed'), value: NewPassword }),
      ]),
    }),
  )
  .output(JobBegun)
