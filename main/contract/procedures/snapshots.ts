import { z } from 'zod'
import { Problem } from '../problem.ts'
import { list, procedure, Where } from './procedure.ts'

/**
 * A snapshot that Vaultkeeper has made or seen. `verified`: when its content was proven; `vanished`: when it was found to be gone without our doing;
 * `removing`: the run of ours that was to remove it; `pinned`: since when it is kept whatever the rules say; `safety`: the restore or undo before which it was
 * made: such a snapshot is no state of a vault.
 */
export const KnownSnapshot = z.object({
  id: z.string(),
  /** In which order they became known: clocks may lie, this order does not. */
  seq: z.number(),
  repository: z.string(),
  time: z.string(),
  tree: z.string().nullable(),
  vault: z.string().nullable(),
  label: z.string().nullable(),
  files: z.number().nullable(),
  bytes: z.number().nullable(),
  verified: z.string().nullable(),
  vanished: z.string().nullable(),
  plan: z.string().nullable(),
  due: z.string().nullable(),
  removing: z.string().nullable(),
  removed: z.string().nullable(),
  pinned: z.string().nullable(),
  /** The machine that made it; `null`: a run of this home has just made it. */
  host: z.string().nullable(),
  safety: z.string().nullable(),
  /** The other machine that made it (`vault` is then its id as in `notes@server`); `null`: this one. */
  machine: z.string().nullable(),
  /** The snapshot that it was copied from, in whichever repository; or its own id before it was given other tags. */
  original: z.string().nullable(),
})
/** See the schema of this name. */
export type KnownSnapshot = z.infer<typeof KnownSnapshot>

/** A snapshot for a list. `mark`: it has an unusual change that nobody called expected, or it is the last good state to go back to. */
export const ListedSnapshot = KnownSnapshot.extend({
  vaultName: z.string().nullable(),
  /** What that other machine is called. */
  machineName: z.string().nullable(),
  mark: z.enum(['unusual', 'last-good']).nullable(),
})
/** See the schema of this name. */
export type ListedSnapshot = z.infer<typeof ListedSnapshot>

/** A repository that could not be asked, and why; of it is told what was seen there last. */
export const UnaskedRepository = z.object({ repository: z.string(), problem: Problem })
/** See the schema of this name. */
export type UnaskedRepository = z.infer<typeof UnaskedRepository>

/** `ask` false: only what is known already, at once; else repositories are asked where they may have more. */
const Asked = Where.extend({ ask: z.boolean().default(true) })

/** The days (`2026-11-21`) on which a vault has snapshots, by their ids, first to last; `vault` null: snapshots of no vault that is known. */
const VaultCalendar = z.object({
  vault: z.string().nullable(),
  name: z.string(),
  days: list(z.object({ day: z.string(), snapshots: list(z.string()) })),
})
/** See the schema of this name. */
export type VaultCalendar = z.infer<typeof VaultCalendar>

const One = Where.extend({ snapshot: z.string().describe('An id or the beginning of one, a label, "latest" or "last-good".') })

/** The snapshots that there are. */
export const snapshots = {
  list: procedure
    .route({ method: 'GET', path: '/snapshots', summary: 'All snapshots, or the newest so many, oldest first' })
    .input(
      Asked.extend({
        most: z.int().min(1).optional(),
        machine: z.string().optional().describe('Only of this other machine, by host name or name; "this": only our own.'),
      }),
    )
    .output(
      z.object({
        snapshots: list(ListedSnapshot),
        all: z.number().describe('How many there are, also those that `most` leaves out.'),
        several: z.boolean().describe('Whether they are of more than one repository.'),
        unasked: list(UnaskedRepository),
      }),
    ),
  calendar: procedure
    .route({ method: 'GET', path: '/snapshots/calendar', summary: 'The days that have snapshots, vault by vault' })
    .input(
      Asked.extend({
        month: z
          .string()
          .regex(/^\d{4}-\d{2}$/)
          .optional(),
      }),
    )
    .output(z.object({ zone: z.string(), today: z.string(), vaults: list(VaultCalendar), unasked: list(UnaskedRepository) })),
  pin: procedure
    .route({ method: 'POST', path: '/snapshots/{snapshot}/pin', summary: 'Keep a snapshot whatever the rules of retention say' })
    .input(One)
    .output(KnownSnapshot),
  unpin: procedure
    .route({ method: 'POST', path: '/snapshots/{snapshot}/unpin', summary: 'Leave a snapshot to the rules of retention again' })
    .input(One)
    .output(KnownSnapshot),
}
