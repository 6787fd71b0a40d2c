import { z } from 'zod'
import { JobBegun } from './jobs.ts'
import { PlaceTest } from './places.ts'
import { list, procedure } from './procedure.ts'
import { HostKeyFingerprint, RepositorySecrets, RepositorySettings } from './repository-inputs.ts'

/** What a folder looks like: Obsidian's or other notes, one agent or a folder of several, code in git, a folder that an assistant works in, or any. */
export const VaultKind = z.enum(['notes', 'agent', 'agents', 'code', 'workspace', 'folder'])
/** See {@link VaultKind}. */
export type VaultKind = z.infer<typeof VaultKind>

/**
 * A folder that could be kept safe. `excludes`: what may be left out of it, for it can be had again or is thrown away already. `files` and `bytes` are of the
 * rest; `counted` is false where there was no time to count all. `configured`: it is a vault already.
 */
export const FoundVault = z.object({
  path: z.string(),
  name: z.string(),
  kind: VaultKind,
  excludes: list(z.string()),
  files: z.number(),
  bytes: z.number(),
  counted: z.boolean(),
  configured: z.boolean(),
})
/** See the schema of this name. */
export type FoundVault = z.infer<typeof FoundVault>

/**
 * Where the copies are to lie: in Vaultkeeper's own folder (on this disk only), in a folder or on a drive, or anywhere that a repository can be, with the settings
 * as they are to stand in the configuration. What such a place asks for is never among them.
 */
export const SetupPlace = z.discriminatedUnion('type', [
  z.object({ type: z.literal('embedded') }),
  z.object({ type: z.literal('local'), path: z.string().min(1).max(4096) }),
  z.object({ type: z.literal('configured'), settings: RepositorySettings }),
])
/** See the schema of this name. */
export type SetupPlace = z.infer<typeof SetupPlace>

/** What a first run decides, without the password. `daily` is a time such as `07:00`; at least one of the two plans is wanted. */
export const SetupChoices = z.object({
  vaults: z
    .array(z.object({ path: z.string().min(1).max(4096), name: z.string().trim().min(1).max(100), exclude: list(z.string().max(1000)) }))
    .min(1)
    .max(200)
    .readonly(),
  place: SetupPlace,
  daily: z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/)
    .nullable(),
  onChange: z.boolean(),
})
/** See the schema of this name. */
export type SetupChoices = z.infer<typeof SetupChoices>

/**
 * The password that encrypts the copies. `generated`: made by the engine, unless one is kept already. `typed`: an own one, or that of a repository that is
 * there. `kept`: the one that is kept already.
 */
export const SetupPassword = z.discriminatedUnion('how', [
  z.object({ how: z.literal('generated') }),
  z.object({ how: z.literal('typed'), value: z.string().min(1).max(1000) }),
  z.object({ how: z.literal('kept') }),
])
/** See the schema of this name. */
export type SetupPassword = z.infer<typeof SetupPassword>

/**
 * What a home still needs. `begin`: nothing is set up. `continue`: a set-up was cut off; `unfinished` has its choices. `kit`: all is made, and nobody has
 * shown to have the password. `backup`: nothing was backed up yet. `done`. Only for `begin` and `continue` a page sends people to the set-up unasked.
 */
export const SetupState = z.object({
  next: z.enum(['begin', 'continue', 'kit', 'backup', 'done']),
  unfinished: SetupChoices.nullable(),
  /** The repository that this is about, once there is one. */
  repository: z.string().nullable(),
  /** Its plans. */
  plans: list(z.string()),
  /** Whether a password for the embedded repository, or that of the set-up that was cut off, is kept already. */
  passwordKept: z.boolean(),
  keychain: z.enum(['ready', 'locked', 'absent', 'not-answering']),
  keychainWhy: z.string().nullable(),
  /** The person's own folder, and the one in which an embedded repository lies. */
  person: z.string(),
  embedded: z.string(),
  /** Whether there is a repository in it that this home does not know: its history was lost. */
  embeddedUnknown: z.boolean(),
  host: z.string(),
})
/** See the schema of this name. */
export type SetupState = z.infer<typeof SetupState>

/** The first run: from a fresh home to plans that are in force. */
export const setup = {
  state: procedure
    .route({ method: 'GET', path: '/setup', summary: 'What a home still needs before it protects anything' })
    .output(SetupState),
  detectVaults: procedure
    .route({ method: 'GET', path: '/setup/vaults', summary: 'Look for folders of this person that are worth keeping safe' })
    .output(z.object({ vaults: list(FoundVault), complete: z.boolean() })),
  lookAtFolder: procedure
    .route({ method: 'POST', path: '/setup/folder', summary: 'What one folder looks like as a vault' })
    .input(z.object({ path: z.string().min(1).max(4096) }))
    .output(FoundVault),
  testPlace: procedure
    .route({ method: 'POST', path: '/setup/place', summary: 'Try a place for the copies of some folders; nothing is made there' })
    .input(z.object({ place: SetupPlace, vaults: list(z.string().max(4096)), secrets: RepositorySecrets.default({}) }))
    .output(PlaceTest),
  create: procedure
    .route({ method: 'POST', path: '/setup', summary: 'Make or take over the repository, keep its password, and write vaults and plans' })
    .input(
      z.object({
        choices: SetupChoices,
        password: SetupPassword,
        keepIn: z.enum(['keychain', 'file']),
        /** What the place asks for, by its parts; what is missing is looked for where it is kept. */
        secrets: RepositorySecrets.default({}),
        /** The fingerprint of the server's host key that a person has confirmed (SFTP). */
        acceptHostKey: HostKeyFingerprint.optional(),
      }),
    )
    .output(JobBegun.extend({ repository: z.string(), plans: list(z.string()) })),
}
