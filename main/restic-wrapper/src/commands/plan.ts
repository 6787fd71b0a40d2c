import type { Json } from '../messages/json.ts'
import type { ItemFailure } from '../outcome.ts'
import type { Limits } from '../process/watchdog.ts'
import type { Repository } from '../repository.ts'

/** restic tries something again; it may do so for 15 minutes. */
export type RetryingEvent = {
  readonly type: 'retrying'
  /** The cause: `open /mnt/x/locks/...: read-only file system`. */
  readonly message: string
  /** When this series of retries began, in ms since 1970. */
  readonly since: number
}

/** An item that could not be handled, as it happens. */
export type FailureEvent = { readonly type: 'failure' } & ItemFailure

/** What a reader may do with what it has read. */
export type Sink<Event> = {
  /** Hands an event to whoever iterates. */
  emit(event: Event): void
  /** Hands out a progress; a slow consumer sees only the newest. `key` tells whether anything moved. */
  progress(event: Event, key: string | number): void
  /** Something moved that is worth no event. */
  alive(): void
  /** From now on restic works without a word: silence is allowed as for `quietWork`, unless the call itself says how long it may be. */
  quiet(): void
  /** restic could not look for other locks. It waits 5, 10 and 20 s and looks again; a look that goes well it does not tell of. */
  locksUnseen(): void
  /** Counts a failed item and hands it out if the command's events have such. */
  failure(failure: ItemFailure): void
}

/** Turns the output of one run into events and a result. Pure but for its own memory; made anew for every run. */
export type Reader<Event, Result> = {
  /** A JSON object of stdout. */
  json?(json: Json, sink: Sink<Event>): void
  /** A line of stdout that is no JSON object. */
  text?(line: string, sink: Sink<Event>): void
  /** A line of stderr that is no known message, or of an error message that names no item; `true` when it has been dealt with. */
  errorText?(line: string, sink: Sink<Event>): boolean
  /** stdout held the opening of an array (`framing: 'values'`). */
  array?(): void
  /** The result; `undefined` when the answer never came. */
  result(): Result | undefined
}

/** A secret to be given to the child as a file. */
type SecretArgument = { readonly flag: string; readonly content: string }

/** A command as data: what to run and how to read it. */
export type Plan<Event, Result> = {
  /** For logs and messages: `backup`, `key add`. */
  readonly name: string
  /** Everything after the global flags. */
  readonly args: readonly string[]
  readonly reader: () => Reader<Event, Result>
  readonly json?: boolean
  /** `lines`: one message each; `values`: objects, inside one array or not, however broken into lines; `bytes`: stdout is the caller's. Default `lines`. */
  readonly framing?: 'lines' | 'values' | 'bytes'
  /** Events are rows of which none may be lost: a slow consumer holds restic back. */
  readonly rows?: boolean
  /** Leaving the loop ends the process; not so for commands that change something. */
  readonly stopWhenLeft?: boolean
  /** Whether retrying and failure events are handed to whoever iterates. */
  readonly announces?: boolean
  /** Repositories to read from: copy, init. */
  readonly source?: Repository
  readonly secrets?: readonly SecretArgument[]
  readonly cwd?: string
  readonly environment?: Readonly<Record<string, string>>
  /** Defaults of this command. */
  readonly limits?: Limits
  /** What `ItemFailure.during` is when the message does not say. */
  readonly during?: string
  /** A repository is not needed: version. */
  readonly withoutRepository?: boolean
  /** Always without a lock. */
  readonly neverLocks?: boolean
  /** A result that came before a failure is worth handing out. */
  readonly keepsPartial?: boolean
  /** The call makes no sense: nothing is run, the outcome is `usage`. */
  readonly refusal?: string | undefined
}

/** An hour: commands that count in steps as large as a whole snapshot, and say nothing on the way through one. */
export const slowWork: Limits = { silence: 60 * 60_000 }

/** Six hours: commands that say nothing while they work. */
export const quietWork: Limits = { silence: 6 * 60 * 60_000 }
