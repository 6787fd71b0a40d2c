import { z } from 'zod'
import { EntryType } from './entry.ts'
import { JobBegun } from './jobs.ts'
import { list, procedure } from './procedure.ts'
import { RestoreWish } from './restores.ts'

/** A moment that a vault can be brought back to: a snapshot, with what a person chooses it by. Safety snapshots and those that are gone are none. */
export const Moment = z.object({
  snapshot: z.string(),
  repository: z.string(),
  /** RFC 3339. */
  time: z.string(),
  label: z.string().nullable(),
  plan: z.string().nullable(),
  /** `null`: made by another program, of no vault of ours. Of another machine: `notes@server`. */
  vault: z.string().nullable(),
  vaultName: z.string().nullable(),
  host: z.string().nullable(),
  /** The other machine that made it, and what it is called; `null`: this one. Its `vault` is one of {@link OtherMachine} (`machines.list`). */
  machine: z.string().nullable(),
  machineName: z.string().nullable(),
  files: z.number().nullable(),
  bytes: z.number().nullable(),
  /** When its content was read back last and found as it should be. */
  verified: z.string().nullable(),
  pinned: z.boolean(),
  /** It holds an unusual change that nobody called expected. */
  unusual: z.boolean(),
  /** The newest of its vault in its repository that is as it should be: what to go back to when in doubt. */
  lastGood: z.boolean(),
  /** What it brought since the one before it, where a run of ours made it. */
  brought: z.object({ filesNew: z.number(), filesChanged: z.number(), bytesStored: z.number() }).nullable(),
})
/** See the schema of this name. */
export type Moment = z.infer<typeof Moment>

/** A vault, and the moment it would be brought back to. */
export const VaultThen = z.object({
  vault: z.string(),
  name: z.string(),
  /** `''` for another machine's: it has no place here. */
  path: z.string(),
  /** Whether its folder is there now. */
  there: z.boolean(),
  /** It is an agent's folder: a SOUL.md stands in it. */
  agent: z.boolean(),
  /** The newest good moment up to then; `null` where there was none yet. */
  moment: Moment.nullable(),
})
/** See the schema of this name. */
export type VaultThen = z.infer<typeof VaultThen>

/** How a file stands on the disk beside what was saved of it, by size and time. `unknown`: its vault is not there, or it is of none. */
export const OnDisk = z.enum(['as-saved', 'changed', 'missing', 'unknown'])
/** See {@link OnDisk}. */
export type OnDisk = z.infer<typeof OnDisk>

/** A file or folder as it was saved. */
const Saved = z.object({ vault: z.string().nullable(), path: z.string(), type: EntryType, size: z.number(), mtime: z.string() })
/** See {@link Saved}. */
export type Saved = z.infer<typeof Saved>

/** The moments that there are to go back to. `list` and `at` come from the records: no repository is asked. */
export const moments = {
  list: procedure
    .route({ method: 'GET', path: '/moments', summary: 'Moments to go back to, newest first' })
    .input(z.object({ vault: z.string().optional() }))
    .output(list(Moment)),
  at: procedure
    .route({ method: 'GET', path: '/moments/at', summary: 'Every vault as it was at one time' })
    .input(
      z.object({
        time: z.iso.datetime({ offset: true }).optional(),
        machine: z.string().optional().describe('The vaults of this other machine, instead of our own.'),
      }),
    )
    .output(list(VaultThen)),
  onDisk: procedure
    .route({
      method: 'POST',
      path: '/moments/on-disk',
      summary: 'How files stand on the disk beside what was saved of them, in their order',
    })
    .input(z.object({ saved: z.array(Saved).max(1_000) }))
    .output(list(OnDisk)),
  rebuild: procedure
    .route({ method: 'POST', path: '/moments/rebuild', summary: 'Restore several vaults, one after the other' })
    .input(z.object({ wishes: z.array(RestoreWish).min(1).max(1_000) }))
    .output(JobBegun),
}
