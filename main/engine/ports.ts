import type { NewsMessage } from '../contract/news-message.ts'
import type { RunHelper } from './helpers/run-helper.ts'
import type { BundledRestic } from './restic/bundled-restic.ts'
import type { KeychainAnswer } from './secrets/keychain.ts'
import type { LoginItem } from './service/login-item.ts'

/** The time, as far as the engine is concerned. Tests pass their own. */
export type Clock = {
  /** Wall-clock time. */
  readonly now: () => Date
  /** Milliseconds that only ever grow, for durations. */
  readonly monotonic: () => number
  /** It does not show the machine's time: restic, which would look at that, is told the time of each snapshot. For histories that are made to be looked at. */
  readonly shifted?: boolean
}

/** The operating system's keychain behind four calls, so that the library below can be changed in a day. Answers, never throws. */
export type Keychain = {
  readonly get: (account: string) => Promise<KeychainAnswer>
  readonly set: (account: string, value: string) => Promise<KeychainAnswer>
  readonly remove: (account: string) => Promise<KeychainAnswer>
  /** Whether the keychain can be used at all, told by the canary item. */
  readonly probe: () => Promise<KeychainAnswer>
}

/** What the engine asks about the machine. Unknown is an answer; it never keeps a backup from being made. */
export type Machine = {
  readonly power: () => Promise<{ readonly source: 'mains' | 'battery' | 'unknown'; readonly percent: number | null }>
  /** `metered` null: not known. */
  readonly network: () => Promise<{ readonly online: boolean; readonly metered: boolean | null }>
  /** The name of the machine's time zone as it is now, which may be another than when this process began. */
  readonly zone: () => string
  /**
   * Calls back when power, network or keychain may be otherwise than they were: the machine woke up, was plugged in. Absent: nobody tells.
   * @returns ends that
   */
  readonly onChange?: (listener: () => void) => () => void
}

/** Shows news to the person who sits at this machine. */
export type Desktop = {
  /** Resolves when the system says that it is shown; rejects when it could not be shown. What was shown of the same subject goes. */
  readonly show: (message: NewsMessage) => Promise<void>
  /** Takes from the screen what was told of a problem that is none any more. `standing`: the subjects of those that are. */
  readonly withdraw: (standing: ReadonlySet<string>) => void
}

/** What a host hands to the engine. */
export type Ports = {
  readonly clock: Clock
  readonly keychain: Keychain
  readonly machine: Machine
  /** Absent where there is no desktop: what is meant for it waits for a process that has one. */
  readonly desktop?: Desktop
  /** Keeps the machine from falling asleep by itself until what it returns is called. Absent where the host cannot. */
  readonly keepAwake?: () => () => void
  /** Absent where no app is to be started at login. */
  readonly loginItem?: LoginItem
  /** Absent where Node runs us, and runs helpers as well (helpers/run-with-node.ts). */
  readonly runHelper?: RunHelper
  /** Absent where no restic came with the program. */
  readonly bundledRestic?: BundledRestic | undefined
  /** How long a server may be away in the middle of a run before that run is given up, in ms. Absent: five minutes. */
  readonly outagePatience?: number
  readonly environment: NodeJS.ProcessEnv
  /** Lines for whoever debugs; what arrives here is redacted already. */
  readonly log: (text: string) => void
  /** `length` random bytes from a source fit for secrets. */
  readonly randomBytes: (length: number) => Buffer
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => new Date(), monotonic: () => performance.now() }
