/** Why a command failed. A closed list: switch over it. */
export type FailureReason =
  /** Exit 10: nothing there that looks like a repository. Never answer this with `init` for a repository seen before: it may be unmounted. */
  | 'no-repository'
  | 'repository-exists'
  /** `init` found keys and no config: another one was cut off there, or the config of a repository is lost. */
  | 'half-made'
  /** Exit 11; see `lock`. */
  | 'locked'
  /** A file among the locks is none that can be read: what needs a lock does nothing while it is there, and restic's `unlock` leaves it. */
  | 'unreadable-lock'
  /** Exit 12: no key opens with this password; also when all key files are gone. */
  | 'wrong-password'
  /** The password cannot be used at all (empty, outer white space, ...) or the password command failed. */
  | 'bad-password'
  /** Exit 130, by a signal that was not ours. */
  | 'interrupted'
  /** Ended by a signal that was not ours, such as the out-of-memory killer's. */
  | 'killed'
  /** Exit 2: restic itself crashed. A lock may be left. */
  | 'crashed'
  | 'no-space'
  | 'read-only'
  /** The disk that holds the repository fails to read or to write: EIO. */
  | 'disk-error'
  | 'permission-denied'
  /** Connection refused, no such host, time-out: the other side was not reached. */
  | 'unreachable'
  /** The other side was reached and cannot serve just now: 429, 500, 503. */
  | 'unavailable'
  /** The other side was reached and said no: 401, 403, key refused. */
  | 'refused'
  /** The certificate of the other side is not to be trusted: unknown authority, another name, expired. */
  | 'certificate'
  /** The ssh host key of the other side is another than before, or not known. */
  | 'host-key'
  /** The bucket or container is not there. */
  | 'no-bucket'
  /** The clock of this machine and that of the other side differ too much for it to believe a signature or a certificate. */
  | 'clock'
  /** A web page answered where a repository should: the network wants a log-in first. */
  | 'log-in-page'
  /** The way there is described wrongly, or half: unknown rclone remote, wrong region, missing program or credentials. */
  | 'misconfigured'
  /** The repository's content is not what it should be. */
  | 'damaged'
  | 'snapshot-not-found'
  | 'path-not-found'
  /** Nothing of what was to be backed up exists, or the working folder is missing. */
  | 'source-missing'
  /** Restore: some files could not be restored; see `failures`. */
  | 'item-errors'
  /** The call itself makes no sense; nothing was run, or restic refused its arguments. */
  | 'usage'
  | 'program-missing'
  | 'program-not-executable'
  | 'program-not-restic'
  /** restic kept retrying for longer than `limits.retrying` for a cause that its lines do not tell. */
  | 'retrying-too-long'
  | 'silent-too-long'
  | 'took-too-long'
  | 'unknown'

/** One file or object that could not be handled. */
export type ItemFailure = {
  /** A path, or what kind of object and its id; may be empty. */
  readonly item: string
  readonly message: string
  /** `scan`, `archival`, `restore`, `check`, `verify`, `forget`, or `remove`: the repository's place did not let it be removed. */
  readonly during: string
}

/** Who holds the lock, as far as the message tells. */
export type LockHolder = {
  readonly pid: number
  readonly host: string
  readonly user: string
  /** As restic words it, for example `6.4s` or `1h2m3s`. */
  readonly age: string | undefined
  readonly exclusive: boolean
}

/** The command did what it was asked to. `warnings` are lines that restic wrote to stderr nevertheless. */
export type Done<Result> = { readonly kind: 'done'; readonly result: Result; readonly warnings: readonly string[] }

/**
 * There is a result, but something is missing from it. Exit 3: a snapshot was saved without some items, or some snapshots could not be
 * removed. Also exit 0 when restic left out snapshots whose files it cannot read: `snapshots` and `forget` then see fewer than there are.
 */
export type PartlyDone<Result> = {
  readonly kind: 'partial'
  readonly result: Result
  /** The first 1,000. */
  readonly failures: readonly ItemFailure[]
  readonly failureCount: number
}

/** Ended because of our AbortSignal, or because the consumer left the loop. `forced`: SIGKILL was needed, so a lock may be left. */
export type Cancelled = { readonly kind: 'cancelled'; readonly forced: boolean }

/** It did not work. */
export type Failed<Result> = {
  readonly kind: 'failed'
  readonly reason: FailureReason
  /** One line for a person, without secrets, Go stacks or control characters. */
  readonly message: string
  /** The end of stderr (at most 64 KiB) for a log. */
  readonly detail: string
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly failures: readonly ItemFailure[]
  readonly failureCount: number
  /** With `locked`, when restic said who it is. */
  readonly lock?: LockHolder
  /** What came out before it failed, such as the findings of a check. */
  readonly partialResult?: Result
}

/** How a command ended. Expected ends are values: nothing restic or the system does makes a rejection. */
export type Outcome<Result> = Done<Result> | PartlyDone<Result> | Cancelled | Failed<Result>
