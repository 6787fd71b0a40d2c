import { z } from 'zod'
import { Problem } from '../problem.ts'
import { OpenAnomaly } from './anomalies.ts'
import { PlanHealth, Trouble } from './health.ts'
import { UnfinishedRestore } from './known-restore.ts'
import { OtherMachine } from './machines.ts'
import { Proven } from './overview.ts'
import { list, procedure } from './procedure.ts'

/** How a vault stands that no plan takes care of. */
const VaultStatus = z.object({
  vault: z.string(),
  name: z.string(),
  path: z.string(),
  state: z.enum(['protected', 'running', 'warning', 'not-verified', 'failed', 'anomaly']),
  /** Why, when it is not protected. */
  problem: Problem.nullable(),
  warnings: list(z.string()),
  lastGood: z
    .object({
      time: z.string(),
      label: z.string().nullable(),
      snapshot: z.string().nullable(),
      files: z.number(),
      bytes: z.number(),
    })
    .nullable(),
})

/** A repository as far as records and configuration tell of it. */
const RepositoryStatus = z.object({
  name: z.string(),
  location: z.string(),
  /** It lies on the disk of our own home: it helps against mistakes, not against a dead disk. */
  onThisDisk: z.boolean(),
  /** Its folder is not where it was. Of a server nothing is known. */
  notThere: z.boolean(),
  /** Nor is there a drive that could be missing: it was removed or moved, with all that backups put there. */
  gone: z.boolean(),
  snapshots: z.number(),
  vanished: z.number(),
  damagedSince: z.string().nullable(),
})

/** How everything stands. `attention`: something needs a person. */
const Status = z.object({
  /** Vaults that were backed up by hand and that no plan takes care of. */
  vaults: list(VaultStatus),
  repositories: list(RepositoryStatus),
  /** Each plan in each of its repositories; empty where nothing is configured. */
  plans: list(PlanHealth),
  troubles: list(Trouble),
  anomalies: list(OpenAnomaly),
  /** When each vault was last restored on trial out of each repository, and came back. */
  proven: list(z.object({ vault: z.string(), name: z.string(), repository: z.string(), proven: Proven.nullable() })),
  /** The other machines that keep snapshots in the same repositories. */
  machines: list(OtherMachine),
  unfinished: list(UnfinishedRestore),
  /** Whether some process runs the schedule. */
  scheduled: z.boolean(),
  /** The process that runs it. `tray`: it is the tray app. */
  scheduler: z.object({ pid: z.number(), since: z.string(), tray: z.boolean() }).nullable(),
  /** What is being done in the repositories now. */
  doing: list(z.string()),
  attention: z.boolean(),
})

/** How everything stands, from records, configuration and clock: quick, and no repository is asked. */
export const status = {
  get: procedure.route({ method: 'GET', path: '/status', summary: 'How every vault, plan and repository stands' }).output(Status),
}
