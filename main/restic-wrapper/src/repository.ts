import type { Password } from './process/password.ts'
import type { Limits } from './process/watchdog.ts'

/** A repository and how to get at it. */
export type Repository = {
  /** As for `restic -r`. With user information (`rest:https://user:pw@host/`) it never shows in argv. */
  readonly location: string
  readonly password: Password
  /** Credentials of a cloud, for this repository's children only (`AWS_*`, `RESTIC_REST_USERNAME`, ...). */
  readonly environment?: Readonly<Record<string, string>>
  /** Variables that name a file, each with what its file holds: a secret that restic reads from there (`AWS_SHARED_CREDENTIALS_FILE`). On Linux the file has no name. */
  readonly secretFiles?: Readonly<Record<string, string>>
  /** Further texts that are hidden in logs and messages. */
  readonly secrets?: readonly string[]
  /** Extended options (`-o key=value`), such as `sftp.args`. */
  readonly options?: Readonly<Record<string, string>>
  /** PEM file with root certificates. */
  readonly caCertificate?: string
  /** KiB/s. */
  readonly limitUpload?: number
  /** KiB/s. */
  readonly limitDownload?: number
  readonly compression?: 'auto' | 'off' | 'fastest' | 'better' | 'max'
  /** MiB. */
  readonly packSize?: number
  /** Id of the key to try first; each wrong key costs about 0.2 s. */
  readonly keyHint?: string
  readonly noCache?: boolean
  /** For reading commands: quicker, works on a read-only or full disk, leaves no lock behind. Refused by restic for prune and forget. */
  readonly noLock?: boolean
  /** Limits of commands on this repository, where neither the command nor the call says otherwise. */
  readonly limits?: Limits
  /** How long to wait for a lock, as restic writes durations: `5m`. */
  readonly retryLock?: string
}
