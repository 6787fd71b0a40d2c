import { z } from 'zod'

/** Where a repository's password is kept. `environment` and `command` are never remembered by us, only asked. */
export const PasswordSource = z.enum(['keychain', 'file', 'environment', 'command'])
/** See {@link PasswordSource}. */
export type PasswordSource = z.infer<typeof PasswordSource>
