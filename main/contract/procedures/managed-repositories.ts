import { z } from 'zod'
import { JobBegun } from './jobs.ts'
import { PlaceTest } from './places.ts'
import { list, procedure } from './procedure.ts'
import { RepositoryEntry, RepositorySecret } from './repository-entry.ts'
import { HostKeyFingerprint, RepositorySecrets, RepositorySettings } from './repository-inputs.ts'
import { SetupPassword } from './setup.ts'

const Name = z.string().min(1).max(63)

/** Repositories as they are named in the configuration: seen, tried, added, taken over, removed. */
export const managedRepositories = {
  list: procedure
    .route({ method: 'GET', path: '/repositories', summary: 'All repositories: where they are, what they need, how they stand' })
    .output(list(RepositoryEntry)),
  test: procedure
    .route({ method: 'POST', path: '/repositories/test', summary: 'Try a place for a repository within 20 seconds; nothing is made there' })
    .input(
      z.object({
        /** The repository that the settings are of; its own are tried where none are given. */
        repository: Name.optional(),
        settings: RepositorySettings.optional(),
        secrets: RepositorySecrets.default({}),
        /** With it, or with one that is kept, is told what can be read, written and removed there. */
        password: z.string().min(1).max(1000).optional(),
      }),
    )
    .output(PlaceTest),
  needs: procedure
    .route({
      method: 'POST',
      path: '/repositories/needs',
      summary: 'Which secrets a place asks for besides the password, and which are kept',
    })
    .input(z.object({ repository: Name, settings: RepositorySettings.optional() }))
    .output(list(RepositorySecret)),
  add: procedure
    .route({
      method: 'POST',
      path: '/repositories',
      summary: 'Add a repository: make it, or take one over, and name it in the configuration',
    })
    .input(
      z.object({
        name: Name,
        /** May be left out for one that is configured already. */
        settings: RepositorySettings.optional(),
        secrets: RepositorySecrets.default({}),
        password: SetupPassword,
        keepIn: z.enum(['keychain', 'file']).default('keychain'),
        /** `make` refuses where there is one already, `adopt` where there is none. */
        mode: z.enum(['make', 'adopt', 'either']).default('either'),
        /** Plans that write into it from now on. */
        plans: z.array(Name).max(100).readonly().default([]),
        /** The fingerprint of the server's host key that a person has confirmed (SFTP); see `hostKey` of the test. */
        acceptHostKey: HostKeyFingerprint.optional(),
      }),
    )
    .output(JobBegun),
  remove: procedure
    .route({
      method: 'DELETE',
      path: '/repositories/{repository}',
      summary: 'Take a repository out of the configuration; nothing of it is deleted',
    })
    .input(
      z.object({
        repository: Name,
        forgetSecrets: z.boolean().default(false),
        sure: z.boolean().default(false).describe('Its password is kept elsewhere.'),
      }),
    )
    .output(
      z.object({
        place: z.string(),
        /** Plans that write into it no more. */
        plans: list(z.string()),
        /** Secrets that were forgotten, by name. */
        forgotten: list(z.string()),
      }),
    ),
}
