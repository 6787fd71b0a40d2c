import { z } from 'zod'
import { Problem } from '../problem.ts'
import { RunKind } from '../run-kind.ts'
import { SkipReason } from '../skip-reason.ts'
import { SnapshotCounts } from '../snapshot-counts.ts'
import { Trigger } from '../trigger.ts'
import { Verdict } from '../verdict.ts'
import { VerificationReport } from '../verification-report.ts'
import { KnownRestore } from './known-restore.ts'
import { list, procedure } from './procedure.ts'
import { ListedSnapshot } from './snapshots.ts'

/** A run as it stands in the records. Without `verdict` it is still going on, or was cut off. `result` is what its kind has to show. */
export const KnownRun = z.object({
  id: z.string(),
  seq: z.number(),
  kind: RunKind,
  repository: z.string().nullable(),
  vault: z.string().nullable(),
  path: z.string().nullable(),
  label: z.string().nullable(),
  target: z.string().nullable(),
  snapshot: z.string().nullable(),
  pid: z.number(),
  processStart: z.string(),
  started: z.string(),
  ended: z.string().nullable(),
  verdict: Verdict.nullable(),
  problem: Problem.nullable(),
  warnings: list(z.string()),
  counts: SnapshotCounts.nullable(),
  report: VerificationReport.nullable(),
  result: z.record(z.string(), z.unknown()).nullable(),
  /** Nothing had changed, so that no new snapshot was made. */
  unchanged: z.boolean(),
  /** How long the snapshot itself took. */
  snapshot_ms: z.number().nullable(),
  plan: z.string().nullable(),
  /** The due time that it was for; `ahead`: under a clock that ran ahead. */
  due: z.string().nullable(),
  ahead: z.number(),
  trigger: Trigger.nullable(),
  /** The repository that a copy was made from. */
  source: z.string().nullable(),
  /** The agent that it was to bring back. */
  agent: z.string().nullable(),
})
/** See the schema of this name. */
export type KnownRun = z.infer<typeof KnownRun>

/** Due times from `first` to `last` that were not run, all for one reason. Without `repository`: for all of the plan's. */
export const Skip = z.object({
  seq: z.number(),
  time: z.string(),
  plan: z.string(),
  repository: z.string().nullable(),
  first: z.string(),
  last: z.string(),
  count: z.number(),
  reason: SkipReason,
})
/** See the schema of this name. */
export type Skip = z.infer<typeof Skip>

/** What a person decided. `subject`: the change, anomaly or snapshot that it is about; `until`: how long a pause lasts, null until resumed. */
export const Decision = z.object({
  seq: z.number(),
  time: z.string(),
  decision: z.enum(['approved', 'reverted', 'expected', 'restored', 'pinned', 'unpinned', 'paused', 'resumed']),
  by: z.string(),
  subject: z.string().nullable(),
  plan: z.string().nullable(),
  vault: z.string().nullable(),
  repository: z.string().nullable(),
  until: z.string().nullable(),
})
/** See the schema of this name. */
export type Decision = z.infer<typeof Decision>

/** One line of the list: a run, due times that were not run, or what a person decided. */
export const HistoryEntry = z.discriminatedUnion('what', [
  z.object({ what: z.literal('run'), run: KnownRun, vaultName: z.string().nullable() }),
  z.object({ what: z.literal('skip'), skip: Skip }),
  z.object({ what: z.literal('decision'), decision: Decision, vaultName: z.string().nullable() }),
])
/** See the schema of this name. */
export type HistoryEntry = z.infer<typeof HistoryEntry>

/** Which lines are wanted. What is left out is not asked for; a skip and a decision have no verdict, so asking for one leaves only runs. */
export const HistoryFilter = z.object({
  what: z
    .array(z.enum(['run', 'skip', 'decision']))
    .optional()
    .describe('All, if left out.'),
  kinds: z.array(RunKind).optional().describe('Only runs of these kinds.'),
  verdicts: z
    .array(z.enum([...Verdict.options, 'running']))
    .optional()
    .describe('Only runs that ended so.'),
  plan: z.string().optional(),
  vault: z.string().optional().describe('The id of a vault.'),
  repository: z.string().optional(),
  text: z.string().optional().describe('Something that the line says.'),
})
/** See the schema of this name. */
export type HistoryFilter = z.infer<typeof HistoryFilter>

/** What happened. */
export const history = {
  list: procedure
    .route({ method: 'GET', path: '/history', summary: 'Runs, due times that were not run, and decisions, newest first' })
    .input(
      HistoryFilter.extend({
        most: z.int().min(1).default(50),
        before: z.int().optional().describe('The `next` of the page before.'),
        coalesce: z
          .boolean()
          .default(true)
          .describe('Whether skips of one plan for one reason with nothing else between them are one line.'),
      }),
    )
    .output(
      z.object({ entries: list(HistoryEntry), next: z.number().nullable().describe('Where the next page begins; null: that was all.') }),
    ),
  run: procedure
    .route({ method: 'GET', path: '/history/{run}', summary: 'One run, with the snapshot that it made and what it restored' })
    .input(z.object({ run: z.string() }))
    .output(
      z.object({
        run: KnownRun,
        vaultName: z.string().nullable(),
        snapshot: ListedSnapshot.nullable(),
        restore: KnownRestore.nullable(),
      }),
    ),
  verify: procedure
    .route({ method: 'GET', path: '/history-check', summary: 'Whether the history holds: each entry is sealed to the one before' })
    .output(
      z.object({
        holds: z.boolean(),
        lines: z.number(),
        /** Lines torn by a crash that a later line accounts for. */
        explained: z.number(),
        breaks: list(z.object({ file: z.string(), line: z.number(), why: z.string() })),
      }),
    ),
}
