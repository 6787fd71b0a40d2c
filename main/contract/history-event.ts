import { z } from 'zod'
import { Problem } from './problem.ts'
import { Verdict } from './verdict.ts'

/** What a run is for. */
export const RunKind = z.enum(['init', 'backup', 'verify', 'restore', 'unlock', 'repair'])
/** See {@link RunKind}. */
export type RunKind = z.infer<typeof RunKind>

/** Where a repository's password is kept. `environment` and `command` are never remembered by us, only asked. */
export const PasswordSource = z.enum(['keychain', 'file', 'environment', 'command'])
/** See {@link PasswordSource}. */
export type PasswordSource = z.infer<typeof PasswordSource>

/** What was counted while a snapshot was made. Bytes are bytes, durations are milliseconds. */
export const SnapshotCounts = z.object({
  files: z.number(),
  bytes: z.number(),
  filesNew: z.number(),
  filesChanged: z.number(),
  bytesStored: z.number(),
})
/** See {@link SnapshotCounts}. */
export type SnapshotCounts = z.infer<typeof SnapshotCounts>

/** One file that verification has something to say about. Paths are relative to the vault; bytes that are no UTF-8 stand as U+FFFD. */
export const FileFinding = z.object({ path: z.string(), finding: z.enum(['damaged', 'different', 'missing']), why: z.string() })
/** See {@link FileFinding}. */
export type FileFinding = z.infer<typeof FileFinding>

/**
 * What verification found (product section 4). `compared*` were read back out of the repository and are equal to the source by SHA-256;
 * `changedSince` were touched after the backup began; `left*` belong to this run, or had their turn, but were over the budget.
 */
export const VerificationReport = z.object({
  how: z.enum(['whole', 'selected']),
  comparedFiles: z.number(),
  comparedBytes: z.number(),
  changedSince: z.number(),
  leftFiles: z.number(),
  countsAgree: z.boolean().nullable(),
  findings: z.array(FileFinding),
  findingCount: z.number(),
  vanishedSnapshots: z.array(z.string()),
  unknownSnapshots: z.array(z.string()),
  duration: z.number(),
})
/** See {@link VerificationReport}. */
export type VerificationReport = z.infer<typeof VerificationReport>

const Snapshot = z.object({
  id: z.string(),
  time: z.string(),
  tree: z.string().optional(),
  vault: z.string().optional(),
  label: z.string().optional(),
  files: z.number().optional(),
  bytes: z.number().optional(),
})

/**
 * The lines of `system-history.jsonl`, without what the chain adds (seq, time, previous, hash). Everything that the program knows about its
 * past is a fold over these; see main/engine/state.
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
  z.object({ event: z.literal('vault.known'), vault: z.string(), name: z.string(), path: z.string() }),
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
    pid: z.number(),
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
  z.object({ event: z.literal('snapshots.vanished'), repository: z.string(), ids: z.array(z.string()) }),
  z.object({ event: z.literal('repository.damaged'), repository: z.string(), files: z.array(z.string()), packs: z.array(z.string()) }),
  z.object({ event: z.literal('repository.sound'), repository: z.string() }),
  z.object({ event: z.literal('lock.removed'), repository: z.string(), why: z.string() }),
  z.object({ event: z.literal('history.segment'), segment: z.number() }),
  z.object({ event: z.literal('history.torn'), bytes: z.number() }),
  z.object({ event: z.literal('history.break'), expectedSeq: z.number(), foundSeq: z.number() }),
])
/** See {@link HistoryEvent}. */
export type HistoryEvent = z.infer<typeof HistoryEvent>

/** What the chain adds to each event: its number, when it was written (RFC 3339, UTC), the hash of the line before and its own. */
const ChainLink = z.object({ seq: z.number(), time: z.string(), previous: z.string(), hash: z.string() })

/** A line of the history, parsed. */
export type HistoryLine = z.infer<typeof ChainLink> & HistoryEvent

/** Parses one line's object; `undefined` for what is no event of ours (a newer program's events are skipped, not refused). */
export function parseHistoryLine(value: unknown): HistoryLine | undefined {
  const link = ChainLink.safeParse(value)
  const event = HistoryEvent.safeParse(value)
  return link.success && event.success ? { ...link.data, ...event.data } : undefined
}
