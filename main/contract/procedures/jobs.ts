import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { Problem } from '../problem.ts'
import { Verdict } from '../verdict.ts'
import { EndedRun } from './ended-run.ts'
import { list, procedure } from './procedure.ts'

/** What a run tells while it works. `note` is a sentence for a person; the others are numbers. Bytes are bytes, times seconds. */
export const Progress = z.discriminatedUnion('step', [
  z.object({ step: z.literal('note'), text: z.string() }),
  z.object({ step: z.literal('verifying'), filesDone: z.number(), files: z.number(), bytesDone: z.number(), bytes: z.number() }),
  z.object({
    step: z.enum(['reading', 'restoring']),
    percent: z.number(),
    filesDone: z.number(),
    files: z.number(),
    bytesDone: z.number(),
    bytes: z.number(),
    secondsLeft: z.number().optional(),
    /** The file that is being worked on, where restic tells it. */
    current: z.string().optional(),
  }),
  z.object({ step: z.literal('checking'), percent: z.number(), done: z.number(), total: z.number() }),
  /** Snapshots. */
  z.object({
    step: z.enum(['indexing', 'copying']),
    percent: z.number(),
    done: z.number(),
    total: z.number(),
    secondsLeft: z.number().optional(),
  }),
  /** Agents that are brought back: where each of them is, level by level. `percent` of what is restored; `secondsLeft`: until it is either back or a person is told, at the latest. */
  z.object({
    step: z.literal('recovering'),
    levels: list(
      list(
        z.object({
          agent: z.string(),
          at: z.enum([
            'waiting',
            'composing',
            'stopping',
            'saving',
            'restoring',
            'replacing',
            'starting',
            'verifying',
            'recovered',
            'failed',
            'not-started',
          ]),
          percent: z.number().nullable(),
          note: z.string().nullable(),
        }),
      ),
    ),
    secondsLeft: z.number().optional(),
  }),
])
/** See the schema of this name. */
export type Progress = z.infer<typeof Progress>

/** What bringing the index of one repository up to date came to. */
export const Indexed = z.object({
  repository: z.string(),
  snapshots: z.number(),
  added: z.number(),
  removed: z.number(),
  failed: list(z.object({ id: z.string(), why: z.string() })),
  indexed: z.number(),
  bytes: z.number(),
  took: z.number(),
})
/** See {@link Indexed}. */
export type Indexed = z.infer<typeof Indexed>

/** How a job came to its end: the runs that it was, or the problem that kept it from being any. `verdict` is the gravest of them. */
export const JobEnd = z.object({
  time: z.string(),
  verdict: Verdict,
  problem: Problem.nullable(),
  runs: list(EndedRun),
  /** Of `index`: what came of each repository. */
  indexes: list(Indexed),
  /** Sentences on what was not done, for it never is: freeing space where nothing may be removed. */
  remarks: list(z.string()),
})
/** See the schema of this name. */
export type JobEnd = z.infer<typeof JobEnd>

/** What a job does. */
export const JobKind = z.enum([
  'backup',
  'restore',
  'undo',
  'revert',
  'verify',
  'repair',
  'prune',
  'unlock',
  'init',
  'index',
  'copy',
  'keys',
  'comeback',
  'push',
  'branch',
  'drill',
  'recover',
])
/** See {@link JobKind}. */
export type JobKind = z.infer<typeof JobKind>

/**
 * Something that lasts, done in this process because somebody asked for it. It goes on when the page that began it is closed. `title` names it to a person
 * ("Backing up Notes"); `notes` are the sentences told so far.
 */
export const Job = z.object({
  id: z.string(),
  kind: JobKind,
  title: z.string(),
  plan: z.string().nullable(),
  vault: z.string().nullable(),
  repository: z.string().nullable(),
  started: z.string(),
  progress: Progress.nullable(),
  notes: list(z.string()),
  cancelling: z.boolean(),
  ended: JobEnd.nullable(),
})
/** See the schema of this name. */
export type Job = z.infer<typeof Job>

/** What a procedure answers that begins a job. */
export const JobBegun = z.object({ job: z.string() })

/** Jobs of this process: those that go on, and the last ones that ended. */
export const jobs = {
  list: procedure.route({ method: 'GET', path: '/jobs', summary: 'What is being done, and what was done lately' }).output(list(Job)),
  follow: procedure
    .route({ method: 'GET', path: '/jobs/{job}/follow', summary: 'Follow a job to its end' })
    .input(z.object({ job: z.string() }))
    .output(eventIterator(Job)),
  cancel: procedure
    .route({ method: 'POST', path: '/jobs/{job}/cancel', summary: 'Ask a job to end' })
    .input(z.object({ job: z.string() }))
    .output(Job),
}
