/** One way to notice changes in a vault that is there. Nothing here throws, at once or later: what goes wrong is told. */
export type Watching = {
  /** Settles when the watches are set: changes from then on are noticed. */
  readonly ready: Promise<void>
  /** Looks at everything again, because something may have escaped notice. @returns whether it had */
  readonly rescan: () => Promise<boolean>
  /** Takes what was told of as known, so that the next rescan does not find it again. */
  readonly settle: () => void
  /** The fingerprint of all files that are watched for, as of when each was looked at last. */
  readonly print: () => number
  readonly close: () => void
}

/** What a way of watching asks and tells. */
export type WatchingHost = {
  /** Whether the vault can be looked at now: asked before a look that nothing in the vault has called for. */
  readonly answers: () => Promise<boolean>
  /** A file that is watched for was changed, made, or removed. */
  readonly onTouched: () => void
  /** The vault's own folder was moved, removed, or unmounted. */
  readonly onRootMoved: () => void
  /** It cannot go on, and has closed itself; `why` is a sentence for people. */
  readonly onFailed: (why: string) => void
}
