import { z } from 'zod'
import { list, procedure } from './procedure.ts'

/** A vault of another machine, as its snapshots tell of it. `vault` is what `moments.list` and every `vault` input take: `notes@server`. */
const MachineVault = z.object({
  vault: z.string(),
  /** `notes`, or the folders that plain restic saved. */
  name: z.string(),
  /** RFC 3339. */
  newest: z.string(),
  snapshots: z.number(),
  repositories: list(z.string()),
})

/** Another machine that keeps snapshots in a repository of ours, as they tell of it. Times are RFC 3339 texts, durations milliseconds. */
export const OtherMachine = z.object({
  /** Its host name; `laptop/ann`: another account of this very machine. */
  machine: z.string(),
  /** What it is called here. */
  name: z.string(),
  newest: z.string(),
  snapshots: z.number(),
  repositories: list(z.string()),
  vaults: list(MachineVault),
  /** How long it usually takes from one backup to the next; `null` where there are too few to tell. */
  usual: z.number().nullable(),
  /** After which silence it counts as quiet; `null`: never. */
  allowed: z.number().nullable(),
  /** Who says so: a person in the configuration, or how often it backs up; `too-few`: it has not backed up often enough to tell. */
  by: z.enum(['configuration', 'learned', 'too-few']),
  /** Since when it has been silent for longer than that; `null`: it is not, or nobody could look. */
  quietSince: z.string().nullable(),
})
/** See the schema of this name. */
export type OtherMachine = z.infer<typeof OtherMachine>

/** The other machines in our repositories. `list` comes from the records: no repository is asked. */
export const machines = {
  list: procedure
    .route({ method: 'GET', path: '/machines', summary: 'The other machines that keep snapshots in the same repositories' })
    .output(list(OtherMachine)),
  change: procedure
    .route({ method: 'POST', path: '/machines', summary: 'Name another machine, or say when its silence is told' })
    .input(
      z.object({
        machine: z.string().min(1).max(320),
        /** `null`: by its host name again. As it was, if left out. */
        name: z.string().trim().min(1).max(100).nullable().optional(),
        /** A duration such as `26h`; `false`: its silence is never told, for it is gone for good; `null`: learned. As it was, if left out. */
        staleAfter: z
          .union([z.string().max(40), z.literal(false)])
          .nullable()
          .optional(),
      }),
    )
    .output(OtherMachine.nullable()),
}
