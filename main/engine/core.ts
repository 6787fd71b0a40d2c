import type { Configuration } from '../contract/configuration.ts'
import type { HistoryEvent } from '../contract/history-event.ts'
import type { Progress } from '../contract/procedures/jobs.ts'
import type { History } from './history/history.ts'
import type { Home } from './home/home.ts'
import type { Ports } from './ports.ts'
import type { Redactor } from './secrets/redact.ts'
import type { MendableState } from './state/mendable-state.ts'

/** What every part of the engine works with. Made once, by createEngine. */
export type Core = {
  readonly home: Home
  readonly ports: Ports
  readonly redactor: Redactor
  readonly history: History
  readonly state: MendableState
  /** Writes an event to the history, flushed, and takes it into the state. */
  readonly record: (event: HistoryEvent) => Promise<void>
  /**
   * The configuration that is in force; `null` where there is none. `problems` are the mistakes of a newer one that is therefore not in force, each
   * with its place; `hash` is that of what was found on the disk (see FoundConfiguration), by which it shows that this is another one by now. Whoever loads
   * it puts it here.
   */
  readonly settings: { configuration: Configuration | null; problems: readonly string[]; hash?: string }
  /** restic processes of this engine that are running, for a second Ctrl-C. */
  readonly running: Set<number>
  /** Outcomes of runs of this process that could not be written, on a full disk say, the oldest first: they are as soon as that can be. */
  readonly unrecorded: HistoryEvent[]
}

/** What a run tells its host while it works. `note` is a sentence for a person; the others are numbers. */
export type RunProgress = Readonly<Progress>

/** The host's side of a run: how to stop it, and where its progress goes. */
export type RunHost = { readonly signal: AbortSignal; readonly onProgress: (progress: RunProgress) => void }
