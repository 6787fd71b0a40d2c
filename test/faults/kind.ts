import type { Running } from '../helpers/cli-run.ts'
import type { Random } from '../helpers/seeded.ts'
import type { FaultBench, OperationEnd } from './fault-bench.ts'
import type { OperationName } from './operations.ts'

/** Of what a person has to be told within {@link soonest}, whatever else goes on. */
export const toldSoon = ['read-only', 'full', 'gone', 'refused', 'locked', 'keychain'] as const
/** In ms. restic by itself takes a quarter of an hour for some of them. */
export const soonest = 15_000

/** What a kind of fault cannot do without. Where it is missing, its cases are counted as skipped. */
export type Need = 'root' | 'strace' | 'loop' | 'freezer' | 'pids' | 'memory' | 'rest-server' | 'sshd' | 'keyring' | 'person' | 'fuse'

/** What is drawn for one case. `moment`: 0 to 1.2 times as long as it takes when nothing disturbs it. `span`: that time, in ms. */
type Draw = {
  readonly operation: OperationName
  readonly random: Random
  readonly moment: number
  readonly span: number
}

/** A fault that is ready to strike, or has struck already: how to tell whether it did, and how to take it away. */
export type Armed = {
  /** What is called this once, where the operation's own words would not meet the fault. The run that follows is the operation as always. */
  readonly once?: readonly string[]
  /** Strikes while the operation runs. It is awaited together with the operation's end, and has to come back when that is over. */
  readonly strike?: (running: Running) => Promise<void>
  /** Whether it really happened. What did not is not counted. */
  readonly hit: (end: OperationEnd) => boolean
  /** What is wrong with how the operation ended, besides the invariants. One sentence each. */
  readonly wrong?: (end: OperationEnd) => readonly string[] | Promise<readonly string[]>
  /** Takes the fault away. What only a person can mend is mended here as well. */
  readonly disarm?: () => void | Promise<void>
  /** What the command line is given, now and in the run that follows, where the operation's own words would not meet the fault. */
  readonly parameters?: readonly string[]
  /** Added to the environment of the runs that follow, and `null` takes away: what the fault is about stays in use when it is gone. */
  readonly stays?: Readonly<Record<string, string | null>>
  /** Behind everything, before it is looked at what is left: ends what the runs that follow still needed, such as a server. */
  readonly end?: () => void | Promise<void>
  /** The operation began with a vault that the fault itself changes, or ended by a kill: what it says of its success cannot be compared with the vault. */
  readonly vaultMoved?: boolean
  /** What the run after it has to look like, where a backup that is simply done is not right: sentences of what is wrong. */
  readonly next?: (end: OperationEnd) => readonly string[]
  /** Does not run the next backup as it is, but does this before: what a person has to do by the app's own words. */
  readonly person?: () => Promise<readonly string[]>
}

/** A kind of fault, in a file of its own below `kinds/`. */
export type Kind = {
  /** Of the matrix, with a letter behind it where a row holds several: `A1`, `E1b`. */
  readonly id: string
  /** In a few words, for the table. */
  readonly says: string
  /** One of those that are told soon: each of its cases that hit has come back by then. */
  readonly tellsOf?: (typeof toldSoon)[number]
  readonly operations: readonly OperationName[]
  readonly needs?: readonly Need[]
  /** How often beside other kinds; 1 where it does not say. */
  readonly weight?: number
  /** Its cases mostly wait for a timeout: they are run one after the other, beside the others. */
  readonly waits?: boolean
  /** It kills restic, Vaultkeeper or both at a random moment: of those a whole run has to have many. */
  readonly kills?: true
  /** Rights, or what a disk reserves for root, decide how it ends: by chance Vaultkeeper runs as an ordinary user. */
  readonly asPerson?: boolean
  /** Arms the fault, before the operation is started. */
  readonly arm: (bench: FaultBench, draw: Draw) => Armed | Promise<Armed>
}
