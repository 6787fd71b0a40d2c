import { z } from 'zod'
import { agentEvents } from './agent-events.ts'
import { gitEvents } from './git-events.ts'
import { judgementEvents } from './judgement-events.ts'
import { newsEvents } from './news-events.ts'
import { passwordEvents } from './password-events.ts'
import { PasswordSource } from './password-source.ts'
import { Problem } from './problem.ts'
import { RestorePart } from './restore-part.ts'
import { RunKind } from './run-kind.ts'
import { SkipReason } from './skip-reason.ts'
import { SnapshotCounts } from './snapshot-counts.ts'
import { Trigger } from './trigger.ts'
import { Verdict } from './verdict.ts'
import { VerificationReport } from './verification-report.ts'

// `host`: the machine that made it, as it was seen in the repository; what a run of ours made is of the home's own. `user`: the account that made it, where
// that is another than ours. `paths`: what was saved, where no tag of ours names a vault. `safety`: the run before which it was made, of what that run was
// to overwrite. `original`: the snapshot that it was copied from, or its own id before it was given other tags.
const Snapshot = z.object({
  id: z.string(),
  time: z.string(),
  host: z.string().optional(),
  user: z.string().optional(),
  paths: z.array(z.string()).optional(),
  tree: z.string().optional(),
  vault: z.string().optional(),
  label: z.string().optional(),
  plan: z.string().optional(),
  due: z.string().optional(),
  files: z.number().optional(),
  bytes: z.number().optional(),
  safety: z.string().optional(),
  original: z.string().optional(),
})

/**
 * The lines of `system-history.jsonl`, without what the chain adds (seq, time, previous, hash): no event has fields of these names, for the chain's own
 * would hide them. Everything that the program knows about its past is a fold over these; see main/engine/state.
 */
export const HistoryEvent = z.discriminatedUnion('event', [
  z.object({ event: z.literal('home.created'), host: z.string() }),
  z.object({ event: z.literal('repository.creating'), repository: z.string(), location: z.string(), password: PasswordSource }),
  z.object({
    event: z.literal('repository.known'),
    repository: z.string(),
    id: z.string(),
    location: z.string(),
    fingerprint: z.string(),
    password: PasswordSource,
  }),
  // `formerly`: the id that this folder's backups had before it was named in the configuration.
  z.object({
    event: z.literal('vault.known'),
    vault: z.string(),
    name: z.string(),
    path: z.string(),
    formerly: z.string().optional(),
  }),
  // `source`: the repository that a copy is made from. `agent`: the one that is brought back into `path`.
  z.object({
    event: z.literal('run.intent'),
    run: z.string(),
    kind: RunKind,
    repository: z.string().optional(),
    vault: z.string().optional(),
    path: z.string().optional(),
    label: z.string().optional(),
    target: z.string().optional(),
    snapshot: z.string().optional(),
    plan: z.string().optional(),
    due: z.string().optional(),
    trigger: Trigger.optional(),
    source: z.string().optional(),
    agent: z.string().optional(),
    pid: z.int(),
    processStart: z.string(),
  }),
  z.object({
    event: z.literal('run.snapshot'),
    run: z.string(),
    snapshot: Snapshot,
    unchanged: z.boolean(),
    counts: SnapshotCounts,
    duration: z.number(),
  }),
  z.object({ event: z.literal('run.verified'), run: z.string(), report: VerificationReport }),
  z.object({
    event: z.literal('run.outcome'),
    run: z.string(),
    verdict: Verdict,
    problem: Problem.optional(),
    warnings: z.array(z.string()),
    warningCount: z.number(),
    result: z.record(z.string(), z.unknown()).optional(),
  }),
  z.object({ event: z.literal('snapshots.seen'), repository: z.string(), snapshots: z.array(Snapshot) }),
  // Written before the first byte of a restore, or of an undo (which restores a safety snapshot; `undoes`: what it takes back). `safety`: what it may
  // overwrite; null where nothing is. `made`: how many folders of the target's path it makes. `continues`: a restore that was cut off, which is finished
  // by this one; then `safety` is that one's, for taking this one back is to take back both.
  z.object({
    event: z.literal('restore.begun'),
    run: z.string(),
    repository: z.string(),
    snapshot: z.string(),
    parts: z.array(RestorePart),
    target: z.string(),
    policy: z.string(),
    safety: z.string().nullable(),
    undoable: z.boolean(),
    made: z.number(),
    continues: z.string().optional(),
    undoes: z.string().optional(),
  }),
  // Snapshots of other machines that are gone, as their own retention removes them.
  z.object({ event: z.literal('snapshots.left'), repository: z.string(), ids: z.array(z.string()) }),
  // Another machine counted as quiet by what was known, and there was nothing newer of it in the repository.
  z.object({ event: z.literal('machines.looked'), repository: z.string() }),
  z.object({ event: z.literal('snapshots.vanished'), repository: z.string(), ids: z.array(z.string()) }),
  z.object({
    event: z.literal('repository.damaged'),
    repository: z.string(),
    files: z.array(z.string()),
    packs: z.array(z.string()),
    snapshots: z.array(z.string()).optional(),
  }),
  z.object({ event: z.literal('repository.sound'), repository: z.string() }),
  // It was lost with the folder of an old home, and nothing lies at its place here: what was known of it counts no more, and it may be made anew.
  z.object({ event: z.literal('repository.forgotten'), repository: z.string() }),
  // Its place did not let anything be removed (`found`; `why` in its own words), or lets it again.
  z.object({ event: z.literal('repository.append-only'), repository: z.string(), found: z.boolean(), why: z.string() }),
  // A plan into a repository as the scheduler first saw it, or saw it changed: due times count from `since`. An empty `schedule`: it is not to run any
  // more. Without `repository`: into all of them.
  z.object({
    event: z.literal('plan.known'),
    plan: z.string(),
    repository: z.string().optional(),
    schedule: z.string(),
    timeZone: z.string(),
    since: z.string(),
  }),
  // Due times from `from` to `to` (both included) that were not run, all for one reason. Without `repository`: for all of the plan's.
  z.object({
    event: z.literal('plan.skipped'),
    plan: z.string(),
    repository: z.string().optional(),
    from: z.string(),
    to: z.string(),
    count: z.number(),
    reason: SkipReason,
  }),
  // The clock went back: due times after `to` that were skipped meanwhile are due again.
  z.object({ event: z.literal('clock.stepped'), from: z.string(), to: z.string() }),
  // `until` null: until resumed. Without `plan`: all of them.
  z.object({ event: z.literal('schedule.paused'), plan: z.string().optional(), until: z.string().nullable(), by: z.string() }),
  z.object({ event: z.literal('schedule.resumed'), plan: z.string().optional(), by: z.string() }),
  z.object({ event: z.literal('daemon.started'), pid: z.int() }),
  z.object({ event: z.literal('daemon.stopped'), pid: z.int(), why: z.string() }),
  z.object({ event: z.literal('configuration.changed'), path: z.string(), fileHash: z.string() }),
  z.object({ event: z.literal('configuration.refused'), path: z.string(), fileHash: z.string(), problems: z.array(z.string()) }),
  z.object({ event: z.literal('snapshot.pinned'), repository: z.string(), snapshot: z.string(), by: z.string() }),
  z.object({ event: z.literal('snapshot.unpinned'), repository: z.string(), snapshot: z.string(), by: z.string() }),
  // Written before the first of them is removed, so that those which are gone after a crash are known to be our doing.
  z.object({ event: z.literal('snapshots.removing'), repository: z.string(), run: z.string(), ids: z.array(z.string()) }),
  z.object({ event: z.literal('snapshots.removed'), repository: z.string(), run: z.string(), ids: z.array(z.string()) }),
  z.object({
    event: z.literal('watch.limited'),
    plan: z.string(),
    vault: z.string(),
    why: z.string(),
  }),
  z.object({
    event: z.literal('hook.ended'),
    run: z.string(),
    when: z.enum(['before', 'after']),
    command: z.string(),
    verdict: z.enum(['done', 'failed', 'timed-out', 'not-started']),
    detail: z.string(),
  }),
  z.object({ event: z.literal('lock.removed'), repository: z.string(), why: z.string() }),
  // Names of variables, without values, that were written into the vault's example of its `.env`.
  z.object({ event: z.literal('variables.named'), vault: z.string(), path: z.string(), names: z.array(z.string()) }),
  // The recovery document of a vault was brought up to date. `kept`: where the old file was put, which a person had changed outside of the marked places.
  z.object({ event: z.literal('recovery.written'), vault: z.string(), path: z.string(), kept: z.string().optional() }),
  ...judgementEvents,
  ...newsEvents,
  ...passwordEvents,
  ...gitEvents,
  ...agentEvents,
  z.object({ event: z.literal('history.segment'), segment: z.number() }),
  z.object({ event: z.literal('history.torn'), bytes: z.number() }),
  z.object({ event: z.literal('history.break'), expectedSeq: z.number(), foundSeq: z.number() }),
])
/** See {@link HistoryEvent}. */
export type HistoryEvent = z.infer<typeof HistoryEvent>

/** What no clock ever showed would end everything that reckons with it. */
const time = z.string().refine((said) => !Number.isNaN(Date.parse(said)))
/** What the chain adds to each event: its number, when it was written (RFC 3339, UTC), the hash of the line before and its own. */
const ChainLink = z.object({ seq: z.int(), time, previous: z.string(), hash: z.string() })

/** A line of the history, parsed. */
export type HistoryLine = z.infer<typeof ChainLink> & HistoryEvent

/** Parses one line's object; `undefined` for what is no event of ours (a newer program's events are skipped, not refused). */
export function parseHistoryLine(value: unknown): HistoryLine | undefined {
  const link = ChainLink.safeParse(value)
  const event = HistoryEvent.safeParse(value)
  return link.success && event.success ? { ...link.data, ...event.data } : undefined
}
