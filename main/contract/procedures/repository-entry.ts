import { z } from 'zod'
import { Problem } from '../problem.ts'
import { list } from './procedure.ts'

/** The kinds of places for a repository, as `type` names them in the configuration. */
const RepositoryKind = z.enum(['local', 'sftp', 'rest', 's3', 'b2', 'azure', 'gs', 'rclone', 'uri'])

/**
 * A secret that a repository needs besides its password, never the secret itself. `name` is what `secrets.set` calls it (`offsite:secret-access-key`), `part`
 * what comes behind the colon, `label` what a person calls it. `unknown`: the keychain does not tell now.
 */
export const RepositorySecret = z.object({
  name: z.string(),
  part: z.string(),
  label: z.string(),
  optional: z.boolean(),
  kept: z.enum(['keychain', 'file', 'environment', 'command', 'nowhere', 'unknown']),
})
/** See {@link RepositorySecret}. */
export type RepositorySecret = z.infer<typeof RepositorySecret>

/**
 * How a repository stands. `not-made`: nothing was ever kept there; `not-connected`: its drive is away; `failing`: the last thing that was tried there failed, for
 * the reason that `problem` tells; `off`: switched off.
 */
export const RepositoryState = z.enum(['ready', 'not-made', 'not-connected', 'failing', 'damaged', 'off'])
/** See {@link RepositoryState}. */
export type RepositoryState = z.infer<typeof RepositoryState>

/** One repository as it is configured, or known from before. Bytes are bytes, times RFC 3339. */
export const RepositoryEntry = z.object({
  name: z.string(),
  kind: RepositoryKind,
  /** Where it is, as a person would say it: a folder, `s3.example.org, bucket notes`. */
  place: z.string(),
  /** Whether it is named in the configuration; the embedded one and one that was taken out of it are not. */
  configured: z.boolean(),
  /** What the configuration says of it, defaults filled in; there is no secret in it. `null` where it is not configured. */
  settings: z.record(z.string(), z.unknown()).nullable(),
  onDisk: z.enum(['same', 'other', 'server']),
  appendOnly: z.boolean(),
  /** How far an append-only one has grown, in sentences; `null` for others. */
  grown: z.string().nullable(),
  /** The repository whose snapshots are copied into it, where it is a mirror. */
  mirrorOf: z.string().nullable(),
  /** Plans that write into it. */
  plans: list(z.string()),
  /** Where the password is kept that encrypts it. */
  password: RepositorySecret.shape.kept,
  secrets: list(RepositorySecret),
  state: RepositoryState,
  problem: Problem.nullable(),
  /** When something was last kept or checked there with success. */
  lastSuccess: z.string().nullable(),
  snapshots: z.number(),
  /** How many of them other machines made. */
  foreign: z.number(),
  /** What it takes, as far as was ever counted. */
  bytes: z.number().nullable(),
  /** A change of its password was cut off; any of the procedures on its keys brings it to its end. */
  passwordChanging: z.boolean(),
})
/** See {@link RepositoryEntry}. */
export type RepositoryEntry = z.infer<typeof RepositoryEntry>
