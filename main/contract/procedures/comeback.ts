import { z } from 'zod'
import { JobBegun } from './jobs.ts'
import { HostKey } from './places.ts'
import { list, procedure } from './procedure.ts'
import { RepositorySecret } from './repository-entry.ts'
import { HostKeyFingerprint, RepositorySecrets, RepositorySettings } from './repository-inputs.ts'

/**
 * Where the backups of another time lie: an address as a person or the kit says it (a folder, or what restic takes: `rest:https://…`), or settings as they would
 * stand in the configuration. Secrets are never among them.
 */
export const ComebackPlace = z.discriminatedUnion('type', [
  z.object({ type: z.literal('address'), address: z.string().trim().min(1).max(4096) }),
  z.object({ type: z.literal('configured'), settings: RepositorySettings }),
])
/** See the schema of this name. */
export type ComebackPlace = z.infer<typeof ComebackPlace>

/**
 * A vault of a machine that can come back. `path`: where it would go here; `null` where nobody knows it. `there`: something lies at that place already. `newest`: the
 * time of its newest snapshot.
 */
export const ComebackVault = z.object({
  id: z.string(),
  name: z.string(),
  path: z.string().nullable(),
  snapshots: z.number(),
  newest: z.string().nullable(),
  there: z.boolean(),
})
/** See the schema of this name. */
export type ComebackVault = z.infer<typeof ComebackVault>

/**
 * A machine whose backups lie at a place. `time`: of the newest snapshot of what Vaultkeeper itself needs; `null` where there is none: an older Vaultkeeper, or plain
 * restic, made its backups, and a configuration would be proposed. `newest`: of its newest snapshot of all. `alive`: that is so young that the machine may still be
 * at work. `elsewhere`: where its configuration says that this repository is, if that is another place. `vaults` are newest first. `notes`: sentences on what is otherwise here, such as a folder that is not there.
 */
export const ComebackMachine = z.object({
  host: z.string(),
  time: z.string().nullable(),
  newest: z.string().nullable(),
  alive: z.boolean(),
  elsewhere: z.string().nullable(),
  vaults: list(ComebackVault),
  notes: list(z.string()),
})
/** See the schema of this name. */
export type ComebackMachine = z.infer<typeof ComebackMachine>

/**
 * Whether this home can take a machine back. `empty`: nothing is set up in it. `unfinished`: a machine was on its way back and was cut off: the same again brings it to
 * its end. `taken`: it has a life of its own, and is never overwritten. `from`, `host`: of the unfinished one.
 */
export const ComebackState = z.object({
  home: z.enum(['empty', 'unfinished', 'taken']),
  from: z.string().nullable(),
  host: z.string().nullable(),
})
/** See the schema of this name. */
export type ComebackState = z.infer<typeof ComebackState>

const which = {
  place: ComebackPlace,
  secrets: RepositorySecrets.default({}),
  /** That of the repository. */
  password: z.string().min(1).max(1000),
  /** The fingerprint of the server's host key that a person has confirmed (SFTP). */
  acceptHostKey: HostKeyFingerprint.optional(),
}

/** A machine from the backups of an earlier one: its configuration, its history and its vaults, by the password alone. */
export const comeback = {
  state: procedure.route({ method: 'GET', path: '/comeback', summary: 'Whether a machine can be brought back here' }).output(ComebackState),
  place: procedure
    .route({ method: 'POST', path: '/comeback/place', summary: 'What a place is, and which secrets it asks for; nothing is opened' })
    .input(z.object({ place: ComebackPlace }))
    .output(
      z.object({
        /** As a person would say it. */
        place: z.string(),
        settings: RepositorySettings,
        needs: list(RepositorySecret),
        /** Of a server that is reached by ssh. */
        hostKey: HostKey.nullable(),
      }),
    ),
  look: procedure
    .route({ method: 'POST', path: '/comeback/look', summary: 'Which machines can be brought back from a place, and what of them' })
    .input(z.object(which))
    .output(z.object({ machines: list(ComebackMachine) })),
  begin: procedure
    .route({ method: 'POST', path: '/comeback/begin', summary: 'Bring a machine back here, and the vaults of it that are named' })
    .input(
      z.object({
        ...which,
        /** Of one of the machines; may be left out where there is one only. */
        host: z.string().min(1).max(253).optional(),
        /** Ids of the vaults to restore, each to where it was. */
        vaults: z.array(z.string().max(253)).max(1000).readonly().default([]),
        /** The configuration is to say of the repository what was said here, where that is another place: see `elsewhere`. `false`: that is refused. */
        mendPlace: z.boolean().default(true),
        /** Go on under its name although it may still be at work. */
        takeOver: z.boolean().default(false),
        keepIn: z.enum(['keychain', 'file']).default('keychain'),
      }),
    )
    .output(JobBegun),
  leave: procedure
    .route({ method: 'POST', path: '/comeback/leave', summary: 'Leave a return that was cut off as it is; no repository is asked' })
    .output(z.object({})),
}
