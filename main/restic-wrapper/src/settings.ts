import type { RetryingEvent } from './commands/plan.ts'
import type { Limits } from './process/watchdog.ts'
import { safely } from './safely.ts'

/** A process that was started. */
export type StartedProcess = {
  readonly pid: number
  /** `backup`, `key add`, ... */
  readonly command: string
  /** Without its password. */
  readonly repositoryLocation?: string
  readonly ended: Promise<void>
}

/** How all commands of one wrapper run. */
export type ResticSettings = {
  /** Absolute path of restic. */
  readonly program: string
  /** Where restic may keep its cache (RESTIC_CACHE_DIR). It fails without one where there is no HOME. */
  readonly cacheDirectory: string
  /** Asked before each command: where it says no, restic does without its cache. It fails where it cannot begin one, on a full disk say. */
  readonly cacheUsable?: () => boolean
  /** Added to the allow-list of inherited variables. What names repositories or passwords is ignored. */
  readonly environment?: Readonly<Record<string, string>>
  /** Told of every start, so that a host can note the process down and count. */
  readonly onProcess?: (process: StartedProcess) => void
  /** argv, exit code, duration and every line of stderr, secrets removed. */
  readonly onLog?: (line: { readonly level: 'debug'; readonly text: string }) => void
  /** Told whenever any of the commands tries something again. */
  readonly onRetrying?: (event: RetryingEvent) => void
  /** Milliseconds from SIGINT to SIGKILL. Default 10,000; half a second once restic tries in vain to remove its lock. */
  readonly stopGrace?: number
  /** Defaults for all commands. */
  readonly limits?: Limits
}

/** The same settings, with callbacks that cannot disturb a run by throwing. */
export function withSafeCallbacks(settings: ResticSettings): ResticSettings {
  const { onProcess, onLog, onRetrying } = settings
  return {
    ...settings,
    ...(onProcess ? { onProcess: (process) => safely(() => onProcess(process)) } : {}),
    ...(onRetrying ? { onRetrying: (event) => safely(() => onRetrying(event)) } : {}),
    ...(onLog ? { onLog: (line) => safely(() => onLog(line)) } : {}),
  }
}
